"""What customers wait for: answer, arrival, repair and reply, with those that still wait."""

import datetime as dt
import functools
import tomllib
from dataclasses import dataclass
from importlib import resources

import duckdb
import polars as pl

from heatqa import errors
from heatqa.judging import calendars, evidence, facts, workdays
from heatqa.judging.engine import Local
from heatqa.judging.period import Period
from heatqa.judging.scorecard import bounds
from heatqa.language import pick
from heatqa.settings import Settings
from heatqa.sql import quoted
from heatqa.statistics import clocks

NATURAL, WORKING = CLOCKS = ("natural", "working")
_GROUPS = ("record_id", "day", "team", "community_id")


@dataclass(frozen=True)
class Wait:
    """One kind of wait, as `waits.toml` describes it."""

    name: str
    fact: str
    where: str
    start: str
    stop: str
    label: dict[str, str]
    gave_up: str | None = None
    over: tuple[str, ...] = ()


@functools.cache
def kinds() -> dict[str, Wait]:
    """Every kind of wait, by name."""
    text = (resources.files("heatqa.judging") / "waits.toml").read_text(encoding="utf-8")
    return {
        name: Wait(name=name, **entry | {"over": tuple(entry.get("over", ()))})
        for name, entry in tomllib.loads(text).items()
    }


def label(name: str) -> str:
    """What is waited for, in the user's language."""
    return pick(_kind(name).label)


def waits(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    as_of: dt.datetime,
    *,
    kind: str,
    period: Period,
    clock: str = NATURAL,
) -> pl.DataFrame:
    """How long each record waited, or has waited so far.

    The working clock runs all day on working days and stands still on other days. A wait cannot
    be told where its start is missing, its stop lies before its start, only the day of an end is
    known, the matter is over without a stop, or the condition on it is unknown.

    Args:
        connection: A warehouse.
        settings: The company's season.
        as_of: The moment up to which open records have waited.
        kind: `answer`, `arrival`, `repair` or `reply`.
        period: The days on which waits began; records without a day are in every period.
        clock: `natural` or `working`.

    Returns:
        One row per record, in the order in which waits began: `record_id`, `day`, `team`,
        `community_id`, `start_at`, `wait_seconds` (null where it cannot be told) and `ended`,
        false where the wait was still going on after that time. Empty where no export brought a
        column that the wait needs.

    Raises:
        WaitUnknown, ClockUnknown: there is no such kind of wait, or no such clock.
    """
    found = _kind(kind)
    facts.prepare(connection, as_of, settings, wanted={found.fact})
    start, stop = quoted(found.start), quoted(found.stop)
    over = f"coalesce({', '.join(map(quoted, found.over))})" if found.over else "null"
    gave_up = quoted(found.gave_up) if found.gave_up else "cast(null as timestamp)"
    source, days_only = facts.sources()[found.fact], facts.days_only(Local(connection))
    ends = (found.start, found.stop, *((found.gave_up,) if found.gave_up else ()))
    bare = " or ".join(source.day_only(end, days_only) for end in ends)
    if found.start in source.counted:
        bare = f"not {source.counted[found.start]} and ({bare})"
    query = (
        f"select {', '.join(_GROUPS)}, {start} as start_at, {stop} as stop_at, "
        f"{gave_up} as gave_up_at, {over} is not null as is_over, ({found.where}) as meant, "
        f"{bare} as bare "
        f"from fact_{found.fact} where coalesce({found.where}, true) "
        "and (day is null or day between ? and ?) order by start_at, record_id"
    )
    frame = connection.sql(query, params=list(bounds(period))).pl()
    if _lacks(connection, found):
        frame = frame.clear()
    return _timed(frame, as_of, clock).select(*_GROUPS, "start_at", "wait_seconds", "ended")


def elapsed(start: pl.Series, stop: pl.Series, clock: str) -> pl.Series:
    """Seconds between two moments on the natural or the working clock.

    Null where one is missing; on the working clock also where one lies before
    `calendars.EARLIEST`, for which there is no calendar.

    Raises:
        ClockUnknown: there is no such clock.
    """
    if clock == NATURAL:
        return (stop - start).dt.total_microseconds() / 1e6
    if clock != WORKING:
        raise errors.ClockUnknown(found=clock, known=", ".join(CLOCKS))
    earliest = dt.datetime.combine(calendars.EARLIEST, dt.time())
    start, stop = (moment.set(moment < earliest, None) for moment in (start, stop))
    moments = pl.concat([start, stop]).drop_nulls()
    if moments.is_empty():
        return pl.Series([None] * len(start), dtype=pl.Float64)
    first, last = moments.dt.date().min(), moments.dt.date().max()
    return clocks.open_seconds(start, stop, workdays.stretches(first, last))  # type: ignore[arg-type]


def _timed(frame: pl.DataFrame, as_of: dt.datetime, clock: str) -> pl.DataFrame:
    """The frame with `wait_seconds` and `ended`."""
    now = pl.lit(as_of, dtype=pl.Datetime("us"))
    ended = pl.col("stop_at").is_not_null()
    frame = frame.with_columns(
        ended=ended,
        until_at=pl.coalesce("stop_at", "gave_up_at", pl.when(~pl.col("is_over")).then(now)),
    )
    seconds = elapsed(frame["start_at"], frame["until_at"], clock)
    told = pl.col("meant").fill_null(value=False) & ~pl.col("bare")
    told &= pl.col("start_at") <= pl.col("until_at")
    return frame.with_columns(pl.when(told).then(seconds).alias("wait_seconds"))


def _kind(name: str) -> Wait:
    known = kinds()
    if name not in known:
        raise errors.WaitUnknown(found=name, known=", ".join(known))
    return known[name]


def _lacks(connection: duckdb.DuckDBPyConnection, kind: Wait) -> bool:
    """Whether no export brought a column without which nothing can be timed."""
    known = evidence.brought(connection)
    source = facts.sources()[kind.fact]
    return bool(known) and any(
        origins and not known.intersection(origins)
        for origins in (source.origins(kind.start), source.origins(kind.stop))
    )
