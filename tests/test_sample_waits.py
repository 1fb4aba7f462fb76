"""On the sample city the late team and the call-back bias are found, through the whole path."""

import datetime as dt

import polars as pl
import pytest

from heatqa import errors
from heatqa.bundled import sample, truth
from heatqa.workbench import Workbench


@pytest.fixture(scope="module")
def bench() -> Workbench:
    return sample()


def test_the_late_team_and_no_other_is_called_slower(bench: Workbench):
    slower = bench.slower("arrival", "team").filter(difference="slower")
    assert slower["team"].to_list() == [truth()["late_team"]["team"]]


def test_the_telephone_is_slower_after_the_step(bench: Workbench):
    before = bench.waiting_times("answer", None, "2025-11-15..2026-01-14").row(0, named=True)
    after = bench.waiting_times("answer", None, "2026-01-15..2026-03-15").row(0, named=True)
    assert before["median_high"] < after["median_low"]


def test_the_weekly_median_shows_concern_in_every_whole_week_after_the_step(bench: Workbench):
    step = dt.date.fromisoformat(truth()["answer_step"]["from"])
    chart = bench.wait_chart("answer").filter(cause="concern")
    monday = step + dt.timedelta(days=7 - step.weekday())
    assert chart["day"].to_list() == [monday + dt.timedelta(weeks=n) for n in range(8)]
    with pytest.raises(errors.ChoiceUnknown):
        bench.wait_chart("answer", "day")


def test_the_call_back_bias_shows_and_weights_mend_a_part_of_it(bench: Workbench):
    true = truth()["call_back_bias"]["true_mean_score_of_all_cases"]
    heard = bench.who_was_heard()
    assert heard["feature"][0] == "wait_class"
    shares = dict(heard.filter(feature="wait_class").select("level", "coverage").iter_rows())
    assert shares["4_hours"] > shares["3_days"] + 0.1
    means = dict(bench.corrected().select("method", "mean").iter_rows())
    assert true < means["raked"] < means["recorded"] - 0.05
    assert true < means["inverse probability"] < means["recorded"] - 0.05


def test_waiting_is_what_hurts(bench: Workbench):
    hurting = bench.drivers().filter(meaning="hurts")
    assert hurting["driver"].to_list() == ["wait_doublings"]


def test_small_groups_have_no_name(bench: Workbench):
    for frame, size in (
        (bench.satisfaction("team"), "scored"),
        (bench.waiting_times("arrival", "team"), "n"),
    ):
        named = frame.filter(pl.col("team").is_not_null())
        assert (named[size] >= bench.settings.smallest_group).all()
