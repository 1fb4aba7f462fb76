"""Findings: words that the figures carry, and never one more."""

import datetime as dt

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heatqa.judging.period import Period
from heatqa.review import findings, periods
from heatqa.review.findings import Rate
from heatqa.statistics import paired_weeks

COUNTS = st.integers(0, 2000)
TARGETS = st.sampled_from([0.9, 0.97, 0.99, 1.0])


def rate(met: int, missed: int, target: float = 0.97, weight: float = 1.0, **other: int) -> Rate:
    rest = {"pending": 0, "cannot_tell": 0} | other
    return Rate(met, missed, rest["pending"], rest["cannot_tell"], target, True, weight)


@pytest.mark.parametrize(
    ("found", "word"),
    [
        (None, "no data"),
        (rate(0, 0), "no data"),
        (rate(0, 0, pending=3), "pending"),
        (rate(0, 0, cannot_tell=3), "cannot tell"),
        (rate(4, 0), "too few"),
        (rate(5, 0), "unclear"),
        (rate(150, 0), "met"),
        (rate(29, 1), "unclear"),
        (rate(50, 50), "missed"),
        (rate(29, 0, 1.0), "unclear"),
        (rate(30, 0, 1.0), "met"),
        (rate(30, 0, 1.0, cannot_tell=31), "unclear"),
        (rate(9999, 1, 1.0), "missed"),
        # A thousand readings that are worth ten tell no more than ten.
        (rate(990, 10, weight=0.01), "unclear"),
    ],
)
def test_a_promise_stands_where_its_records_leave_no_doubt(found: Rate | None, word: str):
    assert findings.standing(found, 5) == word


@given(COUNTS, COUNTS, TARGETS, st.floats(0.01, 1.0))
def test_met_and_missed_are_only_said_where_the_interval_carries_them(
    met: int, missed: int, target: float, weight: float
):
    found = rate(met, missed, target, weight)
    word = findings.standing(found, 5)
    if word not in ("met", "missed"):
        return
    assert found.interval is not None
    low, high = found.interval
    if target == 1.0:
        assert (word == "met") == (missed == 0)
    else:
        assert low >= target if word == "met" else high < target


@given(COUNTS, COUNTS, COUNTS, COUNTS, st.floats(0.01, 1.0))
def test_better_and_worse_are_only_said_where_the_difference_leaves_out_zero(
    met: int, missed: int, then_met: int, then_missed: int, weight: float
):
    now, then = rate(met, missed, weight=weight), rate(then_met, then_missed, weight=weight)
    word = findings.change(now, then, 5)
    if word in ("better", "worse"):
        low, high = findings.difference(now, then)
        assert low > 0 if word == "better" else high < 0
        # Turned round it is the other word.
        assert {word, findings.change(then, now, 5)} == {"better", "worse"}


def test_a_change_needs_enough_records_on_both_sides():
    assert findings.change(rate(4, 0), rate(90, 10), 5) == "cannot tell"
    assert findings.change(rate(90, 10), rate(4, 0), 5) == "cannot tell"
    assert findings.change(rate(90, 10), None, 5) == "first time"
    assert findings.change(rate(90, 10), rate(0, 0, pending=9), 5) == "first time"
    assert findings.change(rate(90, 10), rate(89, 11), 5) == "no clear change"
    assert findings.change(rate(60, 40), rate(90, 10), 5) == "worse"


def test_a_trend_is_only_said_where_the_ratio_leaves_out_one():
    assert findings.trend(1.01, 1.5) == "rising"
    assert findings.trend(0.5, 0.99) == "falling"
    assert findings.trend(1.0, 1.5) == "no clear change"
    assert findings.trend(None, None) == "cannot tell"
    assert findings.trend(2.0, 3.0, known_before=False) == "first time"


def test_verdicts_are_counted_with_all_that_is_open_as_one():
    found = findings.tally(["met", "missed", "unclear", "too few", "no data", "pending"])
    assert found == {"met": 1, "missed": 1, "pending": 1, "cannot tell": 3}


