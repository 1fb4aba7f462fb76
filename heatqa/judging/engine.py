"""Where judging runs: in DuckDB here, or on anything else that takes the same queries."""

import datetime as dt
from typing import TYPE_CHECKING, Any, Protocol

import duckdb
import polars as pl

from heatqa.sql import literal, quoted, single

if TYPE_CHECKING:
    import pyarrow as pa


class Engine(Protocol):
    """What judging asks of a database; queries are in DuckDB's words, kept to a small core."""

    def view(self, name: str, query: str) -> None:
        """File a query under a name, for this session only."""
        ...

    def hand_over(self, name: str, query: str, to: duckdb.DuckDBPyConnection) -> None:
        """Work a query out and keep its rows under a name in DuckDB, for that connection only."""
        ...

    def table(self, name: str, frame: pl.DataFrame) -> None:
        """Keep a small frame under a name, for this session only."""
        ...

    def row(self, query: str) -> tuple[Any, ...]:
        """The one row of a query that has exactly one."""
        ...

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """The few rows of a query."""
        ...

    def columns(self, name: str) -> list[str]:
        """The columns of a table or view, in their order."""
        ...


class Local:
    """DuckDB in this process."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def view(self, name: str, query: str) -> None:
        """File a query under a name."""
        self._connection.execute(f"create or replace temp view {quoted(name)} as {query}")

    def hand_over(self, name: str, query: str, to: duckdb.DuckDBPyConnection) -> None:
        """Keep the rows of a query under a name in DuckDB."""
        if to is self._connection:
            to.execute(f"create or replace temp table {quoted(name)} as {query}")
        else:
            keep(to, name, self._connection.sql(query).to_arrow_reader())

    def table(self, name: str, frame: pl.DataFrame) -> None:
        """Keep a frame under a name."""
        keep(self._connection, name, frame)

    def row(self, query: str) -> tuple[Any, ...]:
        """The one row of a query."""
        return single(self._connection, query)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        return self._connection.execute(query).fetchall()

    def columns(self, name: str) -> list[str]:
        """The columns of a table or view."""
        rows = self._connection.execute(f"describe {quoted(name)}").fetchall()
        return [row[0] for row in rows]


def keep(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    rows: "pl.DataFrame | pa.Table | pa.RecordBatchReader",
) -> None:
    """Keep rows under a name, for this connection only."""
    connection.register("handed_over", rows)
    connection.execute(f"create or replace temp table {quoted(name)} as from handed_over")
    connection.unregister("handed_over")


def timestamp(moment: dt.datetime) -> str:
    """A moment as an SQL literal."""
    return f"timestamp {literal(moment.isoformat(sep=' '))}"
