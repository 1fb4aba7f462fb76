"""Of how many cases the customer was asked and heard: what stands beside every score.

A score without its coverage says nothing: nine of ten satisfied may be nine of ten that somebody
chose to call. Every frame of scores is made through `beside`, so that none can be without it.
"""

import polars as pl

# `cases` that could be rated, those `asked` and those `scored`; the share asked of the cases, the
# share that answered of those asked, and the share heard of all cases.
COLUMNS = ("cases", "asked", "scored", "coverage", "response", "heard")
NOT_ASKED, SILENT, NOT_SATISFIED, SATISFIED = (
    "not asked",
    "no answer",
    "not satisfied",
    "satisfied",
)
# Scores go from 1 to 5, and the upper two are satisfied customers ("top two box").
LOWEST, HIGHEST, SATISFIED_FROM = 1, 5, 4


def counted(cases: pl.DataFrame, *by: str) -> pl.DataFrame:
    """Coverage of each group of cases.

    Args:
        cases: One row per case that could be rated, whether anybody was asked or not: `asked`
            and `score`, null where there is none. A score counts as asked for.
        by: Columns that tell groups apart.

    Returns:
        One row per group: the group, `cases`, `asked`, `scored`, and the shares (0 to 1)
        `coverage` (asked of cases), `response` (scored of asked) and `heard` (scored of cases),
        null where there is nothing to divide by.
    """
    has_score = pl.col("score").is_not_null()
    counts = (
        pl.len().cast(pl.Int64).alias("cases"),
        (pl.col("asked").fill_null(value=False) | has_score).sum().cast(pl.Int64).alias("asked"),
        has_score.sum().cast(pl.Int64).alias("scored"),
    )
    frame = cases.group_by(*by, maintain_order=True).agg(counts) if by else cases.select(counts)
    return frame.with_columns(
        _share("asked", "cases").alias("coverage"),
        _share("scored", "asked").alias("response"),
        _share("scored", "cases").alias("heard"),
    )


def beside(cases: pl.DataFrame, scores: pl.DataFrame, *by: str) -> pl.DataFrame:
    """Scores with the coverage of the cases that they speak for in front of them.

    Args:
        cases: As `counted` takes.
        scores: One row per group, or rows of the whole if there is no group.
        by: Columns that tell groups apart.
    """
    known = counted(cases, *by)
    if not by:
        return known.join(scores, how="cross")
    return known.join(scores, on=by, how="left", nulls_equal=True, maintain_order="left")


def waterfall(cases: pl.DataFrame) -> pl.DataFrame:
    """From all cases to satisfied customers: where each case is lost on the way.

    Args:
        cases: As `counted` takes.

    Returns:
        Four rows: `part`, being `not asked`, `no answer`, `not satisfied` or `satisfied`, its
        `count`, which add up to all cases, and its `share` of them (0 to 1).
    """
    asked = pl.col("asked").fill_null(value=False)
    part = (
        pl.when(pl.col("score") >= SATISFIED_FROM)
        .then(pl.lit(SATISFIED))
        .when(pl.col("score").is_not_null())
        .then(pl.lit(NOT_SATISFIED))
        .when(asked)
        .then(pl.lit(SILENT))
        .otherwise(pl.lit(NOT_ASKED))
    )
    counts = cases.select(part=part).group_by("part").agg(pl.len().cast(pl.Int64).alias("count"))
    parts = pl.DataFrame({"part": [NOT_ASKED, SILENT, NOT_SATISFIED, SATISFIED]})
    total = pl.col("count").sum()
    return (
        parts.join(counts, on="part", how="left", maintain_order="left")
        .with_columns(pl.col("count").fill_null(0))
        .with_columns(share=pl.when(total > 0).then(pl.col("count") / total))
    )


def _share(part: str, whole: str) -> pl.Expr:
    return pl.when(pl.col(whole) > 0).then(pl.col(part) / pl.col(whole))
