"""Every clause's worked cases, boundary included, judged as any record is."""

import dataclasses
from typing import Any

import polars as pl
import pytest

from heatqa.clauses import Clause, load
from heatqa.judging.cube import COUNTS
from heatqa.judging.rehearsal import rows_of

CATALOGUE = load()
JUDGED = [c for c in CATALOGUE.clauses.values() if c.judged and c.form != "share"]
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
    alone = dataclasses.replace(CATALOGUE, clauses={clause.id: clause})
    cube = judge(rows_of(clause, given), as_of, alone)
    variant = CATALOGUE.variant(clause, chosen)
    mine = cube.filter(pl.col("clause") == clause.id, pl.col("reading") == variant.reading)
    counts = {name: mine[name].sum() for name in COUNTS if mine[name].sum()}
    assert counts == expected


@pytest.mark.parametrize("clause", JUDGED, ids=lambda clause: clause.id)
def test_every_clause_shows_a_kept_and_a_broken_case(clause: Clause):
    outcomes = {verdict for _, expected in clause.cases for verdict in expected}
    assert {"met", "missed"} <= outcomes
