"""Every clause's worked cases, boundary included, judged as any record is."""

from typing import Any

import polars as pl
import pytest

from heatqa.clauses import Clause, load
from heatqa.judging import facts as judging_facts
from heatqa.judging.cube import COUNTS

CATALOGUE = load()
JUDGED = [clause for clause in CATALOGUE.clauses.values() if clause.form != "share"]
CASES = [
    pytest.param(clause, given, expected, id=f"{clause.id}-{number}")
    for clause in JUDGED
    for number, (given, expected) in enumerate(clause.cases, start=1)
]


@pytest.mark.parametrize(("clause", "given", "expected"), CASES)
def test_worked_case(judge, clause: Clause, given: dict[str, Any], expected: dict[str, int]):
    given = clause.example | given
    as_of = given.pop("as_of", "2026-03-15")
    chosen = given.pop("reading", {})
    cube = judge(rows_of(clause, given), as_of)
    variant = CATALOGUE.variant(clause, chosen)
    mine = cube.filter(pl.col("clause") == clause.id, pl.col("reading") == variant.reading)
    counts = {name: mine[name].sum() for name in COUNTS if mine[name].sum()}
    assert counts == expected


def rows_of(clause: Clause, given: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The rows that a case describes: whole tables, several rows, or one row by its columns."""
    tables = {name: rows for name, rows in given.items() if isinstance(rows, list)}
    several = tables.pop("rows", [{}])
    if tables:
        return tables
    base = {name: value for name, value in given.items() if name != "rows"}
    return {judging_facts.sources()[clause.fact].tables[0]: [base | row for row in several]}


@pytest.mark.parametrize("clause", JUDGED, ids=lambda clause: clause.id)
def test_every_clause_shows_a_kept_and_a_broken_case(clause: Clause):
    outcomes = {verdict for _, expected in clause.cases for verdict in expected}
    assert {"met", "missed"} <= outcomes
