"""Persistence: who complains season after season, who is new, and how few bring most cases."""

import polars as pl

# New York City's comptroller calls a building persistent with more than five in every season.
MORE_THAN = 5


def persistent(counts: pl.DataFrame, by: str, more_than: int = MORE_THAN) -> pl.DataFrame:
    """Places by the seasons in which they had more than a number of complaints.

    Args:
        counts: One row per place and season: `by`, `season` (sorts in time), `cases`. A place
            without a row in a season had none.
        by: The column that names the place: a community, a building.
        more_than: The number that a season must exceed to count.

    Returns:
        One row per place, the most complained first: `by`, `cases` (all seasons), `seasons` (those
        above), `of` (all seasons), `latest` (cases of the last season) and `standing`: `chronic`
        in every season (of two at least), `new` only in the last, `past` before but not in the
        last, `repeated` in the last and some before, `below` in none; where one season is all
        there is, `above`: nobody can say whether that is new.

    Source: New York City Comptroller, Turn up the Heat, Turn Down the Violations (2023): more than
    five complaints in every heat season.
    """
    seasons = counts["season"].unique().sort()
    last = seasons[-1] if len(seasons) else None
    above = pl.col("cases") > more_than
    latest = pl.col("season") == last
    rows = (
        counts.group_by(by, "season")
        .agg(pl.col("cases").sum())
        .group_by(by)
        .agg(
            pl.col("cases").sum(),
            seasons=above.sum().cast(pl.Int64),
            of=pl.lit(len(seasons), pl.Int64),
            latest=pl.col("cases").filter(latest).sum(),
            now=(above & latest).any(),
        )
    )
    standing = (
        pl.when(pl.col("now") & (pl.col("of") == 1))
        .then(pl.lit("above"))
        .when(pl.col("seasons") == pl.col("of"))
        .then(pl.lit("chronic"))
        .when(pl.col("now") & (pl.col("seasons") == 1))
        .then(pl.lit("new"))
        .when("now")
        .then(pl.lit("repeated"))
        .when(pl.col("seasons") > 0)
        .then(pl.lit("past"))
        .otherwise(pl.lit("below"))
    )
    return (
        rows.with_columns(standing=standing).drop("now").sort("cases", by, descending=[True, False])
    )


def repeats(counts: pl.DataFrame) -> pl.DataFrame:
    """Households by how often they complained.

    Args:
        counts: One row per household: `cases`.

    Returns:
        One row per number of cases: `cases`, `households`, and `share`, that of all cases which
        these households and those with more brought.
    """
    return (
        counts.group_by("cases")
        .agg(households=pl.len().cast(pl.Int64))
        .sort("cases")
        .with_columns(
            share=(pl.col("cases") * pl.col("households")).cum_sum(reverse=True)
            / (pl.col("cases") * pl.col("households")).sum()
        )
    )


def pareto(counts: pl.DataFrame, by: str, places: int | None = None) -> pl.DataFrame:
    """Places, most cases first, with the share of places and of cases up to each.

    Args:
        counts: One row per place: `by`, `cases`.
        by: The column that names the place.
        places: How many places there are, those without a row among them; by default as many as
            there are rows. Places that a register does not know still count.

    Returns:
        The rows with `places_share` and `cases_share`, 0 to 1; the latter null without cases.

    Example:
        >>> frame = pl.DataFrame({"community_id": ["a", "b"], "cases": [1, 3]})
        >>> pareto(frame, "community_id").rows()
        [('b', 3, 0.5, 0.75), ('a', 1, 1.0, 1.0)]
    """
    total = pl.col("cases").sum()
    every = max(places or 0, len(counts))
    return counts.sort("cases", by, descending=[True, False]).with_columns(
        places_share=pl.int_range(1, pl.len() + 1) / every,
        cases_share=pl.when(total > 0).then(pl.col("cases").cum_sum() / total),
    )
