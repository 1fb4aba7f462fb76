"""Facts leave as Parquet and are judged elsewhere; the cube that comes back is the same."""

import datetime as dt
import json
import shutil
from pathlib import Path

import duckdb
import pytest

from heatqa import errors
from heatqa.cli import main
from heatqa.engines import adoption, export, facts_folder, folder_reader, java
from heatqa.judging import cube
from heatqa.settings import Settings
from heatqa.sql import single
from heatqa.warehouse import Warehouse, judged_from
from heatqa.workbench import Workbench

from . import worked_cases

LOADED = dt.datetime(2026, 3, 20)


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    """A warehouse with the worked cases of every clause, judged."""
    bench = Workbench(Settings(warehouse=tmp_path_factory.mktemp("company") / "warehouse"))
    with bench.warehouse.write() as connection:
        worked_cases.put(connection)
        connection.execute("insert into loads (load_id, loaded_at) values (1, ?)", [LOADED])
        as_of = dt.datetime(2026, 3, 15)
        cube.build(connection, bench.catalogue, bench.settings, as_of)
    return bench


@pytest.fixture(scope="module")
def folder(company: Workbench, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its facts as Parquet."""
    target = tmp_path_factory.mktemp("facts") / "facts"
    company.export(target)
    return target


def elsewhere(tmp_path: Path) -> Workbench:
    return Workbench(Settings(warehouse=tmp_path / "judged"), dt.datetime(2026, 3, 15))


def cube_of(bench: Workbench) -> list[tuple]:
    return bench.warehouse.read().execute("from cube order by all").fetchall()


def test_judged_elsewhere_the_cube_is_the_same(company: Workbench, folder: Path, tmp_path: Path):
    other = elsewhere(tmp_path)
    other.judge([str(folder)])
    assert cube_of(other) == cube_of(company)
    assert other.scorecard().equals(company.scorecard())


def test_records_come_along_so_that_a_verdict_can_be_explained(folder: Path, tmp_path: Path):
    other = elsewhere(tmp_path)
    other.judge([str(folder)])
    record = other.records("S1-1.3")["record"][0]
    assert other.why("S1-1.3", record).clause.id == "S1-1.3"


def test_judging_within_a_limit_of_memory_says_where_it_spills_and_counts_the_same(
    company: Workbench, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture, monkeypatch
):
    limits = []
    build = cube.build

    def watched(connection, *rest, **named):
        for database in (connection, rest[-1]._connection):
            query = "select current_setting('memory_limit'), current_setting('temp_directory')"
            limits.append(single(database, query))
        build(connection, *rest, **named)

    monkeypatch.setattr(cube, "build", watched)
    warehouse = tmp_path / "judged"
    told = ["--warehouse", str(warehouse), "--as-of", "2026-03-15 00:00"]
    assert main(["judge", "--facts", str(folder), *told, "--memory-limit", "700 MB"]) == 0
    assert f"700MB; what does not fit lies in {warehouse}" in capsys.readouterr().out
    assert {limit for limit, _ in limits} == {"667.5 MiB"}
    assert {Path(spills).parent for _, spills in limits} == {warehouse}
    assert cube_of(elsewhere(tmp_path)) == cube_of(company)


def test_a_full_disk_for_what_does_not_fit_is_said_and_publishes_nothing(
    folder: Path, tmp_path: Path, monkeypatch
):
    def too_much(_connection, *rest, **_):
        engine = rest[-1]._connection
        engine.execute("set max_temp_directory_size = '1MB'")
        engine.execute("create temp table t as select i, hash(i) h from range(20_000_000) r(i)")

    monkeypatch.setattr(cube, "build", too_much)
    with pytest.raises(errors.MemoryLacking, match="--memory-limit"):
        elsewhere(tmp_path).judge([str(folder)], memory_limit="100MB")
    assert not list((tmp_path / "judged").glob("generation*"))


def test_facts_are_parted_by_month_and_read_without_the_parts(folder: Path):
    parts = {path.name for path in (folder / "temperatures").iterdir()}
    assert "month_of_record=2025-12" in parts
    query = folder_reader.in_memory()
    facts_folder.arrange(query, facts_folder.manifests(query, [str(folder)]), ["sources"])
    assert facts_folder.PARTITION not in query.columns("temperatures")


def test_a_warehouse_gets_the_cube_of_its_own_facts(folder: Path, company: Workbench):
    before = company.warehouse.published()
    company.judge([str(folder)])
    assert company.warehouse.published() != before
    assert company.origins() == []


def test_two_folders_are_one_city(company: Workbench, tmp_path: Path):
    places = []
    for half in (0, 1):
        warehouse = Warehouse(tmp_path / f"half-{half}")
        with warehouse.write() as connection:
            source = str(company.warehouse.published())
            connection.execute(f"attach '{source}' as whole (read_only)")
            connection.execute("insert into loads from whole.loads")
            connection.execute(f"insert into outages from whole.outages where {half} = 0")
            for table in ("temperatures", "sources"):
                every = f"select *, row_number() over () as n from whole.{table}"
                connection.execute(
                    f"insert into {table} select * exclude (n) from ({every}) where n % 2 = {half}"
                )
        export.write(warehouse.read(), tmp_path / f"facts-{half}")
        places.append(str(tmp_path / f"facts-{half}"))
    other = elsewhere(tmp_path)
    other.judge(places)
    whole, both = company.warehouse.read(), other.warehouse.read()
    for query in (
        "select count(*), sum(room_celsius) from temperatures",
        "select clause, reading, sum(met), sum(missed), sum(cannot_tell) from cube "
        "where clause = 'S1-1.2a' group by all order by all",
    ):
        assert both.execute(query).fetchall() == whole.execute(query).fetchall()
    numbers = both.execute("select count(*), count(distinct source_id) from sources").fetchall()[0]
    assert numbers[0] == numbers[1]


def test_tables_too_large_to_copy_are_looked_at_where_they_lie(folder: Path, tmp_path: Path):
    other, reader = elsewhere(tmp_path), folder_reader.in_memory()
    folders = facts_folder.manifests(reader, [str(folder)])
    for _ in range(2):
        # Judged anew, the views give way.
        with other.warehouse.write() as connection:
            adoption.adopt(connection, reader, folders, warehouse=tmp_path, most_rows=1)
            as_of = dt.datetime(2026, 3, 15)
            cube.build(connection, other.catalogue, other.settings, as_of)
    query = "select count(*) from temperatures"
    assert other.warehouse.read().execute(query).fetchall()[0][0] == folders[0].rows["temperatures"]
    assert all(origin.kept for origin in other.origins())
    assert other.tables().height


def test_loads_go_where_the_facts_come_from(folder: Path, tmp_path: Path):
    other = elsewhere(tmp_path)
    other.judge([str(folder)])
    file = tmp_path / "weather.csv"
    file.write_text("日期,平均气温\n2026-01-01,-5\n", encoding="utf-8")
    with pytest.raises(errors.JudgedElsewhere, match="heatqa judge"):
        other.load([file])


def test_without_its_records_a_warehouse_is_not_judged_again(folder: Path, tmp_path: Path):
    other = elsewhere(tmp_path)
    other.judge([str(folder)])
    with other.warehouse.write() as connection:
        far = judged_from.Origin("s3a://bucket/facts", "m", "temperatures", 10**10, kept=False)
        judged_from.note(connection, [far])
    again = Workbench(other.settings, dt.datetime(2026, 2, 1))
    with pytest.raises(errors.JudgedElsewhere, match="s3a://bucket/facts"):
        again.scorecard()
    assert elsewhere(tmp_path).scorecard().height


def test_a_warehouse_with_other_records_is_left_alone(folder: Path, tmp_path: Path):
    other = elsewhere(tmp_path)
    with other.warehouse.write() as connection:
        connection.execute("insert into loads (load_id, loaded_at) values (7, ?)", [LOADED])
    before = other.warehouse.published()
    with pytest.raises(errors.WarehouseHoldsOthers, match="Name a new warehouse"):
        other.judge([str(folder)])
    assert other.warehouse.published() == before


def test_a_folder_with_something_in_it_is_not_overwritten(company: Workbench, tmp_path: Path):
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(errors.FolderPresent, match="not overwritten"):
        company.export(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_an_export_that_fails_leaves_nothing(
    company: Workbench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def full(*_: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(facts_folder.Manifest, "written", full)
    with pytest.raises(errors.OutputUnwritable, match="No space left"):
        company.export(tmp_path / "facts")
    assert list(tmp_path.iterdir()) == []


def test_what_was_rejected_stays_in_its_warehouse(tmp_path: Path):
    warehouse = Warehouse(tmp_path / "warehouse")
    with warehouse.write() as connection:
        connection.execute("insert into loads (load_id, loaded_at) values (1, ?)", [LOADED])
        connection.execute(
            "insert into tickets (ticket_id, accepted_at) values ('a', '2026-01-01')"
        )
        connection.execute(
            "insert into rejects (source_id, source_row, rule, found, original) "
            "values (1, 2, 'time', '13800000000', '{}')"
        )
    export.write(warehouse.read(), tmp_path / "facts")
    files = tmp_path / "facts" / "rejects" / "*.parquet"
    query = f"select rule, found, original from read_parquet('{files}')"
    rows = duckdb.execute(query).fetchall()
    assert rows == [("time", None, None)]


def changed(folder: Path, tmp_path: Path, **entries: object) -> str:
    """A folder whose manifest says something else."""
    manifest = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
    (tmp_path / "facts.json").write_text(json.dumps(manifest | entries), encoding="utf-8")
    return str(tmp_path)


def test_facts_of_another_version_are_refused(folder: Path, tmp_path: Path):
    with pytest.raises(errors.FactsOfOtherVersion, match=r"version 99, heatqa .* reads version 1"):
        elsewhere(tmp_path).judge([changed(folder, tmp_path, facts=99)])


def test_damaged_facts_are_refused(folder: Path, tmp_path: Path):
    with pytest.raises(errors.FactsBroken, match="export the facts again"):
        elsewhere(tmp_path).judge([changed(folder, tmp_path, tables=None)])


@pytest.fixture
def copied(folder: Path, tmp_path: Path) -> Path:
    """A copy of the facts, as it is made on the way to a cluster."""
    return Path(shutil.copytree(folder, tmp_path / "copied"))


@pytest.mark.parametrize("content", [b"", b"PAR1 and no more"], ids=["empty", "cut off"])
def test_a_file_cut_off_on_the_way_is_named(content: bytes, copied: Path, tmp_path: Path):
    (copied / "temperatures" / "month_of_record=2025-12" / "part-0.parquet").write_bytes(content)
    with pytest.raises(errors.FactsBroken, match=r"2025-12/part-0\.parquet: damaged") as problem:
        elsewhere(tmp_path).judge([str(copied)])
    assert "\n" not in str(problem.value)


def test_a_file_whose_middle_is_damaged_is_no_mystery(copied: Path, tmp_path: Path):
    file = next((copied / "temperatures").rglob("*.parquet"))
    content = bytearray(file.read_bytes())
    # Between the mark at the beginning and the description at the end.
    content[4 : len(content) // 4] = bytes(len(content) // 4 - 4)
    file.write_bytes(content)
    with pytest.raises(errors.FactsBroken, match=r"copied\S*: damaged"):
        elsewhere(tmp_path).judge([str(copied)])


def test_a_month_lost_on_the_way_is_missed(copied: Path, tmp_path: Path):
    shutil.rmtree(copied / "temperatures" / "month_of_record=2025-12")
    with pytest.raises(errors.FactsIncomplete, match=r"temperatures: \d+ rows here, .* says \d+"):
        elsewhere(tmp_path).judge([str(copied)])
    shutil.rmtree(copied / "temperatures")
    with pytest.raises(errors.FactsBroken, match=r"temperatures: damaged .no Parquet"):
        elsewhere(tmp_path).judge([str(copied)])
    assert not list((tmp_path / "judged").glob("generation*"))


@pytest.mark.parametrize(
    "columns",
    ["* exclude (room_celsius)", "* replace (room as room_celsius)"],
    ids=["gone", "else"],
)
def test_a_column_that_is_not_as_exported_is_named(columns: str, copied: Path, tmp_path: Path):
    rewrite(copied / "temperatures", columns)
    with pytest.raises(errors.FactsAltered, match=r"temperatures: .* room_celsius DOUBLE"):
        elsewhere(tmp_path).judge([str(copied)])


def rewrite(folder: Path, columns: str) -> None:
    """Write all Parquet files of a folder again, with other columns."""
    for file in folder.rglob("*.parquet"):
        rows = f"read_parquet('{file}', hive_partitioning = false)"
        duckdb.execute(f"copy (select {columns} from {rows}) to '{file}.new' (format parquet)")
        Path(f"{file}.new").replace(file)


def test_too_little_memory_for_what_files_hold_is_no_damage(folder: Path):
    reader = folder_reader.in_memory("40MB", str(folder.parent / "spills"))
    reader._connection.execute("set max_temp_directory_size = '1MB'")
    many = "select i, hash(i) as h from range(3_000_000) r(i) order by h"
    with duckdb.connect() as connection, pytest.raises(duckdb.OutOfMemoryException):
        reader.hand_over("many", many, connection)


@pytest.mark.parametrize(
    ("place", "said"),
    [("nowhere", "no facts here"), ("s3a://bucket/facts", "only Spark reads from a URL")],
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_cannot_be_read_is_said_plainly(
    place: str, said: str, language: str, tmp_path: Path, capsys: pytest.CaptureFixture
):
    folder = str(tmp_path / "judged")
    given = ["--lang", language, "judge", "--facts", place, "--warehouse", folder]
    assert main(given) == 2
    message = capsys.readouterr().err
    assert place in message
    assert (said in message) == (language == "en")


def test_a_setting_of_sparks_has_a_name_and_a_value(capsys: pytest.CaptureFixture):
    assert main(["judge", "--facts", "x", "--conf", "spark.executor.memory"]) == 2
    assert "--conf spark.executor.memory=8g" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("told", "found"), [('openjdk version "17.0.15"', 17), ('java version "1.8.0_402"', 8)]
)
def test_java_is_read_from_what_it_says(
    told: str, found: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    program = tmp_path / "bin" / "java"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\necho '{told}' >&2\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert java.version() == found


@pytest.mark.parametrize(
    ("version", "problem"), [(None, errors.JavaMissing), (11, errors.JavaTooOld)]
)
def test_without_a_fit_java_spark_is_not_started(
    version: int | None,
    problem: type[errors.HeatqaError],
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(java, "version", lambda: version)
    with pytest.raises(problem, match="17"):
        elsewhere(tmp_path).judge([str(folder)], "spark")


def test_without_spark_the_extra_is_named(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(java, "version", lambda: 17)
    monkeypatch.setitem(__import__("sys").modules, "pyspark", None)
    with pytest.raises(errors.LibraryMissing, match=r"pip install heatqa\[spark\]"):
        elsewhere(tmp_path).judge([str(folder)], "spark")