def weeks(*counts: int) -> pl.DataFrame:
    days = [7 * week for week in range(len(counts))]
    return pl.DataFrame({"day": days, "count": counts}, schema={"day": pl.Int64, "count": pl.Int64})


def test_equal_weeks_have_the_ratio_one_within_its_interval():
    found = paired_weeks.ratio(weeks(5, 9, 4, 7), weeks(5, 9, 4, 7), 28)
    assert (found["ratio"], found["low"], found["high"]) == (1.0, 1.0, 1.0)


def test_one_wild_week_is_no_trend():
    found = paired_weeks.ratio(weeks(5, 5, 5, 60), weeks(5, 5, 5, 5), 28)
    assert findings.trend(found["low"], found["high"]) == "no clear change"


def test_the_interval_covers_the_ratio_whether_calls_doubled_or_halved():
    """Weekly counts of 18 weeks that share their ups and downs; 300 samples from a fixed seed."""
    rng = np.random.default_rng(1)
    for ratio in (0.5, 1, 3):
        held = 0
        for _ in range(300):
            usual = 60 * np.exp(rng.normal(0, 0.3, 18))
            # Counts that vary four times as much as chance alone has it.
            now = rng.negative_binomial(ratio * usual / 3, 1 / 4)
            before = rng.negative_binomial(usual / 3, 1 / 4)
            found = paired_weeks.ratio(weeks(*now), weeks(*before), 18 * 7)
            low, high = found["low"], found["high"]
            assert low is not None
            assert high is not None
            held += low <= ratio <= high
        assert 0.91 <= held / 300 <= 0.98, ratio


def test_the_interval_is_that_of_the_paired_t_test():
    """Differences 6, 5, 7, 6: mean 6, t(0.975, 3) = 3.1824, standard error 0.40825."""
    found = paired_weeks.ratio(weeks(12, 11, 13, 12), weeks(6, 6, 6, 6), 28)
    assert found["low"] == pytest.approx(1 + (6 - 3.1824 * 0.40825) / 6, abs=1e-4)
    assert found["high"] == pytest.approx(1 + (6 + 3.1824 * 0.40825) / 6, abs=1e-4)


def test_weeks_without_anybody_on_either_side_make_nothing_surer():
    busy = paired_weeks.ratio(weeks(12, 11, 13, 12), weeks(6, 6, 6, 6), 28)
    quiet = paired_weeks.ratio(weeks(0, 12, 11, 13, 12, 0), weeks(0, 6, 6, 6, 6, 0), 42)
    assert quiet == busy


def test_three_weeks_or_nothing_before_have_no_interval():
    assert paired_weeks.ratio(weeks(5, 5, 5), weeks(5, 5, 5), 27)["low"] is None
    assert paired_weeks.ratio(weeks(5, 5, 5, 5), weeks(), 28)["ratio"] is None


@pytest.mark.parametrize(
    ("first", "last", "before", "year"),
    [
        ("2025-10-01", "2025-12-31", "2025Q3", "2024Q4"),
        ("2025-01-01", "2025-03-31", "2024Q4", "2024Q1"),
        ("2024-02-01", "2024-02-29", "2024-01", "2023-02"),
        ("2025-01-01", "2025-12-31", "2024", "2024"),
        ("2025-11-15", "2026-03-15", "2025-07-17..2025-11-14", "2024-11-15..2025-03-15"),
    ],
)
def test_a_period_knows_the_one_before_and_a_year_before(
    first: str, last: str, before: str, year: str
):
    shown = Period("shown", dt.date.fromisoformat(first), dt.date.fromisoformat(last))
    assert periods.before(shown).name == before
    assert periods.year_before(shown).name == year


def test_half_a_quarter_is_held_against_as_many_days_of_the_last():
    quarter = Period("2025Q4", dt.date(2025, 10, 1), dt.date(2025, 12, 31))
    assert periods.year_before(quarter, dt.date(2025, 11, 30)).name == "2024-10-01..2024-11-30"
    assert periods.year_before(quarter, dt.date(2026, 3, 1)).name == "2024Q4"
