"""Which records a warehouse was judged from, where that was done elsewhere.

Such a warehouse holds the counts of all records, and of the records themselves those that are
few enough to be handed over (`kept`), or a look at the files in which they are.
"""

from dataclasses import dataclass

import duckdb

from heatqa import errors


@dataclass(frozen=True)
class Origin:
    """One table in one place; its rows are in the warehouse if they were `kept`."""

    place: str
    mark: str
    table: str
    rows: int
    kept: bool


def origins(connection: duckdb.DuckDBPyConnection) -> list[Origin]:
    """Where the records were judged; nothing where that was done in the warehouse itself."""
    known = "select 1 from duckdb_tables() where table_name = 'judged_from'"
    if not connection.execute(known).fetchall():
        # A warehouse of an earlier version.
        return []
    query = "select place, mark, table_name, rows, kept from judged_from order by all"
    return [Origin(*row) for row in connection.execute(query).fetchall()]


def note(connection: duckdb.DuckDBPyConnection, found: list[Origin]) -> None:
    """Write down where the records were judged, instead of what stood there."""
    connection.execute("delete from judged_from")
    rows = [(each.place, each.mark, each.table, each.rows, each.kept) for each in found]
    connection.executemany("insert into judged_from values (?, ?, ?, ?, ?)", rows)


def refuse_loads(connection: duckdb.DuckDBPyConnection) -> None:
    """Keep loads out of a warehouse whose records come from elsewhere: the next judging ends them.

    Raises:
        JudgedElsewhere: they do.
    """
    if found := origins(connection):
        raise errors.JudgedElsewhere(place=found[0].place)


def refuse_judging(connection: duckdb.DuckDBPyConnection) -> None:
    """Keep a warehouse from being judged again without all of its records.

    Raises:
        JudgedElsewhere: some are elsewhere only.
    """
    for origin in origins(connection):
        if not origin.kept:
            raise errors.JudgedElsewhere(place=origin.place)
