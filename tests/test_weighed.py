"""Verdicts counted as weighed numbers, as DuckDB can, and as words, as every engine can."""

import datetime as dt
from typing import cast

import pytest

from heatqa.clauses import load
from heatqa.judging import cube, verdicts
from heatqa.judging.engine import Engine, Local
from heatqa.settings import Settings
from heatqa.sql import single

from . import worked_cases

AS_OF = dt.datetime(2026, 3, 15)


class Elsewhere:
    """An engine of which no more is known than that it takes queries."""

    def __init__(self, inner: Local) -> None:
        self._inner = inner

    def __getattr__(self, name: str):
        return getattr(self._inner, name)


def test_the_counts_are_the_same_in_any_engine(facts):
    worked_cases.put(facts)
    cube.build(facts, load(), Settings(), AS_OF)
    here = facts.sql("from cube order by all").fetchall()
    elsewhere = cast("Engine", Elsewhere(Local(facts)))
    cube.build(facts, load(), Settings(), AS_OF, elsewhere)
    assert facts.sql("from cube order by all").fetchall() == here
    assert len(here) > 500


def test_all_four_counts_lie_in_one_sum(facts):
    verdict = "case when i < 3 then 'met' when i < 5 then 'missed' when i = 5 then 'pending' end"
    total = f"sum({verdicts.weighed(verdict)} * 100_000_000)"
    query = f"select {', '.join(verdicts.unpacked(total))} from range(9) r(i)"
    assert single(facts, query) == (300_000_000, 200_000_000, 100_000_000, 0)


@pytest.mark.parametrize("word", verdicts.VERDICTS)
def test_words_that_are_no_verdict_are_left_alone(word):
    condition = f"status = '{word}' and then_at is null"
    assert verdicts.weighed(condition) == condition
    assert word not in verdicts.weighed(f"case when x then '{word}' else '{word}' end")
