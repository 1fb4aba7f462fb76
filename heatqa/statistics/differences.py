"""The difference between two rates with its interval: this team and the rest, now and before."""

import polars as pl

from heatqa.statistics import rates


def newcombe(frame: pl.DataFrame, confidence: float = rates.CONFIDENCE) -> pl.DataFrame:
    """Add the difference of two independent rates with its interval.

    Args:
        frame: One row per comparison: the counts `met` and `missed`, and of what they are
            compared with `other_met` and `other_missed`.
        confidence: Coverage wanted, 0.95 for 95 %.

    Returns:
        The rows with `difference` (the first rate less the other, -1 to 1) and its ends
        `difference_low` and `difference_high`, null where either side has nothing decided.

    Source: Newcombe (1998), Statistics in Medicine 17, 873-890, method 10 (from Wilson's ends).

    Example:
        >>> counts = {"met": [56], "missed": [14], "other_met": [48], "other_missed": [32]}
        >>> newcombe(pl.DataFrame(counts)).select(pl.col("^difference.*$").round(4)).row(0)
        (0.2, 0.0524, 0.3339)
    """
    decided = pl.col("met") + pl.col("missed")
    other = pl.col("other_met") + pl.col("other_missed")
    low, high = rates.wilson(pl.col("met"), decided, confidence)
    other_low, other_high = rates.wilson(pl.col("other_met"), other, confidence)
    rate = pl.col("met") / pl.when(decided > 0).then(decided)
    other_rate = pl.col("other_met") / pl.when(other > 0).then(other)
    below = ((rate - low) ** 2 + (other_high - other_rate) ** 2).sqrt()
    above = ((high - rate) ** 2 + (other_rate - other_low) ** 2).sqrt()
    difference = rate - other_rate
    return frame.with_columns(
        difference=difference,
        difference_low=difference - below,
        difference_high=difference + above,
    )


def from_the_rest(frame: pl.DataFrame, confidence: float = rates.CONFIDENCE) -> pl.DataFrame:
    """Add how far each group's rate is from that of all other groups together.

    Args:
        frame: One row per group: the counts `met` and `missed`.
        confidence: Coverage wanted, 0.95 for 95 %.

    Returns:
        The rows with `difference`, `difference_low` and `difference_high` (-1 to 1).
    """
    others = [(pl.col(n).sum() - pl.col(n)).alias(f"other_{n}") for n in ("met", "missed")]
    compared = newcombe(frame.with_columns(others), confidence)
    return compared.drop("other_met", "other_missed")
