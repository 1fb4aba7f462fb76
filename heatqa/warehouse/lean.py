"""Long tables lie lean: no columns that no export has brought, numbers for texts that come back.

A column that is empty in every row costs DuckDB as much on its way into a table as a full one. The
rows of a table of very many lie in one of their own, and under the table's name a view shows them
as the dictionary describes them.
"""

import itertools
from collections.abc import Collection

import duckdb

from heatqa import dictionary
from heatqa.sql import add_rows, literal, quoted, single
from heatqa.warehouse import layout, texts

_UNUSED, _FEW = "texts_unused", 250_000


def prepare(
    connection: duckdb.DuckDBPyConnection,
    table: dictionary.Table,
    brought: Collection[str],
    *,
    many: bool,
) -> bool:
    """Make ready for the rows of a sheet.

    Args:
        connection: A warehouse that is being written.
        table: The table.
        brought: The names of the columns that the sheet has.
        many: Whether so many rows come that their room counts.

    Returns:
        Whether a view was made anew.
    """
    now = layout.of(connection, table)
    lacking = sorted({*brought} - now.stored)
    # An earlier version worked out the columns that nobody had brought.
    if many or (lacking and not now.lean):
        held = single(connection, f"select exists (from {now.rows})")[0]
        if not held or not now.lean:
            _make(connection, table, brought, _filled(connection, table) if held else [])
            return True
    for name in lacking:
        column = _described(table, [name])
        connection.execute(f"alter table {now.rows} add column {column}")
    if lacking:
        show(connection, table)
    return bool(lacking)


def show(connection: duckdb.DuckDBPyConnection, table: dictionary.Table) -> None:
    """Make the view that shows the rows of a lean table, after its columns have changed."""
    now = layout.of(connection, table)
    rows = texts.as_texts(now.whole, now.numbered)
    connection.execute(f"create or replace view {quoted(table.name)} as {rows}")


def remove(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    """Take a table out of a warehouse, however its rows lie."""
    query = f"select count(*) from duckdb_views() where view_name = {literal(table)}"
    kind = "view" if single(connection, query)[0] else "table"
    connection.execute(f"drop {kind} if exists {quoted(table)}")
    connection.execute(f"drop table if exists {quoted(layout.lean_name(table))}")


def forget_texts(connection: duckdb.DuckDBPyConnection, after: int = 0) -> None:
    """Let go of the texts that no row has any more.

    Args:
        connection: A warehouse that is being written.
        after: Only of those whose numbers are greater; rows with none of these are passed over.
    """
    lies = [layout.of(connection, table) for table in dictionary.tables().values()]
    columns = [(now.rows, quoted(column)) for now in lies for column in now.numbered]
    if not columns:
        return
    connection.execute(
        f"create or replace temp table {_UNUSED} as"
        f" select number from {texts.TABLE} where number > {after}"
    )
    # Nearly all come back in row after row: what a few rows have need not be looked for in all.
    for rows_read in (f" limit {_FEW}", ""):
        for rows, column in columns:
            if single(connection, f"select exists (from {_UNUSED})")[0]:
                connection.execute(
                    f"delete from {_UNUSED} where number in"
                    f" (select {column} from {rows} where {column} > {after}{rows_read})"
                )
    connection.execute(f"delete from {texts.TABLE} where number in (select number from {_UNUSED})")
    connection.execute(f"drop table temp.{_UNUSED}")


def _make(
    connection: duckdb.DuckDBPyConnection,
    table: dictionary.Table,
    brought: Collection[str],
    filled: Collection[str],
) -> None:
    """Let a table lie lean from now on, first of all the rows that are there."""
    former = quoted(f"former_{table.name}")
    if filled:
        connection.execute(f"alter table {quoted(table.name)} rename to {former}")
    else:
        remove(connection, table.name)
    texts.create(connection)
    stored = [
        name for name in table.stored if name in {*brought, *filled, *dictionary.provenance()}
    ]
    into = quoted(layout.lean_name(table.name))
    connection.execute(f"create table {into} ({_described(table, stored)})")
    if filled:
        rows = f"(select {', '.join(map(quoted, filled))} from {former})"
        named = [name for name in filled if table.stored[name].recurs]
        add_rows(connection, into, texts.as_numbers(connection, rows, named))
        connection.execute(f"drop table {former}")
    show(connection, table)


def _described(table: dictionary.Table, names: Collection[str]) -> str:
    """Columns of a lean table, as SQL."""
    return ", ".join(f"{quoted(name)} {_type(table.stored[name])}" for name in names)


def _type(column: dictionary.Column) -> str:
    if column.recurs:
        return texts.NUMBER
    # Files, and the rows of one, are not so many that their numbers need twice the width.
    return "uinteger" if column.name in dictionary.provenance() else column.sql_type


def _filled(connection: duckdb.DuckDBPyConnection, table: dictionary.Table) -> list[str]:
    """The columns in which rows that are there have something."""
    counts = ", ".join(f"count({quoted(name)}) > 0" for name in table.stored)
    found = single(connection, f"select {counts} from {quoted(table.name)}")
    return list(itertools.compress(table.stored, found))
