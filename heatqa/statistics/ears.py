"""Surges against the last seven days: the EARS methods C1, C2 and C3."""

import statistics

import polars as pl

# Chance of a false alarm on a day like any other, as the methods were published.
ALPHA = {"C1": 0.001, "C2": 0.001, "C3": 0.025}
_LAG = {"C1": 1, "C2": 3, "C3": 3}


def ears(
    counts: pl.DataFrame,
    method: str = "C2",
    *,
    by: tuple[str, ...] = (),
    baseline: int = 7,
    least_deviation: float = 0.0,
    least_count: int = 1,
    alpha: float | None = None,
) -> pl.DataFrame:
    """Days whose count is above what the days before them let expect.

    C1 compares with the `baseline` days before; C2 leaves out the two days just before, so that
    a surge that builds up does not hide itself; C3 adds the excess of those two days.

    Args:
        counts: One row per group and day, none left out, sorted by day: `day`, `count`.
        method: `C1`, `C2` or `C3`.
        by: Columns that name a series, such as a community and a season.
        baseline: Days compared with.
        least_deviation: Standard deviation assumed where the baseline shows less; without one
            a community where nobody called for a week alarms at its first call.
        least_count: A day with fewer never alarms.
        alpha: Chance of a false alarm; by default 0.001, for C3 0.025.

    Returns:
        The rows with `expected`, `upper` and `alarm`, null where days before are too few.

    A baseline that does not vary has no z-score; a day above it then
    counts as infinitely far, a day equal to it as not at all.

    Source: Hutwagner et al. (2003), Journal of Urban Health 80(2), i89-i96; limits as in R's
    surveillance::earsC.

    Example:
        >>> days = pl.DataFrame({"day": range(8), "count": [2, 3, 2, 1, 3, 2, 1, 9]})
        >>> ears(days, "C1").select("day", pl.col("upper").round(3), "alarm").row(-1)
        (7, 4.523, True)
    """
    z = statistics.NormalDist().inv_cdf(1 - (ALPHA[method] if alpha is None else alpha))
    groups = list(by)
    count = pl.col("count").cast(pl.Float64)
    before = count.shift(_LAG[method])
    mean = _over(before.rolling_mean(baseline), groups)
    deviation = pl.max_horizontal(_over(before.rolling_std(baseline), groups), least_deviation)
    known = _over(before.rolling_mean(baseline), groups).is_not_null()
    frame = counts.with_columns(
        expected=mean, _deviation=pl.when(known).then(deviation), _count=count
    )
    if method == "C3":
        frame = frame.with_columns(_score=_score()).with_columns(
            upper=_upper_of_three_days(z, groups)
        )
    else:
        frame = frame.with_columns(upper=pl.col("expected") + z * pl.col("_deviation"))
    return frame.with_columns(
        alarm=pl.when(pl.col("upper").is_not_null()).then(
            (pl.col("_count") > pl.col("upper")) & (pl.col("_count") >= least_count)
        )
    ).select(pl.exclude("^_.*$"))


def _over(expression: pl.Expr, groups: list[str]) -> pl.Expr:
    return expression.over(groups) if groups else expression


def _score() -> pl.Expr:
    """Deviations from the expected count; 0 / 0 is an ordinary day."""
    above = pl.col("_count") - pl.col("expected")
    return (
        pl.when((above == 0) & (pl.col("_deviation") == 0))
        .then(0.0)
        .otherwise(above / pl.col("_deviation"))
    )


def _upper_of_three_days(z: float, groups: list[str]) -> pl.Expr:
    """The count from which today's excess and that of the two days before exceed z together."""
    earlier = pl.sum_horizontal(
        _over((pl.col("_score") - 1).clip(lower_bound=0).shift(lag), groups) for lag in (1, 2)
    )
    known = _over(pl.col("_score").shift(2), groups).is_not_null()
    # Infinite excess before a baseline without any spread would be 0 times infinity.
    room = (
        pl.when(pl.col("_deviation") > 0).then(pl.col("_deviation") * (z - earlier)).otherwise(0.0)
    )
    return pl.when(known).then((pl.col("_count") + room).clip(lower_bound=0))
