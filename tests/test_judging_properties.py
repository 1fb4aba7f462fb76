"""What must hold for any records: time never mends a miss, and open cases never raise a rate."""

import dataclasses
import datetime as dt
import os

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heatqa import dictionary
from heatqa.clauses import load
from heatqa.judging import cube, facts, records
from heatqa.settings import Settings

from .conftest import Rows, empty, insert

CATALOGUE = load()
START = dt.datetime(2026, 2, 9, 8)
CLAUSES = ("S1-1.3", "S1-1.5b", "S1-2.4b", "S5-5.6c", "S5-5.6d")

moments = st.integers(0, 40 * 24 * 60).map(lambda minutes: START + dt.timedelta(minutes=minutes))
later = st.none() | moments
tickets = st.fixed_dictionaries(
    {
        "accepted_at": moments,
        "arrived_at": later,
        "first_action_at": later,
        "replied_at": later,
        "finished_at": later,
        "urgency": st.sampled_from(["emergency", "normal", ""]),
        "record_type": st.sampled_from(["complaint", "repair", "report"]),
        "location": st.sampled_from(["indoor", "outdoor", ""]),
        "channel": st.just("phone"),
    }
)


def put(connection: duckdb.DuckDBPyConnection, rows: Rows) -> None:
    """These records and no others; None stands for nothing said."""
    empty(connection)
    given = {
        table: [{k: "" if v is None else v for k, v in row.items()} for row in records_of]
        for table, records_of in rows.items()
    }
    insert(connection, given)


def named(rows: list[dict]) -> Rows:
    return {"tickets": [{"ticket_id": f"W{number}"} | row for number, row in enumerate(rows)]}


def verdicts(
    connection: duckdb.DuckDBPyConnection, clause: str, as_of: dt.datetime
) -> dict[str, str]:
    variant = CATALOGUE.variant(CATALOGUE.clause(clause))
    found = records.judged(connection, variant, Settings(), as_of)
    return dict(zip(found["record"], found["verdict"], strict=True))


@settings(max_examples=20, deadline=None)
@given(st.lists(tickets, min_size=1, max_size=6), moments, moments, st.sampled_from(CLAUSES))
def test_a_later_look_never_turns_missed_into_met(memory, rows, one, other, clause):
    early, late = sorted((one, other))
    put(memory, named(rows))
    before, after = verdicts(memory, clause, early), verdicts(memory, clause, late)
    for record, verdict in before.items():
        if verdict == "missed":
            assert after[record] != "met"
        if verdict == "met":
            assert after[record] == "met"


# A promise that something is done at all, with no time set, is kept late as well: `present` and
# `coverage` may be mended later; every promise with a limit may not.
TIMELY = [
    clause.id
    for clause in CATALOGUE.clauses.values()
    if clause.form in ("deadline", "kept", "bound", "count", "hours")
]
VALUES = {
    "time": later,
    "date": st.none() | moments.map(lambda moment: moment.date()),
    "flag": st.none() | st.booleans(),
    "celsius": st.none() | st.floats(10, 26),
    "seconds": st.none() | st.integers(0, 600),
    "integer": st.none() | st.integers(0, 4),
    "score": st.none() | st.integers(1, 5),
    "number": st.none() | st.floats(0, 100),
}
# Few names, so that records meet: orders their visits, callers their earlier calls.
NAMES = st.sampled_from(["甲", "乙"])


def any_row(table: str) -> st.SearchStrategy[dict]:
    """A row of a table with any values, its key apart."""
    columns = dictionary.tables()[table].columns
    return st.fixed_dictionaries(
        {
            column.name: st.sampled_from([*column.codes, None])
            if column.codes
            else VALUES.get(column.kind, st.none() | NAMES)
            for column in columns.values()
        }
    )


@st.composite
def any_records(draw: st.DrawFn) -> tuple[str, dict[str, list[dict]]]:
    """A clause with a limit, and records of any kind that it is judged on."""
    clause = CATALOGUE.clause(draw(st.sampled_from(TIMELY)))
    tables = facts.sources()[clause.fact].tables
    rows = {table: draw(st.lists(any_row(table), min_size=1, max_size=5)) for table in tables}
    for table, records_of in rows.items():
        key = dictionary.tables()[table].key
        for number, row in enumerate(records_of):
            row |= {name: f"{number}" for name in key if name.endswith("_id")}
    return clause.id, rows


@pytest.mark.grows
@settings(max_examples=1000 if os.environ.get("HEATQA_SOAK") else 25, deadline=None)
@given(any_records(), moments, moments)
def test_no_record_of_any_kind_is_mended_by_time(memory, drawn, one, other):
    clause, rows = drawn
    put(memory, rows)
    early, late = sorted((one, other))
    before, after = verdicts(memory, clause, early), verdicts(memory, clause, late)
    for record, verdict in before.items():
        if verdict == "missed":
            assert after.get(record) != "met"


@settings(max_examples=10, deadline=None)
@given(st.lists(tickets, min_size=1, max_size=5), st.lists(tickets, min_size=1, max_size=5))
def test_open_cases_never_raise_a_rate(memory, rows, more):
    still_open = [
        {k: "" if k.endswith("_at") and k != "accepted_at" else v for k, v in row.items()}
        for row in more
    ]
    as_of = START + dt.timedelta(days=60)
    before, after = (rate(memory, case, as_of) for case in (rows, rows + still_open))
    for clause, share in before.items():
        assert after[clause] <= share


def rate(
    connection: duckdb.DuckDBPyConnection, rows: list[dict], as_of: dt.datetime
) -> dict[str, float]:
    put(connection, named(rows))
    asked = {clause: CATALOGUE.clause(clause) for clause in CLAUSES}
    cube.build(connection, dataclasses.replace(CATALOGUE, clauses=asked), Settings(), as_of)
    counts = connection.sql("from cube").pl()
    counts = counts.group_by("clause").agg(pl.col("met").sum(), pl.col("missed").sum())
    decided = counts.filter(pl.col("met") + pl.col("missed") > 0)
    return {row["clause"]: row["met"] / (row["met"] + row["missed"]) for row in decided.to_dicts()}


@settings(max_examples=10, deadline=None)
@given(st.lists(tickets, min_size=1, max_size=6), moments)
def test_the_cube_counts_the_records(memory, rows, as_of):
    put(memory, named(rows))
    cube.build(memory, CATALOGUE, Settings(), as_of)
    counts = memory.sql("from cube").pl()
    for clause in CLAUSES:
        reading = CATALOGUE.variant(CATALOGUE.clause(clause)).reading
        mine = counts.filter(pl.col("clause") == clause, pl.col("reading") == reading)
        found = list(verdicts(memory, clause, as_of).values())
        for count in cube.COUNTS:
            assert mine[count].sum() == found.count(count.replace("_", " "))
