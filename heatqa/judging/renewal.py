"""The cube after one more load: readings are judged again on the days that it touched, no others.

What a reading is worth rests on its own day; a case may hang on a visit, a call or a deadline of
any other. So the cases, which are few, are all judged again, and the readings, which are many,
only on days with rows of the load and from the moment on up to which they were judged before.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import duckdb

from heatqa import dictionary
from heatqa.clauses import Catalogue
from heatqa.judging import cube, day_sums, facts, seen, source_sql
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
    daily: list[str] = []
    if earlier and _grown(connection, earlier, cube.fingerprint(catalogue, settings), as_of):
        touched = _touched(connection, earlier)
        daily = [name for name in _by_day() if _stands(connection, name, touched, earlier, as_of)]
    if not earlier or not daily:
        cube.build(connection, catalogue, settings, as_of)
        return
    others = [name for name in facts.sources() if name not in daily]
    cube.recount(connection, catalogue, settings, as_of, sources=others)
    for table in sorted({facts.sources()[name].by_day or "" for name in daily}):
        same = [name for name in daily if facts.sources()[name].by_day == table]
        within = _renewed(connection, table, earlier)
        cube.recount(connection, catalogue, settings, as_of, sources=same, within=within)
        connection.execute(f"drop table temp.{_DAYS}")
    cube.sign(connection, catalogue, settings, as_of)


def _summed(connection: duckdb.DuckDBPyConnection, earlier: Before | None) -> int | None:
    """The last sheet up to which the sums of readings stand, if they do."""
    if earlier is None or not earlier.summed or not _only_more(connection, earlier):
        return None
    kinds = {dictionary.tables()[table].kind for table in _touched(connection, earlier)}
    # A register may have given places in any row another name.
    return _last(earlier) if kinds <= {"fact"} else None


def _only_more(connection: duckdb.DuckDBPyConnection, earlier: Before) -> bool:
    """Whether the warehouse is the earlier one and more."""
    return _sheets(connection)[: len(earlier.sheets)] == earlier.sheets


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


def _stands(
    connection: duckdb.DuckDBPyConnection,
    source: str,
    touched: set[str],
    earlier: Before,
    as_of: dt.datetime,
) -> bool:
    """Whether verdicts on days without new rows stand: nothing else that they rest on has moved."""
    tables = dictionary.tables()
    if any(tables[table].kind != "fact" for table in touched):
        # A register may have given places in any row another name.
        return False
    rest = source_sql.made_from(source) - {facts.sources()[source].by_day or ""}
    return rest.isdisjoint(touched) and not any(
        _moved(connection, tables[table], earlier.as_of, as_of) for table in rest
    )


def _moved(
    connection: duckdb.DuckDBPyConnection,
    table: dictionary.Table,
    since: dt.datetime,
    until: dt.datetime,
) -> bool:
    """Whether anything in a table came to be known between two moments without being loaded."""
    tests = " or ".join(
        f"({quoted(c.name)} > {timestamp(since)} and {quoted(c.name)} <= {timestamp(until)})"
        for c in table.columns.values()
        if c.kind in ("time", "date") and c.name not in seen.PLANNED
    )
    query = f"select exists (from {quoted(table.name)} where {tests or 'false'})"
    return bool(single(connection, query)[0])


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
    return seen.Within(table, _DAYS, rows)


def _last(earlier: Before) -> int:
    return max((sheet[0] for sheet in earlier.sheets), default=0)


def _sheets(connection: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    return connection.execute(
        "select source_id, table_name from sources order by source_id"
    ).fetchall()


def _by_day() -> list[str]:
    return [name for name, source in facts.sources().items() if source.by_day]
