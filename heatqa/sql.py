"""Names and texts as SQL, whatever they hold, and single rows from a connection."""

import contextlib
import re
from collections.abc import Iterable, Iterator
from typing import Any

import duckdb


def quoted(name: str) -> str:
    """A name as an SQL identifier.

    Example:
        >>> print(quoted('a "b" c'))
        "a ""b"" c"
    """
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as an SQL string.

    Example:
        >>> literal("it's")
        "'it''s'"
    """
    return "'" + text.replace("'", "''") + "'"


def bound(value: str, name: str, body: str) -> str:
    """SQL for `body`, in which `name` stands for a value that is worked out once.

    Example:
        >>> bound("length(a)", "n", "n * n")
        'list_transform([length(a)], lambda n: n * n)[1]'
    """
    return f"list_transform([{value}], lambda {name}: {body})[1]"


def among(value: str, words: Iterable[str]) -> str:
    """SQL that is true where a value is one of some texts, null where there is none.

    A pattern, not `in`: DuckDB makes that a join of its own for every test, which takes longer to
    plan than a small sheet to read, and is worked out for rows whose branch never asks.

    Example:
        >>> print(among("a", ["x", "n/a"]))
        regexp_full_match(a, '(x|n/a)')
    """
    either = "|".join(map(re.escape, words))
    return f"regexp_full_match({value}, {literal(f'({either})')})"


def single(
    connection: duckdb.DuckDBPyConnection, query: str, parameters: list[Any] | None = None
) -> tuple[Any, ...]:
    """The one row of a query that has exactly one, such as a count.

    All rows are fetched: after `fetchone` DuckDB 2 holds the connection for the rest of them.
    """
    (row,) = connection.execute(query, parameters or []).fetchall()
    return row


def add_rows(connection: duckdb.DuckDBPyConnection, table: str, rows: str) -> int:
    """Insert rows by name, if there are any; returns how many.

    What is inserted after an insert of no rows, DuckDB 2.0 does not see within the transaction,
    where the transaction has brought the same table many rows before.

    Args:
        connection: Where both are.
        table: The table, as SQL.
        rows: The rows, as SQL, of which it is cheap to say whether there are any.
    """
    if not single(connection, f"select exists ({rows})")[0]:
        return 0
    return int(single(connection, f"insert into {table} by name {rows}")[0])


@contextlib.contextmanager
def shown(connection: duckdb.DuckDBPyConnection, table: Any) -> Iterator[str]:
    """The name under which a connection sees a table of Arrow or polars during the block."""
    name = "heatqa_shown"
    held = _Held(table)
    connection.register(name, held)
    try:
        yield name
    finally:
        connection.unregister(name)
        # Within a transaction DuckDB keeps all that was registered until it ends.
        del held.table


class _Held:
    """Gives a table to whoever asks for its stream."""

    def __init__(self, table: Any) -> None:
        self.table = table

    def __arrow_c_stream__(self, schema: object = None) -> object:
        return self.table.__arrow_c_stream__(schema)
