"""Funnel limits of counts: which communities send more cases than their homes explain."""

import numpy as np
import polars as pl
from scipy import stats

from heatqa import errors
from heatqa.statistics.funnel import ABOVE, BELOW, DISPERSIONS, FAR_ABOVE, FAR_BELOW, INSIDE, LEVELS

# The tenth of the groups with the lowest and with the highest scores tell nothing of dispersion.
_PARTS = 10
_CURVE_POINTS = 200


def case_funnel(frame: pl.DataFrame, *, dispersion: str = "none") -> pl.DataFrame:
    """Add to each group the limits within which chance alone would keep its number of cases.

    Args:
        frame: One row per group: `cases`, and the `homes` that they could come from; groups
            without homes are left out.
        dispersion: `none`, `multiplicative` or `additive`, as `funnel.funnel` has it.

    Returns:
        The rows, the largest group first, with the cases `expected` at the rate of all groups
        together, the `ratio` of cases to those, its limits `low_95`, `high_95`, `low_998`,
        `high_998`, the dispersion found: `phi` (1 where groups vary as chance would have them)
        and `tau2` (between-group variance of the logarithm), the `dispersion` asked for, and the
        `position`: `inside`, `below`, `above`, `far below` or `far above`.

    Raises:
        ChoiceUnknown: there is no such dispersion.

    Source: Spiegelhalter (2005), Statistics in Medicine 24, 1185-1202; limits and over-dispersion
    (the SHMI method) as FunnelPlotR 0.6 has them.
    """
    if dispersion not in DISPERSIONS:
        hint = errors.suggestion(dispersion, DISPERSIONS)
        raise errors.ChoiceUnknown(what="dispersion", found=dispersion, hint=hint)
    expected = pl.col("homes") * pl.col("cases").sum() / pl.col("homes").sum()
    groups = frame.filter(pl.col("homes") > 0).with_columns(expected=expected)
    groups = groups.filter(pl.col("expected") > 0).sort(
        "expected", descending=True, maintain_order=True
    )
    phi, tau2 = dispersion_of(groups)
    groups = groups.with_columns(
        ratio=pl.col("cases") / pl.col("expected"),
        phi=pl.lit(phi, pl.Float64),
        tau2=pl.lit(tau2, pl.Float64),
        dispersion=pl.lit(dispersion),
    )
    made = _limits_of(groups, groups["expected"])
    return groups.hstack(made.drop("expected")).with_columns(position=_position())


def curve(groups: pl.DataFrame) -> pl.DataFrame:
    """The limits from the smallest to the largest expectation, to be drawn as curves.

    Args:
        groups: As `case_funnel` gives.

    Returns:
        One row per expectation, evenly spread by ratio: `expected` and the four limits.
    """
    if groups.is_empty():
        return _limits_of(groups, groups["expected"])
    span = np.geomspace(groups["expected"][-1], groups["expected"][0], _CURVE_POINTS)
    return _limits_of(groups, pl.Series("expected", span))


def limits(expected: pl.Series, *, phi: float = 1.0, tau2: float = 0.0) -> pl.DataFrame:
    """Limits of the ratio of cases to those expected.

    Without over-dispersion they are the ends of the exact Poisson interval of a count as large as
    the expectation, as FunnelPlotR draws them; of few expected cases both lie up to one case
    above the quantiles of the distribution, so that no case where three are expected is already
    below. With over-dispersion they are those of the logarithm.

    Returns:
        One row per expectation: `expected`, `low_95`, `high_95`, `low_998`, `high_998`.
    """
    mean = expected.to_numpy().astype(float)
    ends = {}
    for level, tail in LEVELS.items():
        if phi > 1 or tau2 > 0:
            far = np.exp(stats.norm.isf(tail) * np.sqrt(phi / mean + tau2))
            low, high = 1 / far, far
        else:
            low = stats.chi2.ppf(tail, 2 * mean) / 2 / mean
            high = stats.chi2.isf(tail, 2 * (mean + 1)) / 2 / mean
        ends |= {f"low_{level}": low, f"high_{level}": high}
    return pl.DataFrame({"expected": expected, **ends})


def dispersion_of(groups: pl.DataFrame) -> tuple[float, float]:
    """How much more groups vary than the Poisson distribution lets them.

    Args:
        groups: One row per group: `cases`, `expected`.

    Returns:
        `phi`, the mean square of the scores of all but the extreme tenths, and `tau2`, the
        variance between those groups on the scale of the logarithm.
    """
    mean = groups["expected"].to_numpy().astype(float)
    # No case at all has no logarithm; half a one stands for it.
    cases = np.maximum(groups["cases"].to_numpy().astype(float), 0.5)
    scores = np.sqrt(mean) * np.log(cases / mean)
    part = np.floor(stats.rankdata(scores) * _PARTS / (len(scores) + 1))
    kept = (part > 0) & (part < _PARTS - 1)
    count, weights = int(kept.sum()), mean[kept]
    if count < 2:
        return 1.0, 0.0
    phi = float(np.mean(scores[kept] ** 2))
    spread = weights.sum() - (weights**2).sum() / weights.sum()
    return phi, max(0.0, (count * phi - (count - 1)) / spread)


def _limits_of(groups: pl.DataFrame, expected: pl.Series) -> pl.DataFrame:
    """The limits with the dispersion that the groups were asked for with."""
    asked = groups["dispersion"].first()
    return limits(
        expected,
        phi=groups["phi"][0] if asked == "multiplicative" else 1.0,
        tau2=groups["tau2"][0] if asked == "additive" else 0.0,
    )


def _position() -> pl.Expr:
    ratio = pl.col("ratio")
    return (
        pl.when(ratio < pl.col("low_998"))
        .then(pl.lit(FAR_BELOW))
        .when(ratio < pl.col("low_95"))
        .then(pl.lit(BELOW))
        .when(ratio > pl.col("high_998"))
        .then(pl.lit(FAR_ABOVE))
        .when(ratio > pl.col("high_95"))
        .then(pl.lit(ABOVE))
        .otherwise(pl.lit(INSIDE))
    )
