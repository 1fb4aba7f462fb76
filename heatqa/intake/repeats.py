"""Rules about rows that repeat each other, which no row shows by itself, as SQL."""

from heatqa.intake.rules import Rule
from heatqa.sql import quoted

# A probe that reports less often than this may well find the same value twice.
_READINGS_A_DAY = 4


def broken(rule: Rule, stored: str) -> str:
    """SQL for the `source_row` of the rows of one sheet that break a rule about several rows.

    Args:
        rule: The rule, with `same` or `unchanged_days`.
        stored: The stored rows of the sheet, as SQL.
    """
    return _same(rule, stored) if rule.same else _unchanged(rule, stored)


def _same(rule: Rule, stored: str) -> str:
    """Rows that are alike in columns that together tell records apart."""
    names = ", ".join(quoted(name) for name in rule.same)
    filled = " and ".join(f"{quoted(name)} is not null" for name in rule.same)
    alike = f"select {names} from {quoted(rule.table)} where {filled} group by all"
    return (
        f"select source_row from ({stored}) semi join ({alike} having count(*) > 1) using ({names})"
    )


def _unchanged(rule: Rule, stored: str) -> str:
    """Readings of days without any change, where enough such days follow each other."""
    probe = "household_key, coalesce(room, '')"
    value = quoted(rule.column)
    days = (
        f"select household_key, coalesce(room, '') as room, cast(measured_at as date) as day,"
        f" min({value}) as value from ({stored}) group by {probe}, cast(measured_at as date)"
        f" having min({value}) = max({value}) and count(*) >= {_READINGS_A_DAY}"
    )
    # Days that follow each other differ by as much as their places in the row of days.
    runs = (
        f"select *, day - row_number() over (partition by household_key, room, value order by day)"
        f"::integer as run from ({days})"
    )
    long = f"count(*) over (partition by household_key, room, value, run) >= {rule.unchanged_days}"
    stuck = f"select household_key, room, day from ({runs}) qualify {long}"
    return (
        f"select s.source_row from ({stored}) s semi join ({stuck}) d"
        f" on s.household_key = d.household_key and coalesce(s.room, '') = d.room"
        f" and cast(s.measured_at as date) = d.day"
    )
