"""A clause's rate week by week: what counts, what is left out, and which weeks are told."""

import datetime as dt
from typing import Any

import polars as pl
import pytest

from heatqa import errors
from heatqa.clauses import load
from heatqa.judging import period as periods
from heatqa.judging import series
from heatqa.settings import Settings

CATALOGUE = load()
ALL = periods.Period("all")


def emergency(number: int, day: str, *, late: bool = False, **more: str) -> dict[str, str]:
    arrived = "09:00:00" if late else "08:10:00"
    return {
        "ticket_id": f"W{number}",
        "accepted_at": f"{day} 08:00:00",
        "arrived_at": f"{day} {arrived}",
        "urgency": "emergency",
        "channel": "phone",
        **more,
    }


@pytest.fixture
def found(judge, facts):
    def by_period(
        tickets: list[dict[str, str]], *, as_of: str = "2026-03-15", **asked: Any
    ) -> pl.DataFrame:
        if tickets:
            judge({"tickets": tickets}, as_of=as_of)
        clauses = [CATALOGUE.clause("S1-1.3")]
        asked = {"every": "week", "period": ALL} | asked
        return series.series(facts, CATALOGUE, Settings(), clauses, **asked)

    return by_period


def test_weeks_begin_on_monday_and_empty_ones_have_no_value(found):
    frame = found(
        [
            emergency(1, "2025-12-01"),
            emergency(2, "2025-12-07", late=True),
            emergency(3, "2025-12-15"),
        ]
    )
    assert frame.select("day", "met", "missed", "size", "value").rows() == [
        (dt.date(2025, 12, 1), 1, 1, 2, 0.5),
        (dt.date(2025, 12, 8), 0, 0, 0, None),
        (dt.date(2025, 12, 15), 1, 0, 1, 1.0),
    ]
    assert set(frame["clause"]) == {"S1-1.3"}


def test_months_and_periods(found):
    tickets = [
        emergency(n, day) for n, day in enumerate(("2025-11-30", "2025-12-01", "2026-02-01"))
    ]
    frame = found(tickets, every="month")
    assert frame["day"].to_list() == [
        dt.date(2025, month, 1) if month > 10 else dt.date(2026, month, 1)
        for month in (11, 12, 1, 2)
    ]
    december = periods.Period("2025-12", dt.date(2025, 12, 1), dt.date(2025, 12, 31))
    assert found([], every="month", period=december)["size"].to_list() == [1]


def test_a_week_still_open_has_no_value(found):
    """Those decided so far are the quick ones."""
    open_one = emergency(2, "2025-12-09") | {"arrived_at": ""}
    tickets = [emergency(1, "2025-12-01"), emergency(3, "2025-12-09"), open_one]
    frame = found(tickets, as_of="2025-12-09 08:20:00")
    assert frame.select("pending", "value").rows() == [(0, 1.0), (1, None)]


def test_the_rate_of_a_group_needs_enough_records(found):
    tickets = [emergency(n, "2025-12-01", team="a") for n in range(4)]
    tickets += [emergency(n, "2025-12-01", team="b", late=True) for n in range(4, 9)]
    assert found(tickets)["value"].to_list() == [4 / 9]
    for team, told in (("a", (None, None, None)), ("b", (0, 5, 0.0))):
        frame = found([], only={"team": team})
        assert frame.select("met", "missed", "value").rows() == [told]
    assert found([], only={"team": "c"}).is_empty()


def test_a_clause_without_verdicts_gives_no_row(judge, facts):
    judge({"tickets": [emergency(1, "2025-12-01")]})
    clauses = [c for c in CATALOGUE.clauses.values() if not CATALOGUE.judged_as(c).judged]
    frame = series.series(facts, CATALOGUE, Settings(), clauses, every="week", period=ALL)
    assert clauses
    assert frame.is_empty()


def test_what_cannot_be_asked_says_what_can(found):
    with pytest.raises(errors.ChoiceUnknown, match="week"):
        found([emergency(1, "2025-12-01")], every="wek")
    with pytest.raises(errors.ColumnNotFound, match="community_id"):
        found([], only={"community": "x"})
