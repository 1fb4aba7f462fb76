"""Two seasons side by side: the same period last season, aligned by day of the season."""

import polars as pl


def align(daily: pl.DataFrame, *, values: tuple[str, ...] = ("count",)) -> pl.DataFrame:
    """Each day of the latest season beside the same day of the one before.

    Day 1 is the first day of heating, so a start-up is held against a start-up whatever the
    calendar says, and a season that still runs is held against as much of the last as it has.

    Args:
        daily: One row per day: `season`, `day_of_season` (1 is the first), the columns of
            `values`.
        values: What is compared.

    Returns:
        One row per day of season that the latest season has reached: `day_of_season`, for each
        value its own column, and beside it `…_before` and their sums up to that day,
        `…_so_far` and `…_so_far_before`. Without an earlier season those are null.

    Example:
        >>> daily = pl.DataFrame({"season": ["2024-25", "2024-25", "2025-26"],
        ...                       "day_of_season": [1, 2, 1], "count": [9, 4, 7]})
        >>> align(daily).row(0)
        (1, 7, 9, 7, 9)
    """
    seasons = daily["season"].unique().sort(descending=True)
    latest = daily.filter(pl.col("season") == (seasons[0] if len(seasons) else ""))
    before = daily.filter(pl.col("season") == (seasons[1] if len(seasons) > 1 else ""))
    names = [(value, f"{value}_before") for value in values]
    held = before.select(
        "day_of_season", *(pl.col(value).alias(earlier) for value, earlier in names)
    )
    joined = latest.join(held, on="day_of_season", how="left").sort("day_of_season")
    sums = [
        pl.col(column).fill_null(0).cum_sum().alias(f"{value}_so_far{suffix}")
        for value in values
        for column, suffix in ((value, ""), (f"{value}_before", "_before"))
    ]
    chosen = [name for pair in names for name in pair]
    return joined.select("day_of_season", *chosen, *sums)
