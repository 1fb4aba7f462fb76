"""Rules about rows that repeat each other, which no row shows by itself, as SQL."""

import duckdb

from heatqa.intake.rules import Rule
from heatqa.sql import quoted
from heatqa.warehouse import stretches

DAYS, BESIDE = "unchanged_days", "days_beside"
# A probe that reports less often than this may well find the same value twice.
_READINGS_A_DAY = 4


def broken(connection: duckdb.DuckDBPyConnection, rule: Rule, rows: str, stored: str) -> str:
    """SQL for the `source_row` of the rows of one sheet that break a rule about several rows.

    Args:
        connection: Where they are.
        rule: The rule, with `same` or `unchanged_days`.
        rows: Where all rows of its table lie, as SQL.
        stored: Those of the sheet, as SQL.
    """
    if rule.same:
        return _same(rule, rows, stored)
    _find_days(connection, rule, stored)
    return _unchanged(rule, stored)


def _same(rule: Rule, rows: str, stored: str) -> str:
    """Rows that are alike in columns that together tell records apart."""
    names = ", ".join(quoted(name) for name in rule.same)
    filled = " and ".join(f"{quoted(name)} is not null" for name in rule.same)
    alike = f"select {names} from {rows} where {filled} group by all"
    return (
        f"select source_row from ({stored}) semi join ({alike} having count(*) > 1) using ({names})"
    )


def _find_days(connection: duckdb.DuckDBPyConnection, rule: Rule, stored: str) -> None:
    """Make the temporary table of days on which a room's readings did not change.

    Of as many days on end as the rule asks for, one is a multiple of that number. Those days are
    looked at first, the others only beside one on which nothing changed.
    """
    value, apart = quoted(rule.column), rule.unchanged_days
    unchanged = (
        f"select household_key, room, day, min({value}) as value from ({{}}) group by all"
        f" having min({value}) = max({value}) and count(*) >= {_READINGS_A_DAY}"
    )
    rows = f"select *, cast(measured_at as date) as day from ({stored})"
    first = f"(day - date '2000-01-01') % {apart} = 0"
    parts = stretches.of_days(connection, f"({stored})", "measured_at")
    for number, stretch in enumerate(parts):
        into = f"insert into {DAYS}" if number else f"create or replace temp table {DAYS} as"
        looked_at = f"select * from ({rows}) where {stretch} and {first}"
        connection.execute(f"{into} {unchanged.format(looked_at)}")
    connection.execute(
        f"create or replace temp table {BESIDE} as select distinct household_key, room,"
        f" day + unnest(range(1 - {apart}, {apart}))::integer as day from {DAYS}"
    )
    others = (
        f"select r.* from ({rows}) r semi join {BESIDE} b on r.household_key = b.household_key"
        f" and r.room is not distinct from b.room and r.day = b.day where not {first}"
    )
    connection.execute(f"insert into {DAYS} {unchanged.format(others)}")


def _unchanged(rule: Rule, stored: str) -> str:
    """Readings of days without any change, where enough such days follow each other."""
    # Days that follow each other differ by as much as their places in the row of days.
    runs = (
        "select *, day - row_number() over (partition by household_key, room, value order by day)"
        f"::integer as run from {DAYS}"
    )
    long = f"count(*) over (partition by household_key, room, value, run) >= {rule.unchanged_days}"
    stuck = f"select household_key, room, day from ({runs}) qualify {long}"
    return (
        f"select s.source_row from ({stored}) s semi join ({stuck}) d"
        f" on s.household_key = d.household_key and s.room is not distinct from d.room"
        f" and cast(s.measured_at as date) = d.day"
    )
