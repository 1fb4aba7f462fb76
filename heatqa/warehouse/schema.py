"""The warehouse's tables, made from the dictionary, each column with its meaning as comment."""

from collections.abc import Iterable

import duckdb

from heatqa import dictionary
from heatqa.sql import literal, quoted
from heatqa.warehouse import layout, lean

# Tables that keep the books of loading; the dictionary describes only what exports bring.
BOOKS = ("loads", "sources", "rejects", "flags", "replaced", "own_rules", "judged_from")
# Columns of the books that earlier versions did not keep.
_ADDED = (
    ("loads", "undone_at", "timestamp"),
    ("sources", "unclocked_columns", "varchar[]"),
    ("sources", "homes_from_addresses", "boolean"),
    ("rejects", "reasons", "struct(rule varchar, column_name varchar)[]"),
)
_BOOKS_SQL = """
create table if not exists loads (
    load_id integer primary key, loaded_at timestamp, version varchar, files integer,
    rows_read bigint, loaded bigint, duplicates bigint, updates bigint, rejected bigint,
    key_mark varchar, undone_at timestamp);
create table if not exists sources (
    source_id integer primary key, load_id integer, file varchar, sheet varchar, sha256 varchar,
    bytes bigint, encoding varchar, profile varchar, table_name varchar, unread_columns varchar[],
    rows_read bigint, loaded bigint, duplicates bigint, updates bigint, rejected bigint,
    flagged bigint, skipped_lines bigint, read_columns varchar[], unclocked_columns varchar[],
    homes_from_addresses boolean);
create table if not exists rejects (
    source_id integer, source_row bigint, rule varchar, column_name varchar, found varchar,
    original json, reasons struct(rule varchar, column_name varchar)[]);
create table if not exists flags (
    table_name varchar, source_id integer, source_row bigint, rule varchar);
create table if not exists replaced (
    table_name varchar, source_id integer, source_row bigint, replaced_by integer, original json);
create table if not exists own_rules (rule varchar primary key, en varchar, zh varchar);
create table if not exists judged_from (
    place varchar, mark varchar, table_name varchar, rows bigint, kept boolean);
"""


def create(connection: duckdb.DuckDBPyConnection) -> None:
    """Make every table and column that is not there yet, as a warehouse may be older.

    A view that stands for a table is left as it is, unless its rows lie here as numbers.
    """
    connection.execute(_BOOKS_SQL)
    present = _comments(connection).keys()
    seen = views(connection)
    tables = [table for table in dictionary.tables().values() if table.name not in seen]
    known = {name for name, _ in present}
    described = [
        (table.name, column.name, column.sql_type)
        for table in tables
        for column in table.stored.values()
        if table.name in known
    ]
    for table, column, sql_type in (*_ADDED, *described):
        if (table, column) not in present:
            connection.execute(f"alter table {table} add column {quoted(column)} {sql_type}")
    for table in tables:
        if table.name not in known:
            connection.execute(table_sql(table))
    comment(connection, tables)
    for table in dictionary.tables().values():
        lacking = not all((table.name, column) in present for column in table.stored)
        if table.name in seen and lacking and layout.of(connection, table).lean:
            lean.show(connection, table)
            comment(connection, [table])


def views(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """The names under which queries are stored."""
    query = "select view_name from duckdb_views() where not internal and not temporary"
    return {row[0] for row in connection.execute(query).fetchall()}


def complete(connection: duckdb.DuckDBPyConnection) -> None:
    """Let a warehouse of an earlier version be read: views stand for what it lacks, empty."""
    query = (
        "select table_name, column_name from duckdb_columns() "
        "where database_name = current_database() and not internal"
    )
    present = set(connection.execute(query).fetchall())
    known = {name for name, _ in present}
    for table in dictionary.tables().values():
        lacking = [c for c in table.stored.values() if (table.name, c.name) not in present]
        nulls = [f"cast(null as {c.sql_type}) as {quoted(c.name)}" for c in lacking]
        if not lacking:
            continue
        stored = f"select {', '.join(nulls)} where false"
        if table.name in known:
            # Temporary names hide stored ones, so the stored one is named in full.
            (database,) = connection.execute("select current_database()").fetchall()[0]
            whole = f"{quoted(database)}.main.{quoted(table.name)}"
            stored = f"select *, {', '.join(nulls)} from {whole}"
        connection.execute(f"create temp view {quoted(table.name)} as {stored}")


def table_sql(table: dictionary.Table, name: str | None = None) -> str:
    """The statement that makes a table of the dictionary, under another name if given."""
    columns = ", ".join(
        f"{quoted(column.name)} {column.sql_type}" for column in table.stored.values()
    )
    return f"create table if not exists {quoted(name or table.name)} ({columns})"


def _comments(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str | None], str | None]:
    """What every column, and under no column's name every table, is commented with."""
    query = (
        "select table_name, column_name, comment from duckdb_columns() where not internal"
        " union all select table_name, null, comment from duckdb_tables() where not internal"
        " union all select view_name, null, comment from duckdb_views() where not internal"
    )
    rows = connection.execute(query).fetchall()
    return {(table, column): comment for table, column, comment in rows}


def comment(connection: duckdb.DuckDBPyConnection, tables: Iterable[dictionary.Table]) -> None:
    """Say in the database what tables and columns mean, where it does not say so yet."""
    said = _comments(connection)
    looked_at = views(connection)
    for table in tables:
        kind = "view" if table.name in looked_at else "table"
        meant: dict[str | None, str] = {None: _both(table.row)}
        for column in table.stored.values():
            unit = f" [{column.unit}]" if column.unit else ""
            meant[column.name] = _both(column.means) + unit
        for name, comment in meant.items():
            if said[table.name, name] != comment:
                what = (
                    f"column {quoted(table.name)}.{quoted(name)}"
                    if name
                    else f"{kind} {quoted(table.name)}"
                )
                connection.execute(f"comment on {what} is {literal(comment)}")


def _both(texts: dict[str, str]) -> str:
    return f"{texts['en']} / {texts['zh']}"
