"""Facts in folders of this machine, read by DuckDB."""

from collections.abc import Mapping
from pathlib import Path

import duckdb

from heatqa import errors
from heatqa.engines.facts_folder import is_url
from heatqa.judging.engine import Local
from heatqa.sql import literal, quoted


class FolderReader(Local):
    """DuckDB over folders of Parquet."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        super().__init__(connection)
        self._queries: dict[str, str] = {}

    def text(self, path: str) -> str:
        """What a small file holds.

        Raises:
            FactsMissing, FactsRemote: it is not there, or not on this machine.
        """
        if is_url(path):
            raise errors.FactsRemote(path=path)
        try:
            return Path(path).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            raise errors.FactsMissing(path=path) from None

    def parquet(self, name: str, folder: str, columns: Mapping[str, str]) -> None:  # noqa: ARG002
        """File the rows of all Parquet files below a folder under a name."""
        files = literal(str(Path(folder).absolute() / "**" / "*.parquet"))
        self.view(name, f"select * from read_parquet({files}, hive_partitioning = false)")

    def view(self, name: str, query: str) -> None:
        """File a query under a name."""
        super().view(name, query)
        self._queries[name] = query

    def looked_at(self, table: str) -> str:
        """The query for a table's rows, which holds in any connection of this machine."""
        query = self._queries[table]
        parts = [name for name in self._queries if quoted(name) in query]
        named = ", ".join(f"{quoted(name)} as ({self._queries[name]})" for name in parts)
        return f"with {named} {query}"


def in_memory(memory_limit: str | None = None, spills: str = "") -> FolderReader:
    """A reader of its own, beside any warehouse.

    Args:
        memory_limit: The most memory that it takes, such as `2GB`.
        spills: The folder for what does not fit.
    """
    connection = duckdb.connect()
    if memory_limit:
        connection.execute(f"set memory_limit = {literal(memory_limit)}")
        connection.execute(f"set temp_directory = {literal(spills)}")
    return FolderReader(connection)
