"""Groups too small to publish: put together, so that none can be worked out from the total."""

import polars as pl


def together(frame: pl.DataFrame, by: str, counts: tuple[str, ...], smallest: int) -> pl.DataFrame:
    """Sum small groups under a null, with as many larger ones as it takes to hide them.

    A single small group left over would be told by the total less the others; the smallest
    published groups then join it until the remainder may be published itself.

    Args:
        frame: One row per group: `by`, the counts `met` and `missed`, and the other `counts`.
        by: The group's column; a null group has no name and joins the remainder.
        counts: The columns to sum.
        smallest: The fewest decided records that a published group has.

    Returns:
        One row per published group, and one under a null for the rest.

    Example:
        >>> frame = pl.DataFrame({"team": ["a", "b", "c"], "met": [90, 7, 2], "missed": [5, 1, 1]})
        >>> together(frame, "team", ("met", "missed"), 5).rows()
        [('a', 90, 5), (None, 9, 2)]
    """
    decided = pl.col("met") + pl.col("missed")
    frame = frame.with_columns(_decided=decided).sort("_decided", by, nulls_last=True)
    hidden = (pl.col("_decided") < smallest) | pl.col(by).is_null()
    frame = frame.with_columns(_hidden=hidden)
    remainder = int(frame.filter("_hidden")["_decided"].sum())
    if 0 < remainder < smallest:
        more = frame.filter(~pl.col("_hidden"))
        reached = remainder + more["_decided"].cum_sum()
        joining = more.head(int((reached < smallest).sum()) + 1)[by]
        frame = frame.with_columns(_hidden=pl.col("_hidden") | pl.col(by).is_in(joining.implode()))
    named = pl.when("_hidden").then(None).otherwise(pl.col(by)).alias(by)
    return (
        frame.with_columns(named).group_by(by, maintain_order=True).agg(pl.col(counts).sum())
    ).sort(by, nulls_last=True)


def shown(frame: pl.DataFrame, by: str, within: str, smallest: int) -> pl.DataFrame:
    """Which groups `together` would leave by themselves, for many measures at once.

    Args:
        frame: One row per measure and group: `within`, `by`, and the counts `met` and `missed`.
        by: The group's column; a null group has no name.
        within: The measure's column, such as a clause.
        smallest: The fewest decided records that a published group has.

    Returns:
        One row per measure and published group: `within` and `by`.

    Example:
        >>> rows = {"clause": ["x"] * 3, "team": ["a", "b", "c"], "met": [90, 7, 2]}
        >>> frame = pl.DataFrame(rows).with_columns(missed=1)
        >>> shown(frame, "team", "clause", 5).rows()
        [('x', 'a')]
    """
    small = pl.col("decided") < smallest
    remainder = pl.col("decided").filter("hidden").sum().over(within)
    before = pl.when("hidden").then(0).otherwise("decided").cum_sum().over(within)
    joins = (remainder > 0) & (remainder < smallest)
    joins &= remainder + before - pl.col("decided") < smallest
    return (
        frame.with_columns(decided=pl.col("met") + pl.col("missed"))
        .sort("decided", by, nulls_last=True)
        .with_columns(hidden=small | pl.col(by).is_null())
        .filter(~pl.col("hidden") & ~joins)
        .select(within, by)
        .sort(within, by)
    )
