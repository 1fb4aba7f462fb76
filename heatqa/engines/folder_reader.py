"""Facts in folders of this machine, read by DuckDB."""

import contextlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb

from heatqa import errors, language
from heatqa.engines.facts_folder import is_url
from heatqa.judging.engine import Local
from heatqa.sql import literal, quoted

_FILE = re.compile(r"""['"]([^'"]+\.parquet)['"]""")
_SORTS = re.compile(r"^.*Error: ")
# What lacked room and not sense, though it comes out of a stream as whatever it was met as.
_MEMORY, _DISK = "Out of Memory Error", "Could not write"


class FolderReader(Local):
    """DuckDB over folders of Parquet."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        super().__init__(connection)
        self._queries: dict[str, str] = {}
        self._place = ""

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

    def parquet(self, name: str, folder: str, columns: Mapping[str, str]) -> None:
        """File the rows of all Parquet files below a folder under a name.

        Raises:
            FactsBroken, FactsAltered: the files cannot be read, or have other columns.
        """
        self._place = str(Path(folder).parent)
        if not any(Path(folder).rglob("*.parquet")):
            raise errors.FactsBroken(path=folder, found=language.say("facts.no_files"))
        files = literal(str(Path(folder).absolute() / "**" / "*.parquet"))
        self.view(name, f"select * from read_parquet({files}, hive_partitioning = false)")
        there = {row[0]: row[1] for row in self.rows(f"describe {quoted(name)}")}
        # What is JSON in a database is a text in a file.
        other = [
            f"{column} {sort}"
            for column, sort in columns.items()
            if there.get(column) not in (sort, sort.replace("JSON", "VARCHAR"))
        ]
        if other:
            raise errors.FactsAltered(path=folder, columns=", ".join(other))

    def view(self, name: str, query: str) -> None:
        """File a query under a name."""
        with self._reading():
            super().view(name, query)
        self._queries[name] = query

    def hand_over(self, name: str, query: str, to: duckdb.DuckDBPyConnection) -> None:
        """Keep the rows of a query under a name in DuckDB."""
        with self._reading():
            super().hand_over(name, query, to)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        with self._reading():
            return super().rows(query)

    def looked_at(self, table: str) -> str:
        """The query for a table's rows, which holds in any connection of this machine."""
        query = self._queries[table]
        parts = [name for name in self._queries if quoted(name) in query]
        named = ", ".join(f"{quoted(name)} as ({self._queries[name]})" for name in parts)
        return f"with {named} {query}"

    @contextlib.contextmanager
    def _reading(self) -> Iterator[None]:
        """What DuckDB cannot read in the block is the fault of the files, unless room is lacking.

        Raises:
            FactsBroken: with the file, where DuckDB names it.
        """
        try:
            yield
        except duckdb.Error as problem:
            line = str(problem).partition("\n")[0]
            found = _SORTS.sub("", line)
            if _MEMORY in line:
                raise duckdb.OutOfMemoryException(found) from None
            if _DISK in line:
                raise duckdb.IOException(found) from None
            file = _FILE.search(line)
            place = file[1] if file else self._place
            raise errors.FactsBroken(path=place, found=found) from None


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
