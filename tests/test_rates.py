"""The Wilson interval against published and peer results."""

import json
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from heatqa.statistics import rates

REFERENCE = Path(__file__).parents[2] / "shared" / "reference" / "rates_satisfaction_expected.json"


def interval(met: int, judged: int) -> tuple[float, float]:
    frame = pl.DataFrame({"met": [met], "judged": [judged]})
    low, high = rates.wilson(pl.col("met"), pl.col("judged"))
    return frame.select(low, high).row(0)


@given(st.integers(0, 10**7).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_equals_statsmodels_and_holds_the_rate(counts: tuple[int, int]):
    met, judged = counts
    low, high = interval(met, judged)
    if judged == 0:
        assert (low, high) == (None, None)
        return
    assert (low, high) == pytest.approx(proportion_confint(met, judged, method="wilson"), abs=1e-12)
    assert 0 <= low <= met / judged <= high <= 1


def test_newcombe_1998_table_1_method_3():
    """Newcombe (1998), Statistics in Medicine 17, 857-872: 81/263, 15/148, 0/20, 1/29."""
    for counts, published in {
        (81, 263): (0.2553, 0.3662),
        (15, 148): (0.0624, 0.1605),
        (0, 20): (0.0000, 0.1611),
        (1, 29): (0.0061, 0.1718),
    }.items():
        assert interval(*counts) == pytest.approx(published, abs=5e-5)


@pytest.mark.skipif(not REFERENCE.exists(), reason="shared/reference is not beside the checkout")
def test_equals_r_prop_test_without_correction():
    cases = json.loads(REFERENCE.read_text(encoding="utf-8"))["proportions"]
    for case in cases:
        assert interval(case["x"], case["n"]) == pytest.approx(case["wilson_no_cc"], abs=1e-9)
