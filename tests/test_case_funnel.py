"""Funnels of counts against FunnelPlotR."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from heatqa import errors
from heatqa.statistics import case_funnel

REFERENCE = Path(__file__).parents[2] / "shared" / "reference" / "rates_funnelplotr.json"
needs_reference = pytest.mark.skipif(
    not REFERENCE.exists(), reason="shared/reference is not beside the checkout"
)
# FunnelPlotR rounds the normal quantiles to six decimals.
WITHIN = 1e-6
CASES = ("sr_shmi_default", "sr_overdispersed_25")


def reference(name: str) -> dict[str, Any]:
    return json.loads(REFERENCE.read_text(encoding="utf-8"))[name]


@needs_reference
@pytest.mark.parametrize("name", CASES)
def test_dispersion_and_limits_equal_funnelplotr(name: str):
    case = reference(name)
    data, expected = case["data"], case["limits_per_group"]
    expectations = pl.Series(data["denom"], dtype=pl.Float64)
    groups = pl.DataFrame({"cases": data["num"], "expected": expectations})
    phi, tau2 = case_funnel.dispersion_of(groups)
    assert (phi, tau2) == (pytest.approx(case["phi"]), pytest.approx(case["tau2"]))
    plain = case_funnel.limits(groups["expected"])
    wider = case_funnel.limits(groups["expected"], tau2=tau2)
    for ours, side, level in (
        ("low_95", "LCL", 95),
        ("high_95", "UCL", 95),
        ("low_998", "LCL", 99),
        ("high_998", "UCL", 99),
    ):
        assert plain[ours].to_list() == pytest.approx(expected[f"{side}{level}"], rel=WITHIN)
        assert wider[ours].to_list() == pytest.approx(expected[f"OD{level}{side}"], rel=WITHIN)


@needs_reference
def test_limits_equal_funnelplotr_for_small_expectations():
    case = reference("poisson_limits_unit")
    made = case_funnel.limits(pl.Series(case["number_seq"]))
    names = {"low_95": "ll95", "high_95": "ul95", "low_998": "ll998", "high_998": "ul998"}
    for ours, theirs in names.items():
        assert made[ours].to_list() == pytest.approx(case[theirs], rel=1e-12)


@needs_reference
def test_limits_are_the_exact_interval_of_a_count_as_large_as_the_expectation():
    """R's `poisson.test`; none of no cases at all, for which no ratio is known."""
    file = REFERENCE.with_name("rates_satisfaction_expected.json")
    for case in json.loads(file.read_text(encoding="utf-8"))["poisson"]:
        if case["x"]:
            made = case_funnel.limits(pl.Series([case["x"]]))
            ends = [made[name][0] * case["x"] / case["t"] for name in ("low_95", "high_95")]
            assert ends == pytest.approx(case["exact"], rel=1e-12)


@needs_reference
def test_limits_with_dispersion_equal_funnelplotr():
    """The peer's own test: a variance between groups of 0.02."""
    case = reference("od_limits_unit")
    made = case_funnel.limits(pl.Series(case["number_seq"]), tau2=0.02)
    names = {"low_95": "odll95", "high_95": "odul95", "low_998": "odll998", "high_998": "odul998"}
    for ours, theirs in names.items():
        assert made[ours].to_list() == pytest.approx(case[theirs], rel=WITHIN)


def test_groups_that_vary_by_chance_stay_inside_and_others_do_not():
    random = np.random.default_rng(7)
    homes = random.integers(100, 1200, 80)
    calm = pl.DataFrame({"homes": homes, "cases": random.poisson(0.06 * homes)})
    found = case_funnel.case_funnel(calm)
    assert (found["position"] == "inside").sum() >= 72
    assert found["expected"].sum() == pytest.approx(found["cases"].sum())
    wild = calm.with_columns(cases=random.poisson(0.06 * homes * random.gamma(4, 0.25, 80)))
    plain = case_funnel.case_funnel(wild)
    for dispersion in ("multiplicative", "additive"):
        wider = case_funnel.case_funnel(wild, dispersion=dispersion)
        assert (wider["position"] != "inside").sum() < (plain["position"] != "inside").sum() / 2
    assert plain["phi"][0] > 2


def test_homes_without_cases_and_no_groups_at_all():
    frame = pl.DataFrame({"homes": [900, 500, 0], "cases": [60, 0, 3]})
    found = case_funnel.case_funnel(frame)
    assert found["position"].to_list()[1] == "far below"
    assert found.height == 2
    assert case_funnel.curve(found)["expected"].is_sorted()
    assert case_funnel.curve(case_funnel.case_funnel(frame.clear())).is_empty()
    with pytest.raises(errors.ChoiceUnknown):
        case_funnel.case_funnel(frame, dispersion="more")
