"""Spark counts what DuckDB counts: every clause under every reading, row by row."""

import dataclasses
import datetime as dt
import importlib.util
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import duckdb
import polars as pl
import pytest

from heatqa import clauses, dictionary, errors
from heatqa.cli import main
from heatqa.engines import export, facts_folder, folder_reader, java, spark_session
from heatqa.engines.facts_folder import Reader
from heatqa.judging import cube
from heatqa.settings import Settings
from heatqa.warehouse import Warehouse, schema

from . import webhdfs, worked_cases
from .test_engines import rewrite

LACKING = [
    name
    for name, there in (
        ("pyspark (make spark installs it)", importlib.util.find_spec("pyspark")),
        ("Java 17 or newer", (java.version() or 0) >= java.LEAST),
    )
    if not there
]
pytestmark = pytest.mark.skipif(bool(LACKING), reason=f"needs {' and '.join(LACKING)}")
AS_OF = dt.datetime(2026, 3, 15)
# Few rows: to compile and to weigh plans takes longer than to work them out.
QUICK = {
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.constraintPropagation.enabled": "false",
    "spark.sql.shuffle.partitions": "1",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The worked cases of every clause as Parquet."""
    with duckdb.connect() as connection:
        schema.create(connection)
        worked_cases.put(connection)
        connection.execute("insert into loads (load_id, loaded_at) values (1, ?)", [AS_OF])
        connection.execute("insert into flags values ('tickets', 1, 2, 'rule')")
        connection.execute(
            "insert into rejects values (1, 3, 'rule', 'room', 'x', '{}', "
            "[{'rule': 'rule', 'column_name': 'room'}])"
        )
        target = tmp_path_factory.mktemp("facts") / "facts"
        export.write(connection, target)
    return target


@pytest.fixture(scope="module")
def spark() -> Iterator[Reader]:
    """One session for all tests: it takes seconds to start."""
    with spark_session.started("local[2]", QUICK) as reader:
        yield reader


def judged(reader: Reader, folder: Path) -> pl.DataFrame:
    facts_folder.arrange(reader, facts_folder.manifests(reader, [str(folder)]), ["sources"])
    with duckdb.connect() as connection:
        cube.build(connection, clauses.load(), Settings(), AS_OF, reader)
        return connection.sql("from cube order by all").pl()


def test_every_clause_is_counted_alike_under_every_reading(spark: Reader, folder: Path):
    here = judged(folder_reader.in_memory(), folder)
    there = judged(spark, folder)
    assert set(here["clause"]) == {c.id for c in clauses.load().clauses.values() if of_its_own(c)}
    assert there.equals(here)


def of_its_own(clause: clauses.Clause) -> bool:
    return clause.judged and clause.form != "share"


@pytest.mark.parametrize(
    "expression",
    [
        "cast(x as timestamp) + interval 5 minute - interval 1 microsecond",
        "regexp_replace(word, '(b)(a?)', '\\2$\\1', 'g')",
        "word like 'a\\%'",
        "n / 0",
        "-n / 0",
        "round(n / 7, 2)",
        "round(n)",
        "round(-n)",
        "round(n + 0.49999999999999994 - n)",
        "round(n * 1e300 * 1e300)",
        "strftime(x, '%Y-%m')",
        "coalesce(cast(x as date) = x, false)",
        "date_trunc('hour', x) = timestamp '2026-03-08 02:00:00'",
        "cast(x as date) + interval 86400 second - interval 1 microsecond > x",
        "trim(word, 'a')",
        "translate(word, 'ab', 'x')",
        "left(word, 2)",
        "length(word)",
        "greatest(n, null)",
        "date_diff('microsecond', timestamp '2026-01-01 00:00:00', x)",
        "'it''s'",
    ],
)
def test_what_both_say_of_an_expression(expression: str, spark: Reader):
    rows = pl.DataFrame(
        {
            "x": [dt.datetime(2026, 2, 1), dt.datetime(2026, 3, 8, 2, 30, 0, 500_000), None],
            "word": ["abba", "a\\%", "供热·ba"],
            "n": [3.0, 0.0, -2.5],
        }
    )
    found = []
    for reader in (folder_reader.in_memory(), spark):
        reader.table("given", rows)
        found.append(repr(reader.rows(f"select {expression} from given")))
    assert found[0] == found[1]


def test_a_series_that_ends_before_it_begins_is_empty(spark: Reader):
    query = "select unnest(generate_series({}, {})) as n"
    for reader in (folder_reader.in_memory(), spark):
        assert reader.rows(query.format(3, 1)) == []
        assert reader.rows(query.format(1, 3)) == [(1,), (2,), (3,)]


def test_wall_times_stay_as_they_were(spark: Reader, folder: Path):
    query = "select measured_at from temperatures where measured_at is not null order by 1"
    here = folder_reader.in_memory()
    for reader in (here, spark):
        facts_folder.arrange(reader, facts_folder.manifests(reader, [str(folder)]), ["sources"])
    assert spark.rows(query) == here.rows(query)


def test_a_folder_without_facts_is_said_so(spark: Reader, tmp_path: Path):
    with pytest.raises(errors.FactsMissing, match="no facts here"):
        facts_folder.manifests(spark, [str(tmp_path)])


@pytest.mark.parametrize(
    "place", ["s3a://nowhere/facts", "hdfs://127.0.0.1:1/facts"], ids=["no driver", "nobody there"]
)
def test_a_url_that_leads_nowhere_is_said_so(place: str, spark: Reader):
    with pytest.raises(errors.FactsUnreachable, match="cannot be reached") as problem:
        facts_folder.manifests(spark, [place])
    assert "\n" not in str(problem.value)


def test_facts_in_a_store_are_read_where_they_lie(spark: Reader, folder: Path):
    query = "select ticket_id, accepted_at, finished_at from tickets order by all"
    here = folder_reader.in_memory()
    facts_folder.arrange(here, facts_folder.manifests(here, [str(folder)]), ["sources"])
    with webhdfs.served(folder.parent) as store:
        found = facts_folder.manifests(spark, [f"{store}/{folder.name}"])
        facts_folder.arrange(spark, found, ["sources"])
        assert spark.rows(query) == here.rows(query)
        with pytest.raises(errors.FactsMissing, match="no facts here"):
            facts_folder.manifests(spark, [f"{store}/elsewhere"])


def test_files_that_are_not_as_exported_are_named(spark: Reader, folder: Path, tmp_path: Path):
    copied = shutil.copytree(folder, tmp_path / "copied")
    (found,) = facts_folder.manifests(spark, [copied.as_uri()])
    found = dataclasses.replace(found, rows={"temperatures": found.rows["temperatures"]})
    facts_folder.check(spark, [found])
    rewrite(copied / "temperatures", "* exclude (room_celsius)")
    with pytest.raises(errors.FactsAltered, match=r"temperatures: .* room_celsius DOUBLE"):
        facts_folder.check(spark, [found])
    rewrite(copied / "temperatures", "*, 1.0::double as room_celsius")
    file = next((copied / "temperatures").rglob("*.parquet"))
    file.write_bytes(b"PAR1 and no more than that")
    with pytest.raises(errors.FactsBroken, match=rf"{file.name}: damaged"):
        facts_folder.check(spark, [found])
    file.write_bytes(b"")
    with pytest.raises(errors.FactsIncomplete, match="rows here"):
        facts_folder.check(spark, [found])
    shutil.rmtree(copied / "temperatures")
    with pytest.raises(errors.FactsBroken, match="no Parquet file there"):
        facts_folder.check(spark, [found])


def test_a_folder_that_workers_do_not_see_is_said_so(spark: Reader, folder: Path, tmp_path: Path):
    copied = Path(shutil.copytree(folder / "temperatures", tmp_path / "copied"))
    spark.parquet("seen_here", str(copied), {"room": "VARCHAR"})
    shutil.rmtree(copied)
    with pytest.raises(errors.FactsUnreachable, match="every machine of the cluster"):
        spark.rows("select max(room) from seen_here")


def test_why_spark_does_not_start_is_said_in_one_sentence(folder: Path, tmp_path: Path):
    given = ["judge", "--engine", "spark", "--master", "no-such-cluster", "--facts", str(folder)]
    command = [
        sys.executable,
        "-m",
        "heatqa",
        "--lang",
        "en",
        *given,
        "--warehouse",
        tmp_path / "w",
    ]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert ended.stderr.startswith("no-such-cluster: Spark did not start")
    assert "Master must either be yarn or start with spark, k8s, or local" in ended.stderr
    assert ended.stderr.count("\n") == 1


def test_what_ends_a_job_is_said_in_one_sentence(spark: Reader):
    with pytest.raises(errors.SparkFailed, match="Nothing was published") as problem:
        spark.rows("select cast(word as bigint) from (select 'a' as word)")
    assert "\n" not in str(problem.value)


def test_the_command_publishes_a_cube(
    spark: Reader,
    folder: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
):
    asked = []

    def started(*given: object) -> nullcontext[Reader]:
        asked.append(given)
        return nullcontext(spark)

    monkeypatch.setattr(spark_session, "started", started)
    # Of one clause, so that it is soon done.
    one = clauses.load()
    one = dataclasses.replace(one, clauses={"S1-1.2a": one.clauses["S1-1.2a"]})
    monkeypatch.setattr(clauses, "load", lambda *_: one)
    warehouse = tmp_path / "judged"
    # As a URL, so that the records come through Spark as well.
    place = folder.as_uri()
    given = ["judge", "--engine", "spark", "--facts", place, "--master", "local[2]"]
    given += ["--conf", "spark.executor.memory=2g", "--warehouse", str(warehouse)]
    assert main(given) == 0
    assert asked == [("local[2]", {"spark.executor.memory": "2g"})]
    assert f"published in {warehouse}" in capsys.readouterr().out
    read = Warehouse(warehouse).read()
    assert read.execute("select sum(met) from cube").fetchall()[0][0] > 0
    here = folder_reader.in_memory()
    facts_folder.arrange(here, facts_folder.manifests(here, [str(folder)]), facts_folder.BOOKS)
    for table in (*dictionary.tables(), *facts_folder.BOOKS):
        query = f"select * from {table} order by all"
        assert read.execute(query).fetchall() == here.rows(query), table
