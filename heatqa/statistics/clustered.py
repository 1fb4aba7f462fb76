"""Rates of readings that come in clusters: many readings of one home say less than many homes."""

import polars as pl

from heatqa.statistics import rates

SUMS = ("homes", "readings", "met", "met_squared", "met_times_readings", "readings_squared")


def pass_rates(sums: pl.DataFrame, *, confidence: float = rates.CONFIDENCE) -> pl.DataFrame:
    """The pass rate of each group with an interval that knows its readings come from few homes.

    A sensor that reports 480 times has seen one home, not 480. The variance of the rate is taken
    between homes, the readings are cut down to the number of independent ones that would give
    it, and the Wilson interval is made of those. One home alone has no spread to tell of, so its
    interval is that of a single reading.

    Args:
        sums: One row per group with its own columns and, summed over its homes: `homes`,
            `readings`, `met`, `met_squared`, `met_times_readings`, `readings_squared`, where
            the last three are the squares and products of each home's own counts.
        confidence: Coverage wanted.

    Returns:
        The group's columns, `homes`, `readings`, `met`, `rate`, `low`, `high` (0 to 1), the
        `design_effect` (how many readings weigh as one) and `effective` readings.

    Source: ratio estimator with clusters, Cochran (1977), Sampling Techniques, ch. 9; effective
    sample size in an interval for a proportion: Korn and Graubard (1998), Survey Methodology 24.

    Example:
        >>> one_each = {"homes": [100], "readings": [100], "met": [81], "met_squared": [81],
        ...             "met_times_readings": [81], "readings_squared": [100]}
        >>> pass_rates(pl.DataFrame(one_each))["design_effect"].round(2).item()
        1.01
    """
    homes, readings, met = (pl.col(name).cast(pl.Float64) for name in SUMS[:3])
    rate = pl.when(readings > 0).then(met / readings)
    between = (
        pl.col("met_squared")
        - 2 * rate * pl.col("met_times_readings")
        + rate**2 * pl.col("readings_squared")
    )
    variance = homes / (homes - 1) * between.clip(lower_bound=0) / readings**2
    binomial = rate * (1 - rate) / readings
    # Where every reading passed, or none, no spread is seen: a home weighs as one reading.
    worst = readings / pl.when(homes > 0).then(homes)
    seen = (homes > 1) & (binomial > 0)
    effect = pl.when(seen).then((variance / binomial).clip(1.0, readings)).otherwise(worst)
    frame = sums.with_columns(rate=rate, design_effect=effect).with_columns(
        effective=pl.col("readings") / pl.col("design_effect")
    )
    low, high = rates.wilson(pl.col("rate") * pl.col("effective"), pl.col("effective"), confidence)
    groups = [name for name in sums.columns if name not in SUMS]
    return frame.with_columns(low, high).select(
        *groups, *SUMS[:3], "rate", "low", "high", "design_effect", "effective"
    )
