"""A clause's rate by community or team, groups too small to publish put together."""

from collections.abc import Mapping

import duckdb
import polars as pl

from heatqa import errors
from heatqa.clauses import Catalogue
from heatqa.judging import cube, evidence, kept
from heatqa.judging.period import Period
from heatqa.judging.scorecard import bounds, standing
from heatqa.settings import Settings
from heatqa.statistics import smallest

GROUPS = ("team", "community_id")


def by_group(
    connection: duckdb.DuckDBPyConnection,
    catalogue: Catalogue,
    settings: Settings,
    clause_id: str,
    *,
    by: str,
    period: Period,
    only: Mapping[str, str] | None = None,
) -> pl.DataFrame:
    """The counts and rate of one clause for each group, the lowest rate first.

    Groups with fewer decided records than the company publishes are put together under a null,
    with as many larger ones as it takes to hide them. With `only`, the records of one district,
    community, team or category are counted, see `judging.kept`.

    Returns:
        One row per group: the group's column, `met`, `missed`, `pending`, `cannot_tell`, `rate`
        with its 95 % interval `low` to `high` (0 to 1), `target`, `standing`, `evidence`.

    Raises:
        ClauseUnknown, ClauseNotJudged: there is no such clause, or it gives no verdicts.
        ColumnNotFound: `by` is neither `team` nor `community_id`.
    """
    if by not in GROUPS:
        raise errors.ColumnNotFound(column=by, hint=errors.suggestion(by, GROUPS))
    clause = catalogue.judged_clause(clause_id)
    variant = catalogue.variant(clause, settings.readings)
    counts = connection.sql(
        f"select {by}, "
        + ", ".join(f"cast(sum({count}) as bigint) as {count}" for count in cube.COUNTS)
        + " from cube where clause = ? and reading = ? and (day is null or day between ? and ?)"
        + f"{kept.condition(only or {})} group by {by}",
        params=[variant.clause.id, variant.reading, *bounds(period)],
    ).pl()
    if evidence.missing(variant, evidence.brought(connection)):
        counts = counts.clear()
    grouped = smallest.together(counts, by, cube.COUNTS, settings.smallest_group)
    target = 1.0 if clause.target is None else clause.target
    return standing(grouped.with_columns(target=pl.lit(target))).sort("rate", by, nulls_last=True)
