"""Texts that come back in row after row, and the numbers that stand for them in lean tables.

A season's readings name a few thousand homes, each of them thousands of times. To store such a key
costs several times as much as its number, and so does all that groups and compares by it.
"""

from collections.abc import Collection

import duckdb

from heatqa.sql import add_rows, quoted, single

TABLE = "texts"
NUMBER = "INTEGER"
_SQL = f"create table if not exists {TABLE} (number integer, text varchar)"


def create(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the table that says which number is which text, if it is not there yet."""
    connection.execute(_SQL)


def last(connection: duckdb.DuckDBPyConnection) -> int:
    """The greatest number that was given."""
    return int(single(connection, f"select coalesce(max(number), 0) from {TABLE}")[0])


def as_numbers(connection: duckdb.DuckDBPyConnection, rows: str, named: Collection[str]) -> str:
    """SQL for rows with numbers in place of texts, those of new ones given now.

    Args:
        connection: A warehouse that is being written.
        rows: A table, or a query in brackets.
        named: The columns that hold texts and shall hold numbers.
    """
    for column in named:
        _give(connection, f"select {quoted(column)} as text from {rows}")
    return _exchanged(rows, named, "text", "number")


def as_texts(rows: str, named: Collection[str]) -> str:
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
        f"left join {TABLE} {place} on {place}.{given} = given.{quoted(column)}"
        for column, place in places.items()
    )
    return f"select given.* replace ({put}) from {rows} given {joins}"


def _give(connection: duckdb.DuckDBPyConnection, rows: str) -> None:
    """Give numbers to those texts of a query that have none."""
    new = f"select distinct text from ({rows}) anti join {TABLE} using (text)"
    add_rows(
        connection,
        TABLE,
        f"select ({last(connection)} + row_number() over (order by text))::integer as number, text"
        f" from ({new}) where text is not null",
    )
