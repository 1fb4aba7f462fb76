"""Problems that come together, and the ways that end in a bad rating."""

import polars as pl

from heatqa.statistics.rates import wilson

_BAD = 2
_STEPS = 6
# What stands between the steps of a path.
STEP = " → "
# What stands for steps that are not told.
BEFORE = "…"


def pairs(cases: pl.DataFrame) -> pl.DataFrame:
    """Leaves that the same text is about.

    Args:
        cases: One row per text with `leaf` and `second_leaf`, as `classify` gives.

    Returns:
        One row per pair, the most frequent first: `leaf`, `second_leaf`, `cases`, and `lift`, how
        many times more often they come together than if they had nothing to do with each other.
    """
    total = len(cases)
    first = cases.group_by("leaf").agg(of_leaf=pl.len())
    second = cases.drop_nulls("second_leaf").group_by("second_leaf").agg(of_second=pl.len())
    counted = cases.drop_nulls("second_leaf").group_by("leaf", "second_leaf").agg(cases=pl.len())
    lift = pl.col("cases") * total / (pl.col("of_leaf") * pl.col("of_second"))
    return (
        counted.join(first, on="leaf")
        .join(second, on="second_leaf")
        .select("leaf", "second_leaf", "cases", lift=lift)
        .sort("cases", "leaf", "second_leaf", descending=[True, False, False])
    )


def paths_to_bad_ratings(linked: pl.DataFrame, fewest: int = 5) -> pl.DataFrame:
    """The steps that a household went through, and how often they ended in a bad rating.

    Args:
        linked: As `linking.faults` gives, with `score` (1 worst to 5 best) where rated.
        fewest: Rated households that a path must have to be told.

    Returns:
        One row per path, the worst first: `path` (leaves and relations in order of time), `rated`
        households, `bad` ones (a last score of 2 or less), `rate` and its 95 % interval `low` to
        `high`. Paths of several steps that too few went are told together by their last step, with
        `BEFORE` in place of the others.
    """
    step = pl.concat_str("leaf", pl.lit(" "), "relation")
    own = linked.filter(pl.col("household_key").is_not_null()).sort("at")
    households = own.group_by("household_key", "fault", maintain_order=True).agg(
        path=step.head(_STEPS).str.join(STEP),
        # Where the way goes on beyond what is told of it, its end is told as well.
        shortened=pl.when(pl.len() > 1).then(pl.lit(BEFORE + STEP) + step.last()),
        score=pl.col("score").drop_nulls().last(),
    )
    few = pl.len().over("path") < fewest
    low, high = wilson(pl.col("bad"), pl.col("rated"))
    return (
        households.drop_nulls("score")
        .with_columns(path=pl.when(few).then(pl.coalesce("shortened", "path")).otherwise("path"))
        .group_by("path")
        .agg(rated=pl.len(), bad=(pl.col("score") <= _BAD).sum())
        .filter(pl.col("rated") >= fewest)
        .with_columns(rate=pl.col("bad") / pl.col("rated"), low=low, high=high)
        .sort("low", "rated", "path", descending=[True, True, False])
    )
