"""The tables that all three judge, and a city of as many cases as wanted."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb
import polars as pl

from heatqa import dictionary
from heatqa.judging import seen, workdays
from heatqa.sql import quoted

NAMES = ("tickets", "visits", "calls", "ratings", "notices")
# The exports that they come from; the register brings other spellings of communities together.
FILES = ("communities", "hotline", "workorders", "visits", "ratings", "notices")
COUNTS = ("met", "missed", "pending", "cannot_tell")
# What names a record or a person in one city, and another in the next.
_OWN = (
    *("ticket_id", "parent_ticket_id", "visit_id", "call_id", "rating_id", "notice_id"),
    *("about_id", "household_key", "customer_key", "phone_key", "caller_key", "callee_key"),
)
# So many copies share the names of their communities: a city of a thousand communities.
_CITIES = 20


@dataclass(frozen=True)
class Tables:
    """What is judged: the exported tables, the moment, urgent categories, working days."""

    frames: Mapping[str, pl.DataFrame]
    as_of: dt.datetime
    urgent: Sequence[str]
    working_days: pl.DataFrame


@dataclass(frozen=True)
class Described:
    """Of a table: which times say when a row began, which are events, which codes are known."""

    times: tuple[str, ...]
    events: tuple[str, ...]
    strict: Mapping[str, Sequence[str]]


def described(name: str) -> Described:
    table = dictionary.tables()[name]
    columns = table.columns.values()
    return Described(
        table.times,
        tuple(c.name for c in columns if c.kind in ("time", "date") and c.name not in seen.PLANNED),
        {c.name: tuple(c.codes) for c in columns if c.strict},
    )


def multiply(connection: duckdb.DuckDBPyConnection, tickets: int) -> None:
    """Make a loaded city many times as large, each copy with cases and people of its own."""
    (have,) = connection.execute("select count(*) from tickets").fetchall()[0]
    copies = -(-tickets // have)
    for name in NAMES:
        columns = [row[0] for row in connection.execute(f"describe {name}").fetchall()]
        changed = [
            f"{quoted(column)} || '-' || copy as {quoted(column)}"
            for column in columns
            if column in _OWN
        ]
        changed.append(f"community_id || '-' || (copy % {_CITIES}) as community_id")
        connection.execute(
            f"create or replace table more as select t.* replace ({', '.join(changed)})"
            f" from {name} t, range({copies}) c(copy)"
        )
        connection.execute(f"delete from {name}")
        connection.execute(f"insert into {name} by name from more")
    connection.execute("drop table more")


def read(
    connection: duckdb.DuckDBPyConnection, as_of: dt.datetime, urgent: Sequence[str]
) -> Tables:
    """The tables in memory, without what people said."""
    frames = {}
    for name in NAMES:
        spoken = [
            column.name
            for column in dictionary.tables()[name].columns.values()
            if column.kind == "free_text"
        ]
        left_out = f" exclude ({', '.join(map(quoted, spoken))})" if spoken else ""
        frames[name] = connection.sql(f"select *{left_out} from {name}").pl()
    first = frames["tickets"]["accepted_at"].min()
    assert isinstance(first, dt.datetime)  # noqa: S101 - there are cases
    days = workdays.deadlines(first.date(), as_of.date(), [5, 10])
    return Tables(frames, as_of, urgent, days)
