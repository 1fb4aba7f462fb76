"""Funnel limits: exact ones by their definition, over-dispersion against FunnelPlotR."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from heatqa import errors
from heatqa.statistics import funnel

REFERENCE = Path(__file__).parents[2] / "shared" / "reference" / "rates_funnelplotr.json"
CASES = ("pr_ten_orgs", "pr_overdispersed_30")
needs_reference = pytest.mark.skipif(
    not REFERENCE.exists(), reason="shared/reference is not beside the checkout"
)
# FunnelPlotR rounds the normal quantiles to six decimals.
WITHIN = 1e-7


def reference(name: str) -> dict[str, Any]:
    return json.loads(REFERENCE.read_text(encoding="utf-8"))[name]


def groups(met: list[int], decided: list[int]) -> pl.DataFrame:
    missed = [n - m for m, n in zip(met, decided, strict=True)]
    return pl.DataFrame({"met": met, "missed": missed})


@needs_reference
@pytest.mark.parametrize("name", CASES)
def test_dispersion_equals_funnelplotr(name: str):
    case = reference(name)
    found = funnel.funnel(groups(case["data"]["num"], case["data"]["denom"]))
    assert found["phi"][0] == pytest.approx(case["phi"], rel=1e-12)
    assert found["tau2"][0] == pytest.approx(case["tau2"], rel=1e-12, abs=1e-15)


@needs_reference
def test_additive_limits_equal_funnelplotr():
    case = reference("pr_overdispersed_30")
    frame = groups(case["data"]["num"], case["data"]["denom"])
    frame = frame.with_columns(group=pl.Series(case["data"]["group"]))
    found = funnel.funnel(frame, dispersion="additive").sort("group")
    expected = case["limits_per_group"]
    for ours, theirs in (
        ("low_95", "OD95LCL"),
        ("high_95", "OD95UCL"),
        ("low_998", "OD99LCL"),
        ("high_998", "OD99UCL"),
    ):
        assert found[ours].to_list() == pytest.approx(expected[theirs], abs=WITHIN)
    outside = [position not in ("inside", "below", "above") for position in found["position"]]
    assert outside == [bool(flag) for flag in expected["outlier"]]


@needs_reference
def test_arcsine_limits_equal_funnelplotr_at_99_percent():
    case = reference("pr_limits_unit_target99")
    sizes = np.array(case["number_seq"], float)
    for tail, low_name, high_name in ((0.025, "ll95", "ul95"), (0.001, "ll998", "ul998")):
        low, high = funnel.arcsine_limits(sizes, 0.99, tail)
        assert low == pytest.approx(case[low_name], abs=WITHIN)
        # For 200 records the peer's 99.8 % limit has passed the end of the scale and turned back.
        expected = [1.0 if 0.9999 < limit < 0.99992 else limit for limit in case[high_name]]
        assert high == pytest.approx(expected, abs=WITHIN)


@settings(deadline=None)
@given(
    st.lists(st.integers(1, 400), min_size=1, max_size=20), st.floats(0.02, 0.995), st.integers(0)
)
def test_a_group_is_outside_just_when_its_count_has_so_small_a_chance(sizes, target, seed):
    met = np.random.default_rng(seed).binomial(sizes, target * 0.98)
    found = funnel.funnel(groups(met.tolist(), sizes), target)
    counts, decided = found["met"].to_numpy(), found["decided"].to_numpy()
    below = stats.binom.cdf(counts, decided, target)
    above = stats.binom.sf(counts - 1, decided, target)
    for position, low, high in zip(found["position"], below, above, strict=True):
        # A chance that is the threshold to the last digit may fall on either side.
        if min(abs(p - t) for p in (low, high) for t in (0.025, 0.001)) < 1e-9:
            continue
        wanted = "far below" if low < 0.001 else "below" if low < 0.025 else "inside"
        if wanted == "inside":
            wanted = "far above" if high < 0.001 else "above" if high < 0.025 else "inside"
        assert position == wanted


@settings(deadline=None)
@given(st.floats(0.05, 0.999), st.lists(st.integers(1, 5000), min_size=1, max_size=10))
def test_limits_lie_in_order_and_only_widen(target, sizes):
    decided = pl.Series(sizes)
    plain = funnel.limits(decided, target)
    for row in plain.rows(named=True):
        assert 0 <= row["low_998"] <= row["low_95"] <= target
        assert target <= row["high_95"] <= row["high_998"] <= 1
    near, far = (funnel.limits(decided, target, tau2=tau2) for tau2 in (0.001, 0.01))
    assert (far["low_95"] <= near["low_95"]).all()
    assert (far["high_95"] >= near["high_95"]).all()


def test_a_small_group_that_met_all_is_never_too_good():
    """An arcsine or interpolated upper limit at 99 % would flag it or sit at 1 by accident."""
    found = funnel.funnel(groups([20, 5, 3000], [20, 5, 3030]), 0.99)
    assert found.filter(pl.col("decided") <= 20)["position"].to_list() == ["inside", "inside"]
    everyone = funnel.funnel(groups([20, 5], [20, 5]))
    assert everyone["position"].to_list() == ["inside", "inside"]
    assert everyone["high_95"].to_list() == [1.0, 1.0]


def test_dispersion_widens_only_where_groups_vary_more_than_chance():
    random = np.random.default_rng(2005)
    sizes = random.integers(100, 400, 60)
    calm = groups(random.binomial(sizes, 0.9).tolist(), sizes.tolist())
    rates = np.clip(random.normal(0.9, 0.05, 60), 0, 1)
    wild = groups(random.binomial(sizes, rates).tolist(), sizes.tolist())
    for frame, widened in ((calm, False), (wild, True)):
        plain = funnel.funnel(frame)
        assert (plain["phi"][0] > 1.5) == widened
        for dispersion in ("multiplicative", "additive"):
            found = funnel.funnel(frame, dispersion=dispersion)
            assert far_out(found) <= min(2, far_out(plain))
    assert far_out(funnel.funnel(wild)) > 10


def far_out(found: pl.DataFrame) -> int:
    return found.filter(pl.col("position").is_in(["far below", "far above"])).height


def test_groups_without_decided_records_have_no_place():
    assert funnel.funnel(groups([0, 3], [0, 4])).height == 1
    assert funnel.funnel(groups([0], [0])).is_empty()
    with pytest.raises(errors.ChoiceUnknown, match="additive"):
        funnel.funnel(groups([1], [2]), dispersion="aditive")
