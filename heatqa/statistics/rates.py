"""Rates with honest uncertainty: the Wilson interval of a proportion."""

import statistics

import polars as pl

CONFIDENCE = 0.95


def wilson(met: pl.Expr, judged: pl.Expr, confidence: float = CONFIDENCE) -> tuple[pl.Expr, ...]:
    """Lower and upper end of the Wilson score interval, null where nothing was judged.

    Args:
        met: Number that met.
        judged: Number judged.
        confidence: Coverage wanted, 0.95 for 95 %.

    Returns:
        Two expressions, `low` and `high`, from 0 to 1.

    Source: Wilson (1927), JASA 22(158), 209-212.

    Example:
        >>> frame = pl.DataFrame({"met": [81], "judged": [263]})
        >>> low, high = wilson(pl.col("met"), pl.col("judged"))
        >>> frame.select(low.round(4), high.round(4)).row(0)
        (0.2553, 0.3662)
    """
    z = statistics.NormalDist().inv_cdf((1 + confidence) / 2)
    n = pl.when(judged > 0).then(judged.cast(pl.Float64))
    rate = met / n
    centre = (rate + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z * (rate * (1 - rate) / n + z**2 / (4 * n**2)).sqrt() / (1 + z**2 / n)
    # At 0 and n the ends are exactly 0 and 1; rounding must not push them past.
    low = pl.when(met == 0).then(pl.when(judged > 0).then(0.0)).otherwise(centre - half)
    high = pl.when(met == judged).then(pl.when(judged > 0).then(1.0)).otherwise(centre + half)
    return low.alias("low"), high.alias("high")
