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
    ends: list[tuple[float, float] | tuple[None, None]] = []
    for met, missed in frame.select("met", "missed").iter_rows():
        if met + missed == 0:
            ends.append((None, None))
            continue
        found = stats.binomtest(met, met + missed).proportion_ci(confidence, method="exact")
        ends.append((float(found.low), float(found.high)))
    made = pl.DataFrame(ends, schema={"low": pl.Float64, "high": pl.Float64}, orient="row")
    return frame.drop("low", "high", strict=False).hstack(made)


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
