"""Exact intervals and tests, differences: against R, Newcombe's table and by simulation."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep

from heatqa.statistics import differences, exact, rates

REFERENCE = Path(__file__).parents[2] / "shared" / "reference" / "rates_satisfaction_expected.json"
needs_reference = pytest.mark.skipif(
    not REFERENCE.exists(), reason="shared/reference is not beside the checkout"
)
COUNTS = st.tuples(st.integers(0, 2000), st.integers(0, 2000))


def reference(part: str) -> list[dict[str, Any]]:
    return json.loads(REFERENCE.read_text(encoding="utf-8"))[part]


def counts(rows: list[tuple[int, int]], **more: list[Any]) -> pl.DataFrame:
    met, missed = zip(*rows, strict=True)
    return pl.DataFrame({"met": met, "missed": missed, **more})


@needs_reference
def test_clopper_pearson_equals_r_binom_test():
    cases = reference("proportions")
    frame = counts([(case["x"], case["n"] - case["x"]) for case in cases])
    found = exact.with_interval(frame).select("low", "high").rows()
    for ends, case in zip(found, cases, strict=True):
        assert ends == pytest.approx(case["clopper_pearson"], abs=1e-12)


@needs_reference
def test_exact_test_equals_r_binom_test_against_99_percent():
    cases = reference("proportions")
    rows = [(case["x"], case["n"] - case["x"]) for case in cases]
    frame = counts(rows, target=[0.99] * len(rows))
    less = exact.with_test(frame)["p_value"].to_list()
    either = exact.with_test(frame, "two-sided")["p_value"].to_list()
    for case, below, off in zip(cases, less, either, strict=True):
        assert below == pytest.approx(case["test_below_99"]["p_exact_less"], rel=1e-9)
        assert off == pytest.approx(case["p_two_sided_vs_99"], rel=1e-9)


@needs_reference
def test_newcombe_equals_r_and_newcombe_1998_table_2():
    for case in reference("newcombe_diff"):
        frame = counts(
            [(case["x1"], case["n1"] - case["x1"])],
            other_met=[case["x2"]],
            other_missed=[case["n2"] - case["x2"]],
        )
        found = differences.newcombe(frame).row(0, named=True)
        ends = (found["difference_low"], found["difference_high"])
        assert ends == pytest.approx(case["ci"], abs=1e-12)


@settings(deadline=None)
@given(COUNTS.filter(any), COUNTS.filter(any))
def test_newcombe_equals_statsmodels_and_holds_the_difference(ours, others):
    frame = counts([ours], other_met=[others[0]], other_missed=[others[1]])
    found = differences.newcombe(frame).row(0, named=True)
    low, high = found["difference_low"], found["difference_high"]
    expected = confint_proportions_2indep(
        ours[0], sum(ours), others[0], sum(others), method="newcomb", compare="diff"
    )
    assert (low, high) == pytest.approx(expected, abs=1e-9)
    assert -1 - 1e-12 <= low <= found["difference"] <= high <= 1 + 1e-12


@settings(deadline=None)
@given(COUNTS.filter(any), st.floats(0.01, 0.99))
def test_the_exact_test_rejects_just_what_lies_outside_the_exact_interval(count, target):
    frame = counts([count], target=[target])
    ends = exact.with_interval(frame).row(0, named=True)
    less = exact.with_test(frame, "less")["p_value"].item()
    greater = exact.with_test(frame, "greater")["p_value"].item()
    assert (ends["high"] < target) == (less < 0.025)
    assert (ends["low"] > target) == (greater < 0.025)


def test_nothing_decided_gives_neither_interval_nor_test():
    frame = counts([(0, 0), (3, 1)], target=[0.9, None])
    assert exact.with_interval(frame)["low"].is_null().to_list() == [True, False]
    assert exact.with_test(frame)["p_value"].to_list() == [None, None]
    assert exact.with_interval(frame.clear()).columns == ["met", "missed", "target", "low", "high"]
    none = differences.from_the_rest(counts([(3, 1)]))
    assert none["difference"].to_list() == [None]


def test_from_the_rest_compares_with_all_others_together():
    frame = counts([(9, 1), (40, 10), (30, 10)])
    first = differences.from_the_rest(frame).row(0, named=True)
    assert first["difference"] == pytest.approx(0.9 - 70 / 90)
    swapped = counts([(70, 20), (9, 1)])
    other = differences.from_the_rest(swapped).row(0, named=True)
    assert other["difference_low"] == pytest.approx(-first["difference_high"])


def coverage(rate: float, judged: int) -> dict[str, float]:
    """How often each interval holds the true rate, summed over every count there can be."""
    met = np.arange(judged + 1)
    chance = stats.binom.pmf(met, judged, rate)
    frame = pl.DataFrame({"met": met, "missed": judged - met})
    low, high = rates.wilson(pl.col("met"), pl.lit(judged))
    wilson = frame.select(low, high)
    intervals = {"exact": exact.with_interval(frame), "wilson": wilson}
    return {
        name: float(chance[((ends["low"] <= rate) & (rate <= ends["high"])).to_numpy()].sum())
        for name, ends in intervals.items()
    }


def test_exact_covers_at_least_95_percent_always_and_wilson_on_average():
    grid = [(rate, n) for n in (5, 20, 50, 200) for rate in np.linspace(0.01, 0.99, 25).tolist()]
    found = pl.DataFrame([coverage(rate, n) for rate, n in grid])
    assert found["exact"].min() >= 0.95  # type: ignore[operator]
    assert 0.945 <= found["wilson"].mean() <= 0.965  # type: ignore[operator]


def test_newcombe_covers_95_percent_by_simulation():
    random = np.random.default_rng(1998)
    trials = 4000
    true = random.uniform(0.5, 0.99, (2, trials))
    sizes = random.integers(10, 200, (2, trials))
    met = random.binomial(sizes, true)
    frame = pl.DataFrame(
        {
            "met": met[0],
            "missed": (sizes - met)[0],
            "other_met": met[1],
            "other_missed": (sizes - met)[1],
        }
    )
    ends = differences.newcombe(frame)
    apart = pl.Series(true[0] - true[1])
    covered = (ends["difference_low"] <= apart) & (apart <= ends["difference_high"])
    assert 0.94 <= covered.mean() <= 0.97  # type: ignore[operator]


@given(st.integers(0, 3000), st.integers(0, 3000), st.sampled_from([0.8, 0.95, 0.998]))
def test_the_exact_interval_is_that_of_scipy(met: int, missed: int, confidence: float):
    found = exact.with_interval(counts([(met, missed)]), confidence).row(0, named=True)
    if met + missed == 0:
        assert (found["low"], found["high"]) == (None, None)
        return
    ends = stats.binomtest(met, met + missed).proportion_ci(confidence, method="exact")
    assert (found["low"], found["high"]) == pytest.approx((ends.low, ends.high), abs=1e-9)
