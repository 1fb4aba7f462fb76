"""Stretches of days whose rows are grouped at once, so that grouping grows no faster than rows."""

import itertools
from collections.abc import Iterator

import duckdb

from heatqa.sql import literal
from heatqa.warehouse import memory

# The groups of more rows than this no longer lie close together in memory.
AT_ONCE = 8_000_000


def of_days(
    connection: duckdb.DuckDBPyConnection, rows: str, moment: str | None = None
) -> Iterator[str]:
    """Conditions, each true for some days, of which one is true for every row.

    Args:
        connection: Where the rows are.
        rows: The rows, as SQL.
        moment: The column by whose day they are parted, as SQL; without one, they are one part.

    Yields:
        One condition each; before the next, what the database keeps of the last is let go of.

    Example:
        >>> with duckdb.connect() as connection:
        ...     rows = "(select timestamp '2026-01-05 08:00' as moment)"
        ...     list(of_days(connection, rows, "moment"))
        ['true']
    """
    first, *others = _conditions(connection, rows, moment) if moment else ["true"]
    yield first
    for other in others:
        memory.let_go(connection)
        yield other


def _conditions(connection: duckdb.DuckDBPyConnection, rows: str, moment: str) -> list[str]:
    days = connection.execute(
        f"select cast({moment} as date) as day, count(*) from {rows} group by 1"
        " order by 1 nulls first"
    ).fetchall()
    firsts, held = [], 0
    for day, count in days:
        if held and day is not None and held + count > AT_ONCE:
            firsts.append(f"date {literal(str(day))}")
            held = 0
        held += count
    if not firsts:
        return ["true"]
    between = [
        f"{moment} >= {first} and {moment} < {then}" for first, then in itertools.pairwise(firsts)
    ]
    # Rows without a day belong to the first.
    begins = f"({moment} < {firsts[0]} or {moment} is null)"
    return [begins, *between, f"{moment} >= {firsts[-1]}"]
