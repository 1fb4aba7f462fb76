"""Centre line and natural variation of a control chart: XmR, p, p′, u, u′ and shares of cases."""

import numpy as np
import polars as pl
from scipy import stats

from heatqa import errors
from heatqa.statistics import exact

KINDS = ("xmr", "share", "p", "p_prime", "u", "u_prime")
_SHARES = ("share", "p", "p_prime")
# A moving range of two points is on average 1.128 standard deviations wide (Shewhart's d2).
RANGE_PER_SIGMA = 1.128
# Making Data Count rounds 3 / 1.128 to 2.66.
_XMR_WIDTH = 2.66
# A moving range above 3.267 times the mean one is itself a special cause (Nelson 1982).
_SCREEN = 3.267
_SIGMAS = 3
_TAIL = float(stats.norm.sf(_SIGMAS))
# Shares lie between 0 and 1, rates per unit above 0.
_BOUNDS: dict[str, tuple[float | None, float | None]] = {
    "xmr": (None, None),
    **dict.fromkeys(_SHARES, (0.0, 1.0)),
    **dict.fromkeys(("u", "u_prime"), (0.0, None)),
}
# Differences below a billionth of the centre are rounding, not variation.
ROUNDING = 1e-9


def with_limits(
    series: pl.DataFrame, kind: str = "xmr", *, screened: bool = True, baseline: int | None = None
) -> pl.DataFrame:
    """Add the centre line and the limits of natural variation, segment by segment.

    Args:
        series: One row per period in order of time: `value` (null where the period has none),
            `segment`, and for all kinds but `xmr` the `size` that the value is a share of or a
            rate per (records, households).
        kind: `xmr` for any measure; `p` for shares, `u` for counts per unit; `p_prime` and
            `u_prime` scale these by the variation between periods, which large sizes need;
            `share` is a p′ that also suits few cases: it widens the exact binomial limits in
            place of the normal ones, and never narrows them.
        screened: Leave moving ranges that are special causes themselves out of the mean range.
        baseline: Compute from the first points of each segment only, and freeze.

    Returns:
        The rows with `centre`, `sigma` (a third of the way from the centre to the limit on the
        value's side, beyond 0 and 1 too), `low_limit` and
        `high_limit`, null where fewer than two neighbouring points leave the variation unknown;
        and for a `share` whether the period is `sparse`: less than one case of the rarer outcome
        was to be expected, so that its absence is no news.

    Raises:
        ChoiceUnknown: there is no such kind of chart.

    Source: Montgomery, Introduction to Statistical Quality Control, ch. 6 and 7; Laney (2002),
    Quality Engineering 14(4), 531-537 for p′ and u′; NHS England, Making Data Count for XmR.

    Example:
        >>> series = pl.DataFrame({"value": [1.0, 3.0, 2.0, 4.0], "segment": [0, 0, 0, 0]})
        >>> with_limits(series).select("centre", pl.col("low_limit").round(2)).row(0)
        (2.5, -1.93)
    """
    if kind not in KINDS:
        hint = errors.suggestion(kind, KINDS)
        raise errors.ChoiceUnknown(what="kind", found=kind, hint=hint)
    within = pl.int_range(pl.len()).over("segment") < (baseline or series.height)
    frame = series.with_columns(_base=pl.when(within).then(pl.col("value").cast(pl.Float64)))
    if kind == "xmr":
        frame = frame.with_columns(centre=pl.col("_base").mean().over("segment"))
        width = _XMR_WIDTH * _mean_range(pl.col("_base"), screened)
        frame = frame.with_columns(_below=width, _above=width)
    else:
        frame = _by_size(frame, kind, screened=screened)
    rarer = pl.col("size") * pl.min_horizontal(pl.col("centre"), 1 - pl.col("centre"))
    frame = frame.with_columns(sparse=rarer < 1 if kind == "share" else pl.lit(value=False))
    low, high = _BOUNDS[kind]
    side = pl.when(pl.col("value") < pl.col("centre")).then("_below").otherwise("_above")
    return frame.with_columns(
        sigma=side / _SIGMAS,
        low_limit=(pl.col("centre") - pl.col("_below")).clip(lower_bound=low),
        high_limit=(pl.col("centre") + pl.col("_above")).clip(upper_bound=high),
    ).drop("_base", "_below", "_above")


def _by_size(frame: pl.DataFrame, kind: str, *, screened: bool) -> pl.DataFrame:
    """Centre and widths of shares and rates, which vary with the size they rest on."""
    counted = pl.when(pl.col("_base").is_not_null()).then("size")
    total = (pl.col("_base") * pl.col("size")).sum() / counted.sum()
    frame = frame.with_columns(centre=total.over("segment"))
    centre = pl.col("centre")
    variance = centre * (1 - centre) if kind in _SHARES else centre
    size = pl.when(pl.col("size") > 0).then("size")
    # Rounding can push the centre of a series that is always 1 past 1.
    frame = frame.with_columns(_chance=(variance.clip(lower_bound=0) / size).sqrt())
    # A series that never varies has no scores; its limits are the centre line itself.
    score = pl.when(pl.col("_chance") > 0).then((pl.col("_base") - centre) / pl.col("_chance"))
    score = pl.when(pl.col("_base").is_not_null()).then(score.fill_null(0.0))
    scale = pl.lit(1.0) if kind in ("p", "u") else _mean_range(score, screened) / RANGE_PER_SIGMA
    width = _SIGMAS * pl.col("_chance") * scale
    if kind != "share":
        return frame.with_columns(_below=width, _above=width).drop("_chance")
    wider = pl.when(scale < 1).then(1.0).otherwise(scale)
    below, above = (
        pl.when(pl.col("_chance") > 0).then(exactly * wider).otherwise(width)
        for exactly in _exact_widths(frame)
    )
    return frame.with_columns(_below=below, _above=above).drop("_chance")


def _exact_widths(frame: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
    """From the centre down and up to the exact limits of the chance that three sigma stand for.

    Near 0 or 1 counts are skewed: normal limits are too near on one side and too far on the other.
    """
    sizes = np.maximum(frame["size"].cast(pl.Float64).fill_null(0).to_numpy(), 1)
    centre = np.clip(frame["centre"].fill_null(0.5).to_numpy(), 0, 1)
    low = exact.lower_limit(sizes, centre, _TAIL)
    high = 1 - exact.lower_limit(sizes, 1 - centre, _TAIL)
    return pl.Series(centre - low), pl.Series(high - centre)


def _mean_range(values: pl.Expr, screened: bool) -> pl.Expr:
    """The mean moving range of a segment; a period without a value breaks the chain."""
    ranges = values.diff().abs()
    if screened:
        # Equality keeps the ranges of a constant series, which are all 0.
        ranges = pl.when(ranges <= _SCREEN * ranges.mean()).then(ranges)
    return ranges.mean().over("segment")
