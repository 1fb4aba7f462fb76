"""A clause's rate week by week or month by month, for control charts."""

import datetime as dt
from collections.abc import Mapping, Sequence

import duckdb
import polars as pl

from heatqa import errors
from heatqa.clauses import Catalogue, Clause
from heatqa.judging import cube, evidence, kept
from heatqa.judging.period import Period
from heatqa.judging.scorecard import bounds
from heatqa.settings import Settings
from heatqa.sql import literal

EVERY = {"week": "1w", "month": "1mo"}
# Where more records than this share of a period are still open, those decided so far are the
# quick ones, and their rate flatters.
MOST_PENDING = 0.05
_SCHEMA = {
    "clause": pl.String,
    "day": pl.Date,
    **dict.fromkeys(cube.COUNTS, pl.Int64),
    "size": pl.Int64,
    "value": pl.Float64,
}


def length(every: str) -> str:
    """The length of a `week` or `month` as polars writes it.

    Raises:
        ChoiceUnknown: `every` is neither.
    """
    if every not in EVERY:
        raise errors.ChoiceUnknown(
            what="every", found=every, hint=errors.suggestion(every, list(EVERY))
        )
    return EVERY[every]


def series(
    connection: duckdb.DuckDBPyConnection,
    catalogue: Catalogue,
    settings: Settings,
    clauses: Sequence[Clause],
    *,
    every: str,
    period: Period,
    only: Mapping[str, str] | None = None,
) -> pl.DataFrame:
    """The counts and rate of clauses in each week or month, under the company's readings.

    Every week or month between the first and the last with records has a row. Records without a
    date belong to none.

    Args:
        connection: A warehouse with its cube.
        catalogue: The clauses in force.
        settings: The company's choices.
        clauses: The clauses wanted; those without verdicts or evidence give no row.
        every: `week` (from Monday) or `month`.
        period: Which days count.
        only: Keep the records of one `district`, `community_id`, `team` or `leaf`; then a week
            or month with fewer decided records than the company publishes has neither rate nor
            counts.

    Returns:
        One row per clause and week or month: `clause`, `day` (its first), the four counts,
        `size` (the records decided) and `value`, the rate of them (0 to 1), null where nothing
        was decided or more than 5 % are still pending.

    Raises:
        ChoiceUnknown: `every` is neither `week` nor `month`.
        ColumnNotFound: `only` names something else.
    """
    step = length(every)
    counts = _counts(connection, every, period, only or {})
    known = evidence.brought(connection)
    frames = []
    for clause in clauses:
        if not catalogue.judged_as(clause).judged:
            continue
        variant = catalogue.variant(clause, settings.readings)
        if evidence.missing(variant, known):
            continue
        mine = counts.filter(clause=variant.clause.id, reading=variant.reading)
        frames.append(_filled(mine, step).with_columns(clause=pl.lit(clause.id)))
    rows = pl.concat([pl.DataFrame(schema=_SCHEMA).drop("size", "value"), *frames], how="diagonal")
    size = pl.col("met") + pl.col("missed")
    if only:
        published = size >= settings.smallest_group
        rows = rows.with_columns(pl.when(published).then(pl.col(cube.COUNTS)))
    told = (size > 0) & (pl.col("pending") <= MOST_PENDING * (size + pl.col("pending")))
    return rows.with_columns(size=size, value=pl.when(told).then(pl.col("met") / size)).select(
        list(_SCHEMA)
    )


def _counts(
    connection: duckdb.DuckDBPyConnection, every: str, period: Period, only: Mapping[str, str]
) -> pl.DataFrame:
    sums = ", ".join(f"cast(sum({count}) as bigint) as {count}" for count in cube.COUNTS)
    return connection.sql(
        f"select clause, reading, cast(date_trunc({literal(every)}, day) as date) as day, {sums} "
        f"from cube where day between ? and ?{kept.condition(only)} group by all order by all",
        params=bounds(period),
    ).pl()


def _filled(counts: pl.DataFrame, step: str) -> pl.DataFrame:
    """A row for each week or month from first to last, those without records all zero."""
    first, last = counts["day"].min(), counts["day"].max()
    if not isinstance(first, dt.date) or not isinstance(last, dt.date):
        return pl.DataFrame(schema={"day": pl.Date, **dict.fromkeys(cube.COUNTS, pl.Int64)})
    days = pl.date_range(first, last, step, eager=True).alias("day")
    found = counts.drop("clause", "reading")
    return (
        days.to_frame()
        .join(found, on="day", how="left", maintain_order="left")
        .with_columns(pl.col(cube.COUNTS).fill_null(0))
    )
