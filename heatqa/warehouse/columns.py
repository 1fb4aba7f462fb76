"""Columns that no export has brought yet take no room in tables of many rows.

A column that is empty in every row costs DuckDB as much on its way into a table as a full one.
Until an export brings such a column it is worked out as nothing, and looks like any other.
"""

import itertools
from collections.abc import Collection

import duckdb

from heatqa import dictionary
from heatqa.sql import quoted, single
from heatqa.warehouse import layout, numbered, schema


def prepare(
    connection: duckdb.DuckDBPyConnection,
    table: dictionary.Table,
    brought: Collection[str],
    *,
    many: bool,
) -> None:
    """Make the columns that a sheet brings ready to be written.

    Args:
        connection: A warehouse that is being written.
        table: The table.
        brought: The names of the columns.
        many: Whether so many rows come that the room of the others counts.
    """
    anew = many and _make_lean(connection, table, brought)
    now = layout.of(connection, table)
    unstored = sorted({*brought} - now.stored)
    for name in unstored:
        connection.execute(f"alter table {now.rows} drop column {quoted(name)}")
        if not now.lean:
            column = f"{quoted(name)} {table.stored[name].sql_type}"
            connection.execute(f"alter table {now.rows} add column {column}")
    if now.lean and unstored:
        numbered.add(connection, table, unstored)
    if anew or unstored:
        schema.comment(connection, [table])


def _make_lean(
    connection: duckdb.DuckDBPyConnection, table: dictionary.Table, brought: Collection[str]
) -> bool:
    """Let a table of many rows take as little room as it may; whether that was to be done."""
    recurring = any(column.recurs for column in table.columns.values())
    now = layout.of(connection, table)
    held = single(connection, f"select exists (from {now.rows})")[0]
    if held and (not recurring or now.lean):
        return False
    filled = _filled(connection, table) if held else []
    described = ", ".join(
        f"{quoted(name)} {numbered.sql_type(column) if recurring else column.sql_type}"
        if name in {*brought, *filled} or name not in table.columns
        else f"{quoted(name)} {column.sql_type} {_nothing(column)}"
        for name, column in table.stored.items()
    )
    if recurring:
        numbered.make(connection, table, described, filled)
    else:
        connection.execute(f"create or replace table {now.rows} ({described})")
    return True


def _filled(connection: duckdb.DuckDBPyConnection, table: dictionary.Table) -> list[str]:
    """The columns in which rows that are there have something."""
    counts = ", ".join(f"count({quoted(name)}) > 0" for name in table.stored)
    found = single(connection, f"select {counts} from {quoted(table.name)}")
    return list(itertools.compress(table.stored, found))


def _nothing(column: dictionary.Column) -> str:
    return f"generated always as (null::{column.sql_type}) virtual"
