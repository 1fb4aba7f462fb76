"""Cases by community: who counts, and beside how many homes."""

import datetime as dt

import polars as pl
import pytest

from heatqa.judging import cases
from heatqa.judging import period as periods
from heatqa.settings import Settings

from .conftest import insert

ALL = periods.Period("all")
AS_OF = dt.datetime(2026, 3, 15)


def ticket(number: int, community: str, day: str = "2025-12-01", kind: str = "complaint"):
    return {
        "ticket_id": f"W{number}",
        "accepted_at": f"{day} 08:00:00",
        "community_id": community,
        "record_type": kind,
    }


@pytest.fixture
def counted(facts):
    insert(
        facts,
        {
            "communities": [
                {"community_id": "a", "households": 300, "supply_started_on": "2020-11-15"},
                {"community_id": "b", "households": 200, "supply_started_on": "2019-11-15"},
                {"community_id": "new", "households": 100},
                {"community_id": "tiny", "households": 4, "supply_started_on": "2019-11-15"},
            ],
            "tickets": [
                ticket(1, "a"),
                ticket(2, "a", day="2026-01-05"),
                ticket(3, "a", kind="repair"),
                ticket(4, "tiny"),
                ticket(5, "elsewhere"),
            ],
        },
    )

    def count(period: periods.Period = ALL, record_type: str | None = None) -> pl.DataFrame:
        return cases.by_community(facts, Settings(), AS_OF, period=period, record_type=record_type)

    return count


def test_supplied_communities_large_enough_are_counted_with_or_without_cases(counted):
    assert counted().rows() == [("a", 3, 300), ("b", 0, 200)]


def test_a_period_and_a_type_of_case(counted):
    december = periods.Period("2025-12", dt.date(2025, 12, 1), dt.date(2025, 12, 31))
    assert counted(december)["cases"].to_list() == [2, 0]
    assert counted(december, "repair")["cases"].to_list() == [1, 0]
    before = periods.Period("2020-01", dt.date(2020, 1, 1), dt.date(2020, 1, 31))
    assert counted(before)["community_id"].to_list() == ["b"]


def test_without_days_of_supply_every_community_counts(counted, facts):
    facts.execute("update communities set supply_started_on = null")
    assert counted()["community_id"].to_list() == ["a", "b", "new"]
