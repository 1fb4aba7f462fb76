"""Degree-hours below a limit: how long and how far a room was too cold."""

import polars as pl

# Readings further apart than this say nothing of the hours between them.
LONGEST_GAP_HOURS = 12.0


def deficit_hours(
    first: pl.Expr, second: pl.Expr, hours: pl.Expr, limit: float
) -> tuple[pl.Expr, pl.Expr]:
    """Degree-hours and hours below a limit between two readings, the line between them taken.

    Args:
        first: °C at the beginning.
        second: °C at the end.
        hours: Hours between them.
        limit: °C from which a room is warm enough.

    Returns:
        Two expressions: `degree_hours` in K·h and `hours_below` in h.

    Example:
        >>> pair = pl.DataFrame({"a": [16.0, 20.0], "b": [16.0, 16.0], "h": [6.0, 6.0]})
        >>> pair.select(*deficit_hours(pl.col("a"), pl.col("b"), pl.col("h"), 18.0)).rows()
        [(12.0, 6.0), (3.0, 3.0)]
    """
    start, end = (limit - first).clip(lower_bound=0), (limit - second).clip(lower_bound=0)
    fall = (first - second).abs()
    crosses = ((first < limit) != (second < limit)) & (fall > 0)
    below = pl.when(crosses).then(hours * (start + end) / fall)
    below = below.when((start > 0) | (end > 0)).then(hours).otherwise(0.0)
    return ((start + end) / 2 * below).alias("degree_hours"), below.alias("hours_below")


def degree_hours(
    readings: pl.DataFrame, limit: float, *, longest_gap_hours: float = LONGEST_GAP_HOURS
) -> pl.DataFrame:
    """Degree-hours below a limit of each home whose readings follow each other closely.

    Args:
        readings: One row per reading: `household_key`, `room`, `measured_at`, `room_celsius`;
            readings without a temperature are left out.
        limit: °C from which a room is warm enough.
        longest_gap_hours: Readings further apart are not bridged.

    Returns:
        One row per home: `household_key`, `degree_hours`, `hours_below`, `hours` watched.
    """
    order = ["household_key", "room", "measured_at"]
    rooms = ["household_key", "room"]
    pairs = (
        readings.drop_nulls("room_celsius")
        .sort(order, nulls_last=True)
        .with_columns(
            after=pl.col("room_celsius").shift(-1).over(rooms),
            hours=(pl.col("measured_at").shift(-1).over(rooms) - pl.col("measured_at"))
            .dt.total_microseconds()
            .truediv(3.6e9),
        )
    )
    close = pairs.filter(pl.col("hours") <= longest_gap_hours)
    both = deficit_hours(pl.col("room_celsius"), pl.col("after"), pl.col("hours"), limit)
    return (
        close.select("household_key", *both, "hours")
        .group_by("household_key")
        .agg(pl.all().sum())
        .sort("household_key")
    )
