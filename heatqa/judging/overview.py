"""The scorecard at a glance: standings by document, and which misses weigh most."""

import polars as pl

from heatqa.clauses import Catalogue
from heatqa.language import pick

# A clause that states a number in writing weighs more than one that implies its limit.
_STATED = "M1"


def by_document(scorecard: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """How many clauses of each document stand where.

    Args:
        scorecard: As `judging.scorecard.scorecard` returns it.
        catalogue: The clauses that it is about.

    Returns:
        One row per document in the order of the catalogue: `document`, its `name` in the user's
        language, the number of `clauses`, and how many are `met`, `missed`, `open` (pending or
        cannot tell) and without data (`no_data`); the four add up to the clauses.
    """
    stands = pl.col("standing")
    document = [catalogue.clause(clause).document for clause in scorecard["clause"]]
    counted = (
        scorecard.with_columns(document=pl.Series(document, dtype=pl.String))
        .group_by("document", maintain_order=True)
        .agg(
            pl.len().alias("clauses"),
            (stands == "met").sum().alias("met"),
            (stands == "missed").sum().alias("missed"),
            stands.is_in(["pending", "cannot tell"]).sum().alias("open"),
            (stands == "no data").sum().alias("no_data"),
        )
    )
    names = [pick(catalogue.documents[name].name) for name in counted["document"]]
    return counted.insert_column(1, pl.Series("name", names, dtype=pl.String))


def furthest(scorecard: pl.DataFrame, most: int) -> pl.DataFrame:
    """The clauses that miss their target beyond doubt, those that state a number first.

    Within each kind the one whose interval ends furthest below its target comes first. Clauses
    with the same counts say the same thing about the same records; the first stands for them.

    Args:
        scorecard: As `judging.scorecard.scorecard` returns it.
        most: How many rows at most.

    Returns:
        Rows of the scorecard.
    """
    return (
        scorecard.filter(pl.col("standing") == "missed", pl.col("evidence") == "clear")
        .unique(["met", "missed", "cannot_tell"], keep="first", maintain_order=True)
        .sort(
            pl.col("class") != _STATED,
            pl.col("high") - pl.col("target"),
            maintain_order=True,
        )
        .head(most)
    )
