"""Surges per community, category or team: which groups had a day unlike the days before."""

import polars as pl

from heatqa.statistics.ears import ears

# A spread of less than one call a day is chance; two calls are no surge.
LEAST_DEVIATION = 1.0
LEAST_COUNT = 4


def surges(
    counts: pl.DataFrame,
    days: pl.DataFrame,
    *,
    by: tuple[str, ...] = (),
    method: str = "C2",
    least_deviation: float = LEAST_DEVIATION,
    least_count: int = LEAST_COUNT,
) -> pl.DataFrame:
    """The days on which a group's count rose above its limit, the largest excess first.

    A season is a series of its own: its first days are held against no earlier ones.

    Args:
        counts: One row per day and group with a call: `season`, `day`, the columns of `by`,
            `count`. Several rows of one group and day are added up.
        days: Every day of the seasons, with or without calls: `season`, `day`.
        by: Columns that name a group; none for the whole city.
        method: `C1`, `C2` or `C3`, see `ears`.
        least_deviation: Standard deviation assumed where the days before show less.
        least_count: A day with fewer is no surge.

    Returns:
        One row per alarm: `season`, `day`, the columns of `by`, `count`, `expected`, `upper` and
        `excess` (`count` less `expected`).

    Example:
        >>> import datetime as dt
        >>> days = pl.DataFrame({"day": [dt.date(2025, 12, n) for n in range(1, 12)]})
        >>> days = days.with_columns(season=pl.lit("2025-26"))
        >>> calls = days.tail(1).with_columns(count=9)
        >>> surges(calls, days).select("day", "count", "excess").row(0)
        (datetime.date(2025, 12, 11), 9, 9.0)
    """
    groups = list(by)
    summed = counts.group_by("season", "day", *groups).agg(pl.col("count").sum())
    series = days.select("season", "day")
    if groups:
        series = series.join(summed.select(groups).unique(), how="cross")
    series = (
        series.join(summed, on=["season", "day", *groups], how="left", nulls_equal=True)
        .with_columns(pl.col("count").fill_null(0))
        .sort("season", *groups, "day", nulls_last=True)
    )
    found = ears(
        series,
        method,
        by=("season", *by),
        least_deviation=least_deviation,
        least_count=least_count,
    )
    return (
        found.filter("alarm")
        .with_columns(excess=pl.col("count") - pl.col("expected"))
        .sort("excess", "day", *groups, descending=[True, *[False] * (1 + len(groups))])
        .select("season", "day", *groups, "count", "expected", "upper", "excess")
    )
