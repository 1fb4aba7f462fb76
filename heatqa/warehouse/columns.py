"""Columns that no export has brought yet take no room in tables of many rows.

A column that is empty in every row costs DuckDB as much on its way into a table as a full one.
Until an export brings such a column it is worked out as nothing, and looks like any other.
"""

from collections.abc import Collection

import duckdb

from heatqa import dictionary
from heatqa.sql import literal, quoted, single
from heatqa.warehouse import schema


def stored(connection: duckdb.DuckDBPyConnection, table: str) -> set[str]:
    """The columns of a table that can be written."""
    query = (
        f"select column_name from duckdb_columns() where table_name = {literal(table)}"
        f" and database_name = current_database() and not is_generated"
    )
    return {row[0] for row in connection.execute(query).fetchall()}


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
    into = quoted(table.name)
    anew = many and not single(connection, f"select exists (from {into})")[0]
    if anew:
        lacking = {*table.columns} - {*brought}
        columns = ", ".join(
            f"{quoted(name)} {column.sql_type}" + (_nothing(column) if name in lacking else "")
            for name, column in table.stored.items()
        )
        connection.execute(f"create or replace table {into} ({columns})")
    unstored = sorted({*brought} - stored(connection, table.name))
    for name in unstored:
        connection.execute(f"alter table {into} drop column {quoted(name)}")
        column = f"{quoted(name)} {table.stored[name].sql_type}"
        connection.execute(f"alter table {into} add column {column}")
    if anew or unstored:
        schema.comment(connection, [table])


def _nothing(column: dictionary.Column) -> str:
    return f" generated always as (null::{column.sql_type}) virtual"
