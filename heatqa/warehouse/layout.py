"""How the rows of a table lie: where, what can be written, what are numbers for texts."""

from collections.abc import Callable
from dataclasses import dataclass

import duckdb

from heatqa import dictionary
from heatqa.sql import literal, quoted

NUMBER = "INTEGER"


@dataclass(frozen=True)
class Layout:
    """How the rows of a table lie.

    Attributes:
        rows: Where, as SQL: the table itself, or one of numbers behind a view.
        stored: The columns that can be written; others are worked out.
        lean: Whether they are such of numbers.
        numbered: The columns that hold numbers in place of texts.
    """

    rows: str
    stored: frozenset[str]
    lean: bool
    numbered: tuple[str, ...]


def of(connection: duckdb.DuckDBPyConnection, table: dictionary.Table) -> Layout:
    """How the rows of a table lie now."""
    query = (
        "select table_name, column_name, data_type from duckdb_columns()"
        f" where table_name in ({literal(table.name)}, {literal(of_numbers(table.name))})"
        " and database_name = current_database() and not is_generated"
    )
    found = connection.execute(query).fetchall()
    lean = any(at != table.name for at, _, _ in found)
    name = of_numbers(table.name) if lean else table.name
    types = {column: sql_type for at, column, sql_type in found if at == name}
    named = [column for column in table.columns.values() if column.recurs]
    numbers = tuple(column.name for column in named if types.get(column.name) == NUMBER)
    return Layout(quoted(name), frozenset(types), lean, numbers)


def rows_of(ask: Callable[[str], tuple[object, ...]], table: dictionary.Table) -> str:
    """Where the rows of a table lie, as SQL.

    Args:
        ask: Gives the one row of a query.
        table: The table.
    """
    name = of_numbers(table.name)
    known = f"select exists (from duckdb_tables() where table_name = {literal(name)})"
    return quoted(name if ask(known)[0] else table.name)


def of_numbers(table: str) -> str:
    """The name of the table in which rows of another one lie that hold numbers."""
    return f"numbered_{table}"
