"""Readings summed by day when they come in, so that judging a season does not read each again.

What clauses ask of a reading is its day, place and room, and on which side of their limits it lies;
of a room or a household the same of its day's mean. Of these a season has a few for every thousand
readings. But for the limits nothing that readings are judged by goes into the sums, neither choices
nor the moment; with other limits every reading is read. A load sums its own days again.
"""

import datetime as dt
from collections.abc import Collection
from importlib import resources

import duckdb

from heatqa import dictionary
from heatqa.judging import alike, seen
from heatqa.judging.engine import Engine, Local, timestamp
from heatqa.sql import literal, quoted, single
from heatqa.warehouse import layout, stretches, texts

TABLE, _LIMITS = "day_sums", "day_sums_of"
READINGS = "temperatures"
# What a clause may ask for, by source; where one asks for more, every reading is read.
_ANY = {"day", "community_id", "team", "room_celsius", "valid", "living"}
_ANY |= {"in_season", "starting_up", "during_outage"}
TOLD = {
    "rooms": _ANY | {"room", "method"},
    "room_days": _ANY | {"room"},
    "household_days": _ANY,
}
_READINGS = dictionary.tables()[READINGS]
_MOMENT = quoted(_READINGS.times[0])
_DAY = f"cast({_MOMENT} as date)"
_STORED = (
    "summed varchar, day date, community_id varchar, room varchar, method varchar, "
    "valid boolean, room_celsius double, records bigint"
)
# The record's own name, put together only where nothing else tells homes apart.
_HOME = "coalesce(household_key, sensor_id, concat_ws('@', room, cast(measured_at as varchar)))"
_LIVED_IN = "('living_room', 'bedroom', 'second_bedroom', 'study')"
_LIVING = f"coalesce(room, 'living_room') in {_LIVED_IN}"
_KEPT = frozenset(column.split()[0] for column in _STORED.split(", "))


def make(connection: duckdb.DuckDBPyConnection, limits: Collection[float]) -> None:
    """Sum all readings of a warehouse that is being written, told apart by limits."""
    connection.execute(f"create or replace table {TABLE} ({_STORED})")
    connection.execute(f"create or replace table {_LIMITS} (limits double[])")
    connection.execute(f"insert into {_LIMITS} values ($1)", [sorted(limits)])
    rows = layout.of(connection, _READINGS).rows
    for days in stretches.of_days(connection, rows, _MOMENT):
        _sum(connection, days, limits)


def renew(
    connection: duckdb.DuckDBPyConnection, limits: Collection[float], since: int | None
) -> None:
    """Sum the days again of which sheets after a given one brought readings.

    Args:
        connection: A warehouse that is being written.
        limits: What readings are held against.
        since: The number of the last sheet whose readings are all in the sums; nothing for all
            readings anew.
    """
    if since is None or _told(Local(connection)) != frozenset(limits):
        make(connection, limits)
        return
    rows = layout.of(connection, _READINGS).rows
    touched = f"select distinct {_DAY} as day from {rows} where source_id > {since}"
    connection.execute(f"create or replace temp table summed_again as {touched}")
    first, last = single(connection, "select min(day), max(day) from summed_again")
    if first is not None:
        # The bounds let whole stretches of the table be passed over.
        connection.execute(f"delete from {TABLE} where day in (from summed_again)")
        days = (
            f"{_MOMENT} >= date {literal(str(first))}"
            f" and {_MOMENT} < date {literal(str(last))} + interval 1 day"
            f" and {_DAY} in (from summed_again)"
        )
        _sum(connection, days, limits)
    connection.execute("drop table temp.summed_again")


def forget(connection: duckdb.DuckDBPyConnection) -> None:
    """Throw the sums away."""
    connection.execute(f"drop table if exists {TABLE}; drop table if exists {_LIMITS}")


def stored_limits(engine: Engine) -> frozenset[float] | None:
    """The limits of the sums beside the readings; nothing where they are not of all of them."""
    limits = _told(engine)
    if limits is None:
        return None
    summed = f"select sum(records) from {TABLE} where summed = 'reading'"
    rows = layout.rows(engine.rows)[READINGS]
    whole = f"select coalesce(({summed}), 0) = (select count(*) from {rows})"
    return limits if engine.row(whole)[0] else None


def stand(engine: Engine) -> alike.Sums:
    """What the sums beside the readings tell; nothing where there are none."""
    limits = stored_limits(engine)
    return alike.Sums() if limits is None else alike.Sums(limits, TOLD)


def seen_at(as_of: dt.datetime, within: seen.Within | None, limits: Collection[float]) -> str:
    """SQL for the sums as known at a moment, with the columns of readings, `summed`, `records`.

    Of the day of that moment only the readings up to it are summed.

    Args:
        as_of: The moment.
        within: The days that are seen, if not all.
        limits: What the sums tell apart.
    """
    midnight = timestamp(dt.datetime.combine(as_of, dt.time()))
    since = f"{_MOMENT} >= {midnight} and {_MOMENT} <= {timestamp(as_of)}"
    last_day = f"(select * from {READINGS} where {since})"
    every = (
        f"select * from {TABLE} where coalesce(day < {midnight}, true)"
        f" union all ({_sums(last_day, limits)})"
    )
    columns = ", ".join(
        quoted(c.name) if c.name in _KEPT else f"cast(null as {c.sql_type}) as {quoted(c.name)}"
        for c in _READINGS.stored.values()
        if c.name != _READINGS.times[0]
    )
    rows = f"select summed, records, cast(day as timestamp) as {_MOMENT}, {columns} from ({every})"
    more = ("summed", "records")
    return seen.seen(_READINGS, as_of, within=within and within.of(_READINGS), rows=rows, more=more)


def _told(engine: Engine) -> frozenset[float] | None:
    """The limits of the sums, be they of all readings or not."""
    query = f"select count(*) from duckdb_tables() where table_name = {literal(_LIMITS)}"
    if not isinstance(engine, Local) or not engine.row(query)[0]:
        # Facts that lie elsewhere, or a warehouse of an earlier version.
        return None
    return frozenset(engine.row(f"select limits from {_LIMITS}")[0])


def _sum(connection: duckdb.DuckDBPyConnection, days: str, limits: Collection[float]) -> None:
    """Sum the readings of some days."""
    now = layout.of(connection, _READINGS)
    homeless = f"select exists (from {now.rows} where household_key is null and {days})"
    if "household_key" not in now.numbered or single(connection, homeless)[0]:
        sums = _sums(f"(select * from {READINGS} where {days})", limits)
    else:
        living = _LIVING
        if "room" in now.numbered:
            lived_in = f"select number from {texts.TABLE} where text in {_LIVED_IN}"
            # Among no texts at all nothing is not nothing, but false.
            living = f"(room is null or room in ({lived_in}))"
        rows = f"(select * from {now.whole} where {days})"
        sums = _sums(rows, limits, home="household_key", living=living)
        sums = texts.as_texts(f"({sums})", [n for n in now.numbered if n in _KEPT])
    connection.execute(f"insert into {TABLE} by name {sums}")


def _sums(rows: str, limits: Collection[float], home: str = _HOME, living: str = _LIVING) -> str:
    text = (resources.files("heatqa.judging") / "day_sums.sql").read_text(encoding="utf-8")
    told = alike.told_apart("room_celsius", sorted(limits))
    mean = alike.told_apart("thousandths / (1000 * measured)", sorted(limits))
    return text.format(rows=rows, home=home, living=living, told_apart=told, mean_told_apart=mean)
