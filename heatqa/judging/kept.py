"""Which counts of the cube are kept: those of one district, community, team or category."""

import datetime as dt
from collections.abc import Mapping, Sequence

import duckdb
import polars as pl

from heatqa import errors
from heatqa.sql import literal
from heatqa.statistics import smallest

# A record without a community lies in no district, one without a category in none.
_WHERE = {
    "district": "community_id in (select community_id from communities where district = {value})",
    "community_id": "community_id = {value}",
    "team": "team = {value}",
    "leaf": "leaf = {value}",
}
DIMENSIONS = tuple(_WHERE)


def condition(only: Mapping[str, str]) -> str:
    """The rows of the cube that are kept, as SQL to follow a `where`.

    Args:
        only: The value wanted of some of `DIMENSIONS`; none keeps every row.

    Raises:
        ColumnNotFound: `only` names something else.

    Example:
        >>> condition({"team": "A", "leaf": "no heat"}), condition({})
        (" and team = 'A' and leaf = 'no heat'", '')
    """
    for name in only:
        if name not in _WHERE:
            raise errors.ColumnNotFound(column=name, hint=errors.suggestion(name, DIMENSIONS))
    return "".join(
        f" and {_WHERE[name].format(value=literal(value))}" for name, value in only.items()
    )


def published(
    connection: duckdb.DuckDBPyConnection,
    only: Mapping[str, str],
    days: Sequence[dt.date],
    fewest: int,
) -> pl.DataFrame:
    """Of which clauses the counts that `only` keeps may be published.

    They are so many records, and none that the published counts of the other districts,
    communities, teams or categories would give away, see `statistics.smallest`.

    Args:
        connection: A warehouse with its cube.
        only: What is kept.
        days: First and last day.
        fewest: The fewest decided records that are published.

    Returns:
        One row per clause and reading published: `judged_as` and `reading`.
    """
    found = None
    for name in only or {"": ""}:
        others = {other: value for other, value in only.items() if other != name}
        shown = _shown(connection, name, others, days, fewest)
        if name:
            shown = shown.filter(pl.col("kept") == only[name])
        keys = shown.select("judged_as", "reading")
        found = keys if found is None else found.join(keys, on=["judged_as", "reading"])
    assert found is not None  # noqa: S101 - there is at least one round
    return found


def _shown(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    others: Mapping[str, str],
    days: Sequence[dt.date],
    fewest: int,
) -> pl.DataFrame:
    """The groups of one dimension that may be shown, of every clause and reading."""
    group = {"": "'all'", "district": "c.district"}.get(name, f"cube.{name}")
    counts = connection.sql(
        f"select clause as judged_as, reading, {group} as kept, "
        "cast(sum(met) as bigint) as met, cast(sum(missed) as bigint) as missed, "
        "concat_ws(' ', clause, reading) as measure from cube "
        "left join (select community_id, district from communities) c using (community_id) "
        f"where (day is null or day between ? and ?){condition(others)} group by all",
        params=days,
    ).pl()
    shown = smallest.shown(counts, "kept", "measure", fewest)
    return counts.join(shown, on=["measure", "kept"], how="semi")
