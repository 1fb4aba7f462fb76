"""Charts of the sample city: what was planted in it is found, and nothing small is published."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from heatqa import errors
from heatqa.bundled import sample
from heatqa.workbench import Workbench

TRUTH = Path(__file__).parent.parent / "data" / "sample" / "truth" / "planted.json"
SEASON = "2025-26"


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    return json.loads(TRUTH.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def bench() -> Workbench:
    return sample()


def test_the_planted_late_team_lies_far_below_the_funnel(bench, truth):
    found = bench.funnel("S1-1.3", "team")
    assert found.filter(position="far below")["team"].to_list() == [truth["late_team"]["team"]]
    assert (found["decided"] >= bench.settings.smallest_group).all()


def test_the_planted_late_team_is_last_and_the_others_cannot_be_told_apart(bench, truth):
    found = bench.ranking("S1-1.3", "team")
    last = found.row(-1, named=True)
    assert last["team"] == truth["late_team"]["team"]
    assert last["rank_low"] == last["rank_high"] == found.height
    others = found.head(-1)
    assert (others["rank_high"] > others["rank_low"]).all()


def test_the_planted_late_team_differs_from_the_others(bench, truth):
    found = bench.differences("S3-1.4A", "team")
    below = found.filter(pl.col("difference_high") < 0)
    assert below["team"].to_list() == [truth["late_team"]["team"]]
    assert (found["p_value"] <= 1).all()


def test_the_planted_silent_community_sends_far_fewer_cases_than_its_homes_explain(bench, truth):
    found = bench.case_funnel()
    silent = found.filter(community_id=truth["silent_community"]["community"])
    assert silent["position"].item() == "far below"
    assert silent["homes"].item() == truth["silent_community"]["homes"]
    assert found["ratio"].sort()[2] >= silent["ratio"].item()
    complaints = bench.case_funnel(SEASON, record_type="complaint")
    assert complaints["cases"].sum() < found["cases"].sum()


def test_the_planted_slower_answering_shows_as_a_change(bench, truth):
    step = dt.date.fromisoformat(truth["answer_step"]["from"])
    chart = bench.control_chart("S3-2.1.1a", period_name=SEASON)
    runs = chart.filter(pl.col("signal").is_not_null())
    assert set(runs["signal"]) == {"run"}
    assert set(runs["cause"]) == {"improvement"}
    # The run above the centre ends in the week of the step; below it no seven weeks are left.
    assert runs["day"].max() < step  # type: ignore[operator]
    rebased = bench.control_chart("S3-2.1.1a", period_name=SEASON, rebase=[step])
    before, after = rebased["centre"].unique(maintain_order=True)
    assert before - after > 0.1
    assert set(rebased["cause"]) == {"common cause"}
    assert rebased.filter(segment=1)["short"].all()
    frozen = bench.control_chart("S3-2.1.1a", period_name=SEASON, baseline=9)
    assert frozen["cause"].to_list()[-1] == "concern"


def test_every_clause_with_a_rate_has_its_icons(bench):
    found = bench.icons("S1")
    rated = bench.scorecard(document="S1").filter(pl.col("rate").is_not_null())
    assert found["clause"].to_list() == rated["clause"].to_list()
    told = {"improvement", "concern", "common cause"}
    assert set(found.filter(pl.col("low_limit").is_not_null())["variation"]) <= told
    assert found.filter(pl.col("low_limit").is_null())["assurance"].is_null().all()
    perfect = bench.icons("S3").row(by_predicate=pl.col("clause") == "S3-1.4", named=True)
    assert (perfect["constant"], perfect["assurance"]) == (True, "will pass")


def test_a_rate_of_one_team_hides_weeks_with_few_records(bench, truth):
    chart = bench.control_chart("S1-1.3", "month", team=truth["late_team"]["team"])
    shown = chart.filter(pl.col("value").is_not_null())
    assert (shown["size"] >= bench.settings.smallest_group).all()
    assert shown.height < chart.height
    assert (chart["met"].drop_nulls() + chart["missed"].drop_nulls() >= 5).all()


def test_clauses_without_rates_are_refused_by_name(bench):
    with pytest.raises(errors.ClauseUnknown):
        bench.control_chart("S9-9")
    with pytest.raises(errors.ChoiceUnknown, match="additive"):
        bench.funnel("S1-1.3", "team", dispersion="plus")
