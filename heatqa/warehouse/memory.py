"""How much memory the database may take, and what it lets go of before it has to.

DuckDB keeps every block that it has read or written for as long as its limit has room: a load of a
long season would take as much as the season has blocks, though it looks at no share of it twice.
"""

import contextlib

import duckdb

from heatqa.sql import literal, single

_GIVEN = "heatqa_memory_limit"
# In bytes. Letting go costs time too: what is read next has to find its place anew.
_FEW = 128_000_000


def limit(connection: duckdb.DuckDBPyConnection, most: str | None) -> None:
    """Limit the memory of the database, such as to `2GB`; without, DuckDB sets its own limit."""
    _set(connection, most)
    # What the setting says is rounded, so it cannot be set again from what it says.
    connection.execute(f"set variable {_GIVEN} = $1", [most])


def let_go(connection: duckdb.DuckDBPyConnection) -> None:
    """Let go of blocks that stand on disk, if many are kept; the limit stays as it was given."""
    kept = "select sum(memory_usage_bytes) from duckdb_memory() where tag = 'BASE_TABLE'"
    if single(connection, kept)[0] <= _FEW:
        return
    (given,) = single(connection, f"select getvariable({literal(_GIVEN)})")
    # A refusal ends the transaction of the connection that asked.
    with connection.cursor() as another:
        # More may be in use just now; whatever is not has then been let go of.
        with contextlib.suppress(duckdb.OutOfMemoryException):
            _set(another, f"{_FEW} B")
        _set(another, given)


def _set(connection: duckdb.DuckDBPyConnection, most: str | None) -> None:
    if most is None:
        connection.execute("reset memory_limit")
    else:
        connection.execute(f"set memory_limit = {literal(most)}")


def commit(connection: duckdb.DuckDBPyConnection) -> None:
    """Begin another transaction, if there is one.

    Deleting from rows of the same transaction costs as much as bringing all of them again. A draft
    of the warehouse counts for nothing until it is published.
    """
    try:
        connection.execute("commit")
    except duckdb.TransactionException:
        # Every statement is committed by itself.
        return
    connection.execute("begin")


def write_down(connection: duckdb.DuckDBPyConnection) -> None:
    """Write down what was deleted, which until then takes memory; row ids may be others after it.

    Of 2,048 rows of which one is deleted, DuckDB 2.0 keeps 16 kB (duckdb/duckdb#23964).
    """
    commit(connection)
    connection.execute("checkpoint")
