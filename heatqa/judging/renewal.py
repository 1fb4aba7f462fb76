"""The cube after one more load: judged again is only what the load or the time can have changed.

A source whose tables the load did not touch has its counts still, but for days on which something
was pending or looks at the moment (`unsettled`). What a reading is worth rests on its own day, so
readings are judged again on days with rows of the load and from the moment on up to which they were
judged before. Other sources that were touched are judged as a whole: a case may hang on a visit, a
call or a deadline of any other day.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import duckdb

from heatqa import dictionary
from heatqa.clauses import Catalogue, Variant
from heatqa.intake.aliases import REGISTERS
from heatqa.judging import cube, day_sums, facts, seen, source_sql, unsettled
from heatqa.judging.engine import Local, timestamp
from heatqa.settings import Settings
from heatqa.sql import literal, quoted, single

_DAYS = "renewed_days"


@dataclass(frozen=True)
class Before:
    """What the cube was judged on: the moment, the choices, the sheets loaded by then.

    And whether there were sums of their readings.
    """

    as_of: dt.datetime
    fingerprint: str
    sheets: list[tuple[Any, ...]]
    summed: bool


def before(connection: duckdb.DuckDBPyConnection) -> Before | None:
    """What the stored cube was judged on; None where there is none."""
    stored = cube.stored(connection)
    if not stored:
        return None
    return Before(
        *stored, _sheets(connection), day_sums.stored_limits(Local(connection)) is not None
    )


def renew(
    connection: duckdb.DuckDBPyConnection,
    catalogue: Catalogue,
    settings: Settings,
    as_of: dt.datetime,
    earlier: Before | None,
) -> None:
    """Bring the stored cube up to a load; the same counts as `cube.build` gives.

    Args:
        connection: A warehouse that is being written.
        catalogue: The clauses in force.
        settings: The company's choices.
        as_of: The moment as of which records are judged.
        earlier: What `before` gave before the load.
    """
    if not cube.read_only(connection):
        since = _summed(connection, earlier)
        day_sums.renew(connection, cube.limits(catalogue, settings), since)
    if not earlier or not _grown(connection, earlier, cube.fingerprint(catalogue, settings), as_of):
        cube.build(connection, catalogue, settings, as_of)
        return
    changed = _touched(connection, earlier)
    changed |= unsettled.known_between(connection, earlier.as_of, as_of)
    waiting = unsettled.pending(connection)
    judged: list[Variant] = []
    again: dict[str, str | None] = {}
    daily: dict[str, list[Variant]] = {}
    for name, variants in _by_source(catalogue, settings).items():
        source = facts.sources()[name]
        if not (source_sql.made_from(name) - {source.by_day}).isdisjoint(changed):
            judged += variants
            again[name] = None
        elif source.by_day and (source.by_day in changed or earlier.as_of < as_of):
            daily.setdefault(source.by_day, []).extend(variants)
        elif earlier.as_of < as_of:
            found, again[name] = unsettled.again(source, variants, waiting, earlier.as_of)
            judged += found
    cube.recount(connection, judged, settings, as_of, again=again)
    for table, variants in daily.items():
        within = _renewed(connection, table, earlier)
        days = {variant.fact: f"from {_DAYS}" for variant in variants}
        cube.recount(connection, variants, settings, as_of, again=days, within=within)
        connection.execute(f"drop table temp.{_DAYS}")
    cube.sign(connection, catalogue, settings, as_of)


def _by_source(catalogue: Catalogue, settings: Settings) -> dict[str, list[Variant]]:
    found: dict[str, list[Variant]] = {}
    for variant in cube.variants(catalogue, settings):
        found.setdefault(variant.fact, []).append(variant)
    return found


def _summed(connection: duckdb.DuckDBPyConnection, earlier: Before | None) -> int | None:
    """The last sheet up to which the sums of readings stand, if they do."""
    if earlier is None or not earlier.summed or not _only_more(connection, earlier):
        return None
    return _last(earlier)


def _only_more(connection: duckdb.DuckDBPyConnection, earlier: Before) -> bool:
    """Whether the warehouse is the earlier one and more."""
    before = _sheets(connection)[: len(earlier.sheets)]
    # A register may have given places in any row another name.
    return before == earlier.sheets and _touched(connection, earlier).isdisjoint(REGISTERS)


def _grown(
    connection: duckdb.DuckDBPyConnection, earlier: Before, fingerprint: str, as_of: dt.datetime
) -> bool:
    """Whether the warehouse is the earlier one and more, judged by the same choices."""
    return (
        earlier.fingerprint == fingerprint
        and earlier.as_of <= as_of
        and _only_more(connection, earlier)
    )


def _touched(connection: duckdb.DuckDBPyConnection, earlier: Before) -> set[str]:
    return {table for _, table in _sheets(connection)[len(earlier.sheets) :]}


def _renewed(connection: duckdb.DuckDBPyConnection, table: str, earlier: Before) -> seen.Within:
    """The days that are judged again."""
    moment = quoted(dictionary.tables()[table].times[0])
    since = timestamp(dt.datetime.combine(earlier.as_of, dt.time()))
    connection.execute(
        f"create or replace temp table {_DAYS} as select distinct cast({moment} as date) as day"
        f" from {quoted(table)} where {moment} >= {since} or source_id > {_last(earlier)}"
    )
    first, last = single(connection, f"select min(day), max(day) from {_DAYS}")
    # The bounds let whole stretches of the table be passed over, the days then decide.
    bounds = (
        f"{moment} >= date {literal(str(first))}"
        f" and {moment} < date {literal(str(last))} + interval 1 day"
        if first
        else "false"
    )
    rows = f"{bounds} and cast({moment} as date) in (select day from {_DAYS})"
    return seen.Within(table, rows)


def _last(earlier: Before) -> int:
    return max((sheet[0] for sheet in earlier.sheets), default=0)


def _sheets(connection: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    return connection.execute(
        "select source_id, table_name from sources order by source_id"
    ).fetchall()
