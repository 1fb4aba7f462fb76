"""Periods as people write them."""

import datetime as dt

import pytest

from heatqa import errors
from heatqa.judging.period import parse
from heatqa.settings import Settings

AS_OF = dt.datetime(2026, 3, 1, 12)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2025Q4", "2025-10-01", "2025-12-31"),
        ("2024q1", "2024-01-01", "2024-03-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2025", "2025-01-01", "2025-12-31"),
        ("season", "2025-11-15", "2026-03-15"),
        ("2024-25", "2024-11-15", "2025-03-15"),
        ("2011-12", "2011-11-15", "2012-03-15"),
        ("2025-11-15..2025-11-15", "2025-11-15", "2025-11-15"),
    ],
)
def test_period(text: str, first: str, last: str):
    found = parse(text, AS_OF, Settings())
    assert (str(found.first), str(found.last)) == (first, last)


@pytest.mark.parametrize("text", ["2025Q5", "2025-13", "autumn", "2025-02-30..2025-03-01", ""])
def test_unclear(text: str):
    with pytest.raises(errors.PeriodUnclear, match="2025Q4"):
        parse(text, AS_OF, Settings())


def test_backwards():
    with pytest.raises(errors.PeriodUnclear):
        parse("2025-03-01..2025-02-01", AS_OF, Settings())
