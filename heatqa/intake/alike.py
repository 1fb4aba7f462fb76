"""Rows that may be one record: numbers that stand for keys and occur more than once.

The numbers are sorted outside the database: a table of all keys that occur would take several times
as long and as much memory, and nearly no key of a large file occurs twice.
"""

import duckdb
import numpy as np
import polars as pl

from heatqa.sql import shown, single

TABLE = "alike"
# So many numbers are sorted at a time, half a gigabyte; of more, one share after the other.
_AT_ONCE = 1 << 27


def find(connection: duckdb.DuckDBPyConnection, rows: str, number: str) -> int:
    """Make the temporary table `alike` of the numbers that several rows have.

    Args:
        connection: Where the rows are.
        rows: The rows, as SQL.
        number: What stands for the key of a row, a `uinteger`, as SQL; other keys may share it.

    Returns:
        How many numbers there are.

    Example:
        >>> with duckdb.connect() as connection:
        ...     find(connection, "from range(5) rows(n)", "(n % 4)::uinteger")
        1
    """
    count = single(connection, f"select count(*) {rows}")[0]
    shares = 1 + count // _AT_ONCE
    found = []
    for share in range(shares):
        query = f"select number from (select {number} as number {rows})"
        if shares > 1:
            query += f" where number % {shares} = {share}"
        found.append(_repeated(connection, query, count))
    repeated = np.concatenate(found)
    with shown(connection, pl.DataFrame({"number": repeated})) as numbers:
        connection.execute(f"create or replace temp table {TABLE} as from {numbers}")
    return len(repeated)


def _repeated(connection: duckdb.DuckDBPyConnection, query: str, most: int) -> np.ndarray:
    """The numbers of a query that occur more than once, each once."""
    numbers = np.empty(most, dtype=np.uint32)
    filled = 0
    for batch in connection.sql(query).to_arrow_reader():
        part = batch.column(0).to_numpy()
        numbers[filled : filled + len(part)] = part
        filled += len(part)
    # Sorts in half the time that numpy takes.
    ordered = pl.Series(numbers[:filled]).sort().to_numpy()
    return np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
