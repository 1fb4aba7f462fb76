"""Smoothed rates: small places borrow from the whole, so that one case does not make a hotspot."""

import polars as pl

_COUNTS = ("cases", "population")


def empirical_bayes(counts: pl.DataFrame) -> pl.DataFrame:
    """Rates drawn towards the rate of the whole, the more the fewer people stand behind them.

    Args:
        counts: One row per place: `cases` and `population`, besides whatever else.

    Returns:
        The rows with `rate` (cases per head) and `smoothed`, both null where nobody lives.

    Source: Marshall (1991), Applied Statistics 40(2), 283-294, global estimator.

    Example:
        >>> frame = pl.DataFrame({"cases": [2, 30, 110], "population": [10, 1000, 5000]})
        >>> empirical_bayes(frame).select(pl.col("rate", "smoothed").round(4)).rows()
        [(0.2, 0.0272), (0.03, 0.0279), (0.022, 0.0221)]
    """
    people = pl.when(pl.col("population") > 0).then("population")
    rated = counts.with_columns(rate=pl.col("cases") / people)
    counted = rated.filter(pl.col("rate").is_not_null())
    if counted.is_empty():
        return rated.with_columns(smoothed=pl.lit(None, pl.Float64))
    cases, population = (counted[name].to_numpy().astype(float) for name in _COUNTS)
    total = population.sum()
    mean = float(cases.sum() / total)
    spread = float((population * (cases / population - mean) ** 2).sum() / total)
    # What chance alone spreads is taken off; nothing is left where places are all alike.
    between = max(spread - mean * len(counted) / float(total), 0.0)
    own = between + mean / people
    weight = pl.when(own > 0).then(between / own).otherwise(0.0)
    return rated.with_columns(smoothed=mean + (pl.col("rate") - mean) * weight)
