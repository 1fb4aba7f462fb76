"""Groups too small to publish are put together under a null, never shown by name."""

import polars as pl


def named(frame: pl.DataFrame, by: str, counted: pl.Expr, smallest: int) -> pl.DataFrame:
    """The frame with the names of small groups in `by` set to null.

    Args:
        frame: One row per record.
        by: The column that names the group.
        counted: Which records count towards the size of their group.
        smallest: The fewest records with which a group is named.

    Example:
        >>> frame = pl.DataFrame({"team": ["a", "a", "b"]})
        >>> named(frame, "team", pl.col("team").is_not_null(), smallest=2)["team"].to_list()
        ['a', 'a', None]
    """
    size = counted.fill_null(value=False).cast(pl.Int64).sum().over(by)
    return frame.with_columns(pl.when(size >= smallest).then(pl.col(by)).alias(by))
