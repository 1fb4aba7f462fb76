"""How the rows of a table lie: where, what can be written, what are numbers for texts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import duckdb

from heatqa import dictionary
from heatqa.sql import literal, quoted
from heatqa.warehouse import texts


@dataclass(frozen=True)
class Layout:
    """How the rows of a table lie.

    Attributes:
        rows: The name of the table in which they do, as SQL: its own, or that of a lean one.
        lean: Whether it is a lean one, with a view under the table's own name.
        stored: Its columns.
        numbered: Those that hold numbers in place of texts.
        whole: The rows with all columns of the dictionary, as SQL; what is not stored is nothing.
    """

    rows: str
    lean: bool
    stored: frozenset[str]
    numbered: tuple[str, ...]
    whole: str


def of(connection: duckdb.DuckDBPyConnection, table: dictionary.Table) -> Layout:
    """How the rows of a table lie now."""
    query = (
        "select table_name, column_name, data_type from duckdb_columns()"
        f" where table_name in ({literal(table.name)}, {literal(lean_name(table.name))})"
        " and database_name = current_database() and not is_generated"
    )
    found = connection.execute(query).fetchall()
    lean = any(at != table.name for at, _, _ in found)
    name = lean_name(table.name) if lean else table.name
    types = {column: sql_type for at, column, sql_type in found if at == name}
    recurring = [column.name for column in table.columns.values() if column.recurs]
    numbered = tuple(column for column in recurring if types.get(column) == texts.NUMBER)
    every = ", ".join(
        quoted(column.name)
        if types.get(column.name) in (texts.NUMBER, column.sql_type.upper())
        else f"{quoted(column.name) if column.name in types else 'null'}::{column.sql_type}"
        f" as {quoted(column.name)}"
        for column in table.stored.values()
    )
    whole = f"(select {every} from {quoted(name)})"
    return Layout(quoted(name), lean, frozenset(types), numbered, whole)


def rows(ask: Callable[[str], list[tuple[Any, ...]]]) -> dict[str, str]:
    """Where the rows of every table of the dictionary lie, as SQL.

    Args:
        ask: Gives the rows of a query.
    """
    query = "select table_name from duckdb_tables() where database_name = current_database()"
    there = {row[0] for row in ask(query)}
    return {
        table: quoted(lean_name(table) if lean_name(table) in there else table)
        for table in dictionary.tables()
    }


def lean_name(table: str) -> str:
    """The name of the lean table that holds the rows of another."""
    return f"lean_{table}"
