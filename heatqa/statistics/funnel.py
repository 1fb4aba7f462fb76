"""Funnel limits: how far a group's rate strays by chance alone, given its size."""

import numpy as np
import polars as pl
from scipy import stats

from heatqa import errors
from heatqa.statistics.exact import lower_limit

DISPERSIONS = ("none", "multiplicative", "additive")
# Beyond 95 % a group is worth a look, beyond 99.8 % (three sigma) it needs an explanation.
LEVELS = {"95": 0.025, "998": 0.001}
INSIDE, BELOW, FAR_BELOW, ABOVE, FAR_ABOVE = "inside", "below", "far below", "above", "far above"
# The extreme tenth at either end is drawn in before dispersion is measured, so that the few
# groups that are looked for do not hide themselves.
_TRIMMED = 0.1
_CURVE_POINTS = 200


def funnel(
    frame: pl.DataFrame, target: float | None = None, *, dispersion: str = "none"
) -> pl.DataFrame:
    """Add to each group the limits within which chance alone would keep its rate.

    Args:
        frame: One row per group: the counts `met` and `missed`; groups without decided records
            are left out.
        target: The rate around which the limits lie; by default that of all groups together.
        dispersion: `none` for limits of the binomial alone; where groups differ more than that,
            `multiplicative` widens them in proportion, `additive` by the same between-group
            variance for all. Neither narrows them.

    Returns:
        The rows, the largest group first, with `decided`, `rate`, `centre`, the limits `low_95`,
        `high_95`, `low_998`, `high_998` (0 to 1), the dispersion found: `phi` (1 where groups
        vary as chance would have them) and `tau2` (between-group variance of the arcsine root),
        the `dispersion` asked for, and the group's `position`: `inside`, `below` or `above` the
        95 % limits, `far below` or `far above` the 99.8 % limits.

    Raises:
        ChoiceUnknown: there is no such dispersion.

    Source: Spiegelhalter (2005), Statistics in Medicine 24, 1185-1202 and (2005b), Quality and
    Safety in Health Care 14, 347-351; over-dispersion as FunnelPlotR 0.6 measures it.
    """
    if dispersion not in DISPERSIONS:
        hint = errors.suggestion(dispersion, DISPERSIONS)
        raise errors.ChoiceUnknown(what="dispersion", found=dispersion, hint=hint)
    decided = pl.col("met") + pl.col("missed")
    groups = (
        frame.with_columns(decided=decided)
        .filter(pl.col("decided") > 0)
        .with_columns(rate=pl.col("met") / pl.col("decided"))
        .sort("decided", descending=True, maintain_order=True)
    )
    phi, tau2 = dispersion_of(groups)
    if target is None:
        # Without groups there is nothing to pool, nor any limit to draw.
        target = int(groups["met"].sum()) / max(int(groups["decided"].sum()), 1)
    groups = groups.with_columns(
        centre=pl.lit(target, pl.Float64),
        phi=pl.lit(phi, pl.Float64),
        tau2=pl.lit(tau2, pl.Float64),
        dispersion=pl.lit(dispersion),
    )
    made = limits(groups["decided"], target, **_wider(dispersion, phi, tau2))
    return groups.hstack(made.drop("decided")).with_columns(position=_position())


def curve(groups: pl.DataFrame) -> pl.DataFrame:
    """The limits of a funnel from the smallest to the largest size, to be drawn as curves.

    Args:
        groups: As `funnel` gives.

    Returns:
        One row per size, evenly spread by ratio: `decided`, the four limits, and the `centre`.
    """
    if groups.is_empty():
        return limits(groups["decided"], 0.0).with_columns(centre=pl.lit(None, pl.Float64))
    largest, row = int(groups["decided"][0]), groups.row(0, named=True)
    smallest = int(groups["decided"][-1])
    sizes = pl.Series(np.unique(np.geomspace(smallest, largest, _CURVE_POINTS).round()))
    wider = _wider(row["dispersion"], row["phi"], row["tau2"])
    found = limits(sizes.alias("decided").cast(pl.Int64), row["centre"], **wider)
    return found.with_columns(centre=pl.lit(row["centre"]))


