"""The facets of temperatures and demand on the sample: the planted truth is in their answers."""

import datetime as dt

import polars as pl
import pytest

from heatqa import errors
from heatqa.bundled import sample, truth
from heatqa.statistics import demand
from heatqa.workbench import Workbench


@pytest.fixture(scope="module")
def bench() -> Workbench:
    return sample()


def test_the_silent_community_and_no_other_is_found(bench: Workbench):
    found = bench.silent_cold().filter(pl.col("finding").is_in(["silent cold", "loud warm"]))
    assert found["community_id"].to_list() == [truth()["silent_community"]["community"]]


def test_the_days_of_the_surge_and_no_others_are_unusual(bench: Workbench):
    expected, _ = bench.expected_days()
    found = demand.unusual_days(expected)["day"].sort()
    planted = truth()["surge"]
    first, last = (dt.date.fromisoformat(planted[end]) for end in ("from", "to"))
    assert found.to_list() == pl.date_range(first, last, eager=True).to_list()


def test_the_simple_alarm_puts_the_surge_on_top(bench: Workbench):
    days = bench.surges()["day"].head(3).sort()
    assert str(days[0]) == truth()["surge"]["from"]
    assert str(days[2]) == truth()["surge"]["to"]


def test_the_step_in_answering_is_dated(bench: Workbench):
    change = bench.ring_change()
    assert change is not None
    assert change.p < 1e-6
    planted = dt.date.fromisoformat(truth()["answer_step"]["from"])
    assert change.earliest.date() <= planted <= change.at.date() <= change.latest.date()
    assert (change.latest - change.earliest).days < 14


def test_a_reading_given_goes_before_that_of_the_company(bench: Workbench):
    floor = bench.pass_rates(reading="at least 16")["rate"].item()
    assert floor > bench.pass_rates(reading="at least 18")["rate"].item()
    with pytest.raises(errors.ReadingUnknown):
        bench.pass_rates(reading="warm")
    with pytest.raises(errors.ColumnNotFound):
        bench.pass_rates("colour")
    with pytest.raises(errors.ColumnNotFound):
        bench.pass_rates(unit="week")


def test_every_reading_of_a_group_is_counted_once(bench: Workbench):
    whole = bench.pass_rates()["readings"].item()
    for by in ("season", "community_id", "floor", "position", "hour", "method", "room"):
        assert bench.pass_rates(by)["readings"].sum() == whole
    days = bench.pass_rates_by_unit()
    assert days["unit"].to_list() == ["reading", "day", "home"]
    assert days["readings"].is_sorted(descending=True)


def test_answers_of_the_hotline_agree_with_each_other(bench: Workbench):
    offered = bench.service_level().filter(pl.col("formula") == "of_offered")["judged"].item()
    assert bench.abandonment()["judged"].item() == offered
    assert bench.hours_of_week()["calls"].sum() == offered
    assert bench.ring_days()["answered"].sum() < offered
    hours = bench.staffing(growth=30)
    assert (hours["busy_agents"] >= hours["agents"]).all()


def test_the_other_answers_have_what_their_figures_need(bench: Workbench):
    assert len(bench.season_beside_last()) == 121
    assert bench.repeats()["rate"].is_sorted(descending=True)
    assert len(bench.farrington_weeks(last=2)) == 2
    assert bench.ears_days("C3")["alarm"].any()
    frame, comparison = bench.compare_winters()
    assert comparison.low < 0 < comparison.high
    assert len(frame) == 2
    assert bench.plan_coverage()["kept"].any()
    assert bench.sensor_faults()["faults"].sum() == 0
    assert (bench.degree_hours("season")["homes"] > 80).all()
    foreseen, _ = bench.forecast_days("calls")
    assert foreseen["season"].unique().to_list() == ["2025-26"]
