"""Records of groups too small to publish lose their group's name, and cannot be worked out."""

import polars as pl


def named(frame: pl.DataFrame, by: str, counted: pl.Expr, smallest: int) -> pl.DataFrame:
    """The frame with the names of small groups in `by` set to null.

    As in `smallest.together`, whose counts these are before they are counted: if what is hidden
    is still too small, the smallest of the other groups joins it.

    Args:
        frame: One row per record.
        by: The column that names the group.
        counted: Which records count towards the size of their group.
        smallest: The fewest records with which a group is named.

    Example:
        >>> frame = pl.DataFrame({"team": [*"aaaaabbbc"]})
        >>> named(frame, "team", pl.col("team").is_not_null(), smallest=2)["team"].to_list()
        ['a', 'a', 'a', 'a', 'a', None, None, None, None]
    """
    size = counted.fill_null(value=False).cast(pl.Int64).sum().alias("size")
    sizes = frame.group_by(by).agg(size).sort("size", by)
    hidden = (pl.col("size") < smallest) | pl.col(by).is_null()
    shown, remainder = sizes.filter(~hidden), int(sizes.filter(hidden)["size"].sum())
    if 0 < remainder < smallest:
        joining = int((remainder + shown["size"].cum_sum() < smallest).sum()) + 1
        shown = shown.slice(joining)
    keep = pl.col(by).is_in(shown[by].implode())
    return frame.with_columns(pl.when(keep).then(pl.col(by)).alias(by))
