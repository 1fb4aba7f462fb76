"""Exact binomial intervals and tests: what so few records can and cannot tell."""

import numpy as np
import polars as pl
from scipy import stats

from heatqa.statistics.rates import CONFIDENCE

ALTERNATIVES = ("less", "greater", "two-sided")


def with_interval(frame: pl.DataFrame, confidence: float = CONFIDENCE) -> pl.DataFrame:
    """Add the Clopper-Pearson interval of each rate, null where nothing was decided.

    It never covers less often than it says, and is wider than Wilson's for it.

    Args:
        frame: One row per group: the counts `met` and `missed`.
        confidence: Coverage wanted, 0.95 for 95 %.

    Returns:
        The rows with `low` and `high`, from 0 to 1.

    Source: Clopper and Pearson (1934), Biometrika 26(4), 404-413.

    Example:
        >>> frame = pl.DataFrame({"met": [29], "missed": [0]})
        >>> with_interval(frame).select(pl.col("low", "high").round(4)).row(0)
        (0.8806, 1.0)
    """
    met, missed = (frame[name].to_numpy().astype(float) for name in ("met", "missed"))
    tail = (1 - confidence) / 2
    # The quantile of a beta distribution with a parameter of 0 is not a number.
    low = np.where(met > 0, stats.beta.ppf(tail, np.maximum(met, 1), missed + 1), 0.0)
    high = np.where(missed > 0, stats.beta.isf(tail, met + 1, np.maximum(missed, 1)), 1.0)
    decided = pl.Series(met + missed > 0)
    return frame.with_columns(
        pl.when(decided).then(pl.Series(ends)).alias(name)
        for name, ends in (("low", low), ("high", high))
    )


def with_test(frame: pl.DataFrame, alternative: str = "less") -> pl.DataFrame:
    """Add how likely a count as far from its target is, were the true rate on the target.

    Args:
        frame: One row per group: the counts `met` and `missed`, and the `target` (0 to 1).
        alternative: `less` asks whether the rate is below its target, `greater` above,
            `two-sided` either.

    Returns:
        The rows with `p_value`, null where nothing was decided or there is no target.

    Source: the exact binomial test, as R's `binom.test`.

    Example:
        >>> frame = pl.DataFrame({"met": [198], "missed": [2], "target": [0.99]})
        >>> with_test(frame)["p_value"].round(3).item()
        0.595
    """
    values = [
        None
        if target is None or met + missed == 0
        else float(stats.binomtest(met, met + missed, target, alternative).pvalue)
        for met, missed, target in frame.select("met", "missed", "target").iter_rows()
    ]
    return frame.with_columns(pl.Series("p_value", values, dtype=pl.Float64))


def lower_limit(sizes: np.ndarray, rate: np.ndarray | float, tail: float) -> np.ndarray:
    """The rate below which a group of each size falls with at most the chance `tail`.

    Args:
        sizes: Records decided.
        rate: The true rate, 0 to 1; one for all or one for each.
        tail: A small chance.

    Returns:
        Limits drawn between two counts so that they change smoothly with size, less than 0 where
        not even a count of 0 is so rare. A rate below one has at most the chance `tail`; an upper
        limit is one minus the lower limit of the opposite outcome.

    Source: Spiegelhalter (2005), Statistics in Medicine 24, 1185-1202, appendix A.1.

    Example:
        >>> lower_limit(np.array([100.0, 1000.0]), 0.99, 0.025).round(4)
        array([0.9611, 0.9829])
    """
    count = stats.binom.ppf(tail, sizes, rate)
    beyond = stats.binom.cdf(count, sizes, rate) - tail
    return (count - beyond / stats.binom.pmf(count, sizes, rate)) / sizes
