"""A folder of exported facts: a manifest, and for each table a folder of Parquet files.

Facts of one city may lie in several folders, each exported from a warehouse of its own, such as
one per district; together they are judged as one.
"""

import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from heatqa import dictionary, errors, language
from heatqa.judging.engine import Engine
from heatqa.sql import literal, quoted

MANIFEST = "facts.json"
# Raised when the folders change so that earlier versions would misread them.
VERSION = 1
# Named so that no column of any table has the same name.
PARTITION = "month_of_record"
# The books that go along, and the numbers in all tables that have to differ between folders.
BOOKS = ("loads", "sources", "rejects", "flags", "own_rules")
_NUMBERED = ("source_id", "load_id")
_APART = 1_000_000
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")


class Reader(Engine, Protocol):
    """An engine that reads facts from folders."""

    def text(self, path: str) -> str:
        """What a small file holds."""
        ...

    def parquet(self, name: str, folder: str, columns: Mapping[str, str]) -> None:
        """File the rows of all Parquet files below a folder under a name, for this session.

        Args:
            name: The name.
            folder: A path or URL.
            columns: The columns of the files with their types as DuckDB names them.

        Raises:
            FactsBroken, FactsAltered: the files cannot be read, or have other columns.
        """
        ...


@dataclass(frozen=True)
class Manifest:
    """What a folder of facts says of itself.

    `rows` and `columns` are those of each table, columns with their types as DuckDB names them.
    `mark` tells the records of one state of a warehouse from those of any other.
    """

    place: str
    version: str
    as_of: dt.datetime
    mark: str
    rows: dict[str, int]
    columns: dict[str, dict[str, str]]

    def folder(self, table: str) -> str:
        """Where the files of a table lie."""
        return f"{self.place.rstrip('/')}/{table}"

    def written(self) -> str:
        """The text of the manifest's file."""
        tables = {
            name: {"rows": rows, "columns": self.columns[name]} for name, rows in self.rows.items()
        }
        entries = {
            "facts": VERSION,
            "heatqa": self.version,
            "as_of": self.as_of.isoformat(sep=" "),
            "mark": self.mark,
            "tables": tables,
        }
        return json.dumps(entries, indent=1)


def is_url(place: str) -> bool:
    """Whether a place is a URL and no folder of this machine.

    Example:
        >>> is_url("s3a://bucket/facts"), is_url("C:/facts"), is_url("facts")
        (True, False, False)
    """
    return _URL.match(place) is not None


def manifests(reader: Reader, places: Sequence[str]) -> list[Manifest]:
    """What the folders say of themselves.

    Raises:
        FactsMissing, FactsUnreachable, FactsRemote: the reader finds no manifest there.
        FactsOfOtherVersion: it was written by a version that this one cannot read.
        FactsBroken: it is damaged.
    """
    return [read(place, reader.text(f"{place.rstrip('/')}/{MANIFEST}")) for place in places]


def read(place: str, text: str) -> Manifest:
    """The manifest in a text.

    Raises:
        FactsOfOtherVersion, FactsBroken: it cannot be used.
    """
    path = f"{place.rstrip('/')}/{MANIFEST}"
    try:
        entries = json.loads(text)
        if entries["facts"] != VERSION:
            found = f"{entries['facts']}, heatqa {entries.get('heatqa', '–')}"
            raise errors.FactsOfOtherVersion(path=path, found=found, known=VERSION)
        tables = entries["tables"]
        return Manifest(
            place=place,
            version=entries["heatqa"],
            as_of=dt.datetime.fromisoformat(entries["as_of"]),
            mark=entries["mark"],
            rows={name: int(table["rows"]) for name, table in tables.items()},
            columns={name: dict(table["columns"]) for name, table in tables.items()},
        )
    except (ValueError, LookupError, TypeError, AttributeError) as problem:
        found = f"{type(problem).__name__}: {problem}"
        raise errors.FactsBroken(path=path, found=found) from None


def check(reader: Reader, folders: Sequence[Manifest]) -> None:
    """Hold the files of all folders against what the folders say of themselves.

    To count rows only the ends of files are read, so it costs next to nothing.

    Raises:
        FactsBroken, FactsAltered: files cannot be read, or have other columns.
        FactsIncomplete: there are fewer rows than were exported, or more.
    """
    for number, folder in enumerate(folders):
        known = {table: rows for table, rows in folder.rows.items() if rows}
        counts = [
            f"select {literal(table)} as name, count(*) as n"
            f" from {quoted(_part(reader, folder, number, table))}"
            for table in known
        ]
        for table, found in reader.rows(" union all ".join(counts)) if counts else ():
            if found != known[table]:
                raise errors.FactsIncomplete(
                    path=folder.folder(table),
                    found=language.number(found),
                    known=language.number(known[table]),
                )


def arrange(reader: Reader, folders: Sequence[Manifest], books: Sequence[str]) -> None:
    """File every table of the dictionary, and some books, put together from all folders."""
    for name in (*dictionary.tables(), *books):
        reader.view(name, _together(reader, folders, name))


def _together(reader: Reader, folders: Sequence[Manifest], table: str) -> str:
    """A query for the rows of one table in all folders; columns that one lacks are null."""
    types = _types(folders, table)
    parts = []
    for number, folder in enumerate(folders):
        if not folder.rows.get(table):
            continue
        name, present = _part(reader, folder, number, table), folder.columns[table]
        columns = ", ".join(
            _apart(column, number) if column in present else _null(column, types[column])
            for column in types
        )
        parts.append(f"select {columns} from {quoted(name)}")
    nothing = ", ".join(_null(column, sql_type) for column, sql_type in types.items())
    return " union all ".join(parts) or f"select {nothing} where false"


def _part(reader: Reader, folder: Manifest, number: int, table: str) -> str:
    """The name under which the rows of a table in one folder are filed."""
    name = f"part_{number}_{table}"
    reader.parquet(name, folder.folder(table), folder.columns[table])
    return name


def _types(folders: Sequence[Manifest], table: str) -> dict[str, str]:
    """The columns of a table with their types: those of the dictionary, of a book those there."""
    known = dictionary.tables()
    if table in known:
        return {column.name: column.sql_type for column in known[table].stored.values()}
    return {
        column: sql_type
        for folder in folders
        for column, sql_type in folder.columns.get(table, {}).items()
    }


def _apart(column: str, number: int) -> str:
    """A column, its numbers moved where they would be those of another folder."""
    if number and column in _NUMBERED:
        return f"{quoted(column)} + {number * _APART} as {quoted(column)}"
    return quoted(column)


def _null(column: str, sql_type: str) -> str:
    return f"cast(null as {sql_type}) as {quoted(column)}"