def limits(
    decided: pl.Series, target: float, *, phi: float = 1.0, tau2: float = 0.0
) -> pl.DataFrame:
    """Funnel limits for groups of given sizes, for the curves of a figure.

    Without over-dispersion the limits are exact: a rate lies beyond the 95 % limit just when a
    count as extreme has a chance below 2.5 %. With it they are those of the arcsine root.

    Returns:
        One row per size: `decided`, `low_95`, `high_95`, `low_998`, `high_998` (0 to 1).
    """
    sizes = decided.to_numpy().astype(float)
    wider = phi > 1 or tau2 > 0
    ends = {}
    for level, tail in LEVELS.items():
        if wider:
            low, high = arcsine_limits(sizes, target, tail, phi=phi, tau2=tau2)
        else:
            low, high = lower_limit(sizes, target, tail), 1 - lower_limit(sizes, 1 - target, tail)
        ends |= {f"low_{level}": np.clip(low, 0, 1), f"high_{level}": np.clip(high, 0, 1)}
    return pl.DataFrame({"decided": decided, **ends})


def arcsine_limits(
    sizes: np.ndarray, target: float, tail: float, *, phi: float = 1.0, tau2: float = 0.0
) -> tuple[np.ndarray, np.ndarray]:
    """Limits on the scale of the arcsine root, where a rate's variance hangs on size alone."""
    spread = stats.norm.isf(tail) * np.sqrt(phi / (4 * sizes) + tau2)
    middle = np.arcsin(np.sqrt(target))
    # Past either end of the scale the sine would turn back.
    low = np.sin(np.clip(middle - spread, 0, np.pi / 2)) ** 2
    return low, np.sin(np.clip(middle + spread, 0, np.pi / 2)) ** 2


def dispersion_of(groups: pl.DataFrame) -> tuple[float, float]:
    """How much more groups vary than the binomial lets them, around their common rate.

    Args:
        groups: One row per group with decided records: `met`, `decided`.

    Returns:
        `phi`, the mean square of their winsorised scores, and `tau2`, the variance between
        groups (DerSimonian and Laird), both on the scale of the arcsine root.
    """
    if groups.height < 2:
        return 1.0, 0.0
    met, sizes = (groups[name].to_numpy().astype(float) for name in ("met", "decided"))
    error = 1 / (2 * np.sqrt(sizes))
    scores = (np.arcsin(np.sqrt(met / sizes)) - np.arcsin(np.sqrt(met.sum() / sizes.sum()))) / error
    scores = np.clip(scores, *np.quantile(scores, [_TRIMMED, 1 - _TRIMMED]))
    count, phi = groups.height, float(np.mean(scores**2))
    weights = 1 / error**2
    excess = count * phi - (count - 1)
    spread = weights.sum() - (weights**2).sum() / weights.sum()
    return phi, max(0.0, excess / spread)


def _wider(dispersion: str, phi: float, tau2: float) -> dict[str, float]:
    """What the limits take into account of the dispersion found."""
    return {
        "phi": phi if dispersion == "multiplicative" else 1.0,
        "tau2": tau2 if dispersion == "additive" else 0.0,
    }


def _position() -> pl.Expr:
    rate = pl.col("rate")
    return (
        pl.when(rate < pl.col("low_998"))
        .then(pl.lit(FAR_BELOW))
        .when(rate < pl.col("low_95"))
        .then(pl.lit(BELOW))
        .when(rate > pl.col("high_998"))
        .then(pl.lit(FAR_ABOVE))
        .when(rate > pl.col("high_95"))
        .then(pl.lit(ABOVE))
        .otherwise(pl.lit(INSIDE))
    )
