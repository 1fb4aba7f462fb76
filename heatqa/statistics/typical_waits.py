"""The median wait week by week or month by month, for a control chart."""

import datetime as dt

import polars as pl

from heatqa.statistics import survival


def typical_waits(waits: pl.DataFrame, every: str, *, least: int = 1) -> pl.DataFrame:
    """The median wait of each period, open cases as censored.

    How long customers wait says more than the share that waited too long: a median of 40 calls
    moves by whole sigmas where the share answered in time stays within its noise.

    Args:
        waits: One row per wait: `day` (null belongs to no period), `wait_seconds` and `ended`,
            as `survival.curve` takes them.
        every: Length of a period as polars writes it: `1w` from Monday, `1mo`.
        least: Periods with fewer waits that can be told have no value.

    Returns:
        One row per period between the first and the last with a wait: `day` (its first), `size`
        (waits that can be told) and `value`, the median in seconds; null where too few waits, or
        too many open ones, leave it unknown.

    Example:
        >>> days = [dt.date(2026, 1, 5), dt.date(2026, 1, 7), dt.date(2026, 1, 19)]
        >>> waits = pl.DataFrame({"day": days, "wait_seconds": [6, 8, 9], "ended": [True] * 3})
        >>> typical_waits(waits, "1w").select("size", "value").rows()
        [(2, 7.0), (0, None), (1, 9.0)]
    """
    dated = waits.drop_nulls("day").with_columns(pl.col("day").dt.truncate(every))
    found = survival.quantiles(dated, "day").select(
        "day", pl.col("n").alias("size"), pl.col("median_seconds").alias("value")
    )
    first, last = found["day"].min(), found["day"].max()
    if not isinstance(first, dt.date) or not isinstance(last, dt.date):
        return found
    days = pl.date_range(first, last, every, eager=True).alias("day").to_frame()
    enough = pl.col("size") >= least
    return days.join(found, on="day", how="left", maintain_order="left").with_columns(
        pl.col("size").fill_null(0), value=pl.when(enough).then("value")
    )
