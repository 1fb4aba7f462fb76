"""The sample's transcripts, whose truth is known turn by turn, get the verdicts they deserve."""

import csv
import json
from pathlib import Path

import duckdb
import polars as pl
import pytest

from heatqa.clauses import load as load_clauses
from heatqa.judging import cube, facts, records
from heatqa.settings import Settings
from heatqa.warehouse import schema
from tests.loading import load

SAMPLE = Path(__file__).parents[1] / "data" / "sample"
pytestmark = pytest.mark.skipif(not SAMPLE.is_dir(), reason="the sample has not been made")
# What the truth notes, and the clause that asks for it.
ASKED_BY = {
    "greeting": "S3-2.3.2",
    "greeting_whole": "S7-4a",
    "rude": "S4-6.1a",
    "brusque": "S4-6.1d",
    "sent_away": "S4-6.2c",
    "referred": "S7-8",
    "hold": "S6-7.2a",
    "closing": "S6-7.3a",
    "introduced": "S7-4b",
    "takes_leave": "S7-4c",
    "not_heard": "S7-5",
    "waits": "S7-6",
    "advice": "S7-7b",
    "books": "S7-9",
    "tip": "S7-10a",
    "asks_more": "S7-11",
}


@pytest.fixture(scope="module")
def city(tmp_path_factory) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    schema.create(connection)
    names = ("transcripts", "hotline", "workorders")
    files = [file for name in names for file in sorted((SAMPLE / "exports").glob(f"{name}_*"))]
    load(connection, tmp_path_factory.mktemp("key"), *files)
    return connection


@pytest.fixture(scope="module")
def truth() -> list[dict[str, str]]:
    path = SAMPLE / "truth" / "transcripts_simulated.csv"
    with path.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def verdicts(city: duckdb.DuckDBPyConnection, clause: str) -> dict[str, str]:
    catalogue, as_of = load_clauses(), facts.latest(city)
    assert as_of
    variant = catalogue.variant(catalogue.clause(clause))
    found = records.judged(city, variant, Settings(), as_of)
    return dict(found.select("record", "verdict").iter_rows())


@pytest.mark.parametrize("thing", ASKED_BY)
def test_verdicts_are_those_of_the_truth(city, truth, thing: str):
    found = verdicts(city, ASKED_BY[thing])
    wrong, seen = [], set()
    for row in truth:
        verdict = found.get(row["call_id"])
        if verdict is None:
            continue
        expected = {"1": ("met",), "0": ("missed",), "": ("met",)}[row[thing]]
        expected = expected if row["speakers_marked"] == "1" else ("cannot tell",)
        seen.add(verdict)
        if verdict not in expected:
            wrong.append((row["call_id"], expected, verdict))
    assert not wrong
    assert "missed" in seen


@pytest.mark.parametrize("thing", [thing for thing in ASKED_BY if thing != "hold"])
def test_no_occasion_is_overlooked(city, truth, thing: str):
    """The older call log has no hold times, so that clause is left out here."""
    found = verdicts(city, ASKED_BY[thing])
    rejected = {
        row[0] for row in city.sql("select original ->> '通话编号' from rejects").fetchall()
    }
    marked = [row for row in truth if row["speakers_marked"] == "1" and row[thing] != ""]
    assert [r["call_id"] for r in marked if r["call_id"] not in {*found, *rejected}] == []


def test_the_group_that_skips_the_closing_question_stands_out(city):
    planted = json.loads((SAMPLE / "truth" / "planted.json").read_text("utf-8"))["closing_skipped"]
    catalogue, as_of = load_clauses(), facts.latest(city)
    assert as_of
    variant = catalogue.variant(catalogue.clause("S7-11"))
    found = records.judged(city, variant, Settings(), as_of)
    decided = found.filter(pl.col("verdict").is_in(["met", "missed"]))
    rates = dict(
        decided.group_by("team").agg((pl.col("verdict") == "met").mean(), pl.len())
        .filter(pl.col("len") >= 20).select("team", "verdict").iter_rows()
    )  # fmt: skip
    group = planted["group"]
    assert rates[group] == pytest.approx(planted["asks_more"], abs=0.15)
    assert min(rate for team, rate in rates.items() if team != group) > rates[group] + 0.2


def test_the_cube_and_the_records_agree(city):
    catalogue, as_of = load_clauses(), facts.latest(city)
    assert as_of
    cube.build(city, catalogue, Settings(), as_of)
    query = "select sum(met), sum(missed), sum(cannot_tell) from cube where clause = 'S4-6.2c'"
    counts = list(verdicts(city, "S4-6.2c").values())
    expected = tuple(counts.count(verdict) for verdict in ("met", "missed", "cannot tell"))
    assert city.sql(query).fetchall() == [expected]
