"""Texts that come back in row after row of a long table lie in it as numbers.

A season's readings name a few thousand homes, each of them thousands of times. To store such a key
costs several times as much as its number, and so does all that groups and compares by it. The rows
then lie in a table of their own, `texts` says which text each number stands for, and under the name
of the table a view shows them as the dictionary describes them.
"""

from collections.abc import Collection, Iterable

import duckdb
import numpy as np
import pyarrow as pa

from heatqa import dictionary
from heatqa.sql import add_rows, literal, quoted, shown, single
from heatqa.warehouse import layout

TEXTS = "texts"
_TEXTS_SQL = f"create table if not exists {TEXTS} (number integer, text varchar)"


def sql_type(column: dictionary.Column) -> str:
    """The type of a column of such rows."""
    return layout.NUMBER if column.recurs else column.sql_type


def make(
    connection: duckdb.DuckDBPyConnection,
    table: dictionary.Table,
    described: str,
    kept: Collection[str],
) -> None:
    """Let the rows of a table lie so from now on, first of all those that are there.

    Args:
        connection: A warehouse that is being written.
        table: The table.
        described: The columns of the rows, as SQL.
        kept: The columns in which rows that are there have something.
    """
    former = quoted(f"former_{table.name}")
    if kept:
        connection.execute(f"alter table {quoted(table.name)} rename to {former}")
    else:
        remove(connection, table.name)
    connection.execute(_TEXTS_SQL)
    connection.execute(f"create table {quoted(layout.of_numbers(table.name))} ({described})")
    if kept:
        now = layout.of(connection, table)
        rows = f"(select {', '.join(map(quoted, kept))} from {former})"
        named = [name for name in now.numbered if name in kept]
        add_rows(connection, now.rows, numbers_for(connection, rows, named))
        connection.execute(f"drop table {former}")
    show(connection, table)


def add(
    connection: duckdb.DuckDBPyConnection, table: dictionary.Table, names: Iterable[str]
) -> None:
    """Let columns be written that the rows have not had so far."""
    for name in names:
        rows, column = layout.of_numbers(table.name), table.stored[name]
        connection.execute(f"alter table {rows} add column {quoted(name)} {sql_type(column)}")
    show(connection, table)


def show(connection: duckdb.DuckDBPyConnection, table: dictionary.Table) -> None:
    """Make the view that shows the rows, after their columns have changed."""
    names = ", ".join(map(quoted, table.stored))
    now = layout.of(connection, table)
    connection.execute(
        f"create or replace view {quoted(table.name)} as"
        f" select {names} from ({texts_for(now.rows, now.numbered)})"
    )


def remove(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    """Take a table out of a warehouse, however its rows lie."""
    query = f"select count(*) from duckdb_views() where view_name = {literal(table)}"
    kind = "view" if single(connection, query)[0] else "table"
    connection.execute(f"drop {kind} if exists {quoted(table)}")
    connection.execute(f"drop table if exists {quoted(layout.of_numbers(table))}")


def of_texts(connection: duckdb.DuckDBPyConnection, texts: pa.Array) -> pa.Array:
    """The numbers of texts, those of new ones given now."""
    given = pa.table({"place": np.arange(len(texts)), "text": texts})
    with shown(connection, given) as rows:
        _give(connection, f"select text from {rows}")
        query = f"select number from {rows} left join {TEXTS} using (text) order by place"
        return connection.sql(query).to_arrow_table()["number"].combine_chunks()


def numbers_for(connection: duckdb.DuckDBPyConnection, rows: str, named: Collection[str]) -> str:
    """SQL for rows with numbers in place of texts, those of new ones given now.

    Args:
        connection: A warehouse that is being written.
        rows: A table, or a query in brackets.
        named: The columns that hold texts and shall hold numbers.
    """
    for column in named:
        _give(connection, f"select {quoted(column)} as text from {rows}")
    return _exchanged(rows, named, "text", "number")


def texts_for(rows: str, named: Collection[str]) -> str:
    """SQL for rows with texts in place of numbers.

    Args:
        rows: A table, or a query in brackets.
        named: The columns that hold numbers and shall hold texts.
    """
    return _exchanged(rows, named, "number", "text")


def _exchanged(rows: str, named: Collection[str], given: str, wanted: str) -> str:
    if not named:
        return f"select * from {rows}"
    places = {column: f"of_{place}" for place, column in enumerate(named)}
    put = ", ".join(f"{place}.{wanted} as {quoted(column)}" for column, place in places.items())
    joins = " ".join(
        f"left join {TEXTS} {place} on {place}.{given} = given.{quoted(column)}"
        for column, place in places.items()
    )
    return f"select given.* replace ({put}) from {rows} given {joins}"


def _give(connection: duckdb.DuckDBPyConnection, texts: str) -> None:
    """Give numbers to those texts of a query that have none."""
    new = f"select distinct text from ({texts}) anti join {TEXTS} using (text)"
    last = f"(select coalesce(max(number), 0) from {TEXTS})"
    add_rows(
        connection,
        TEXTS,
        f"select ({last} + row_number() over (order by text))::integer as number, text"
        f" from ({new}) where text is not null",
    )
