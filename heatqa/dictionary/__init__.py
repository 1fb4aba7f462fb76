"""What each table and column means: type, unit, meaning of null, accepted header names.

The entries are data (`tables/*.toml`, `kinds.toml`, `provenance.toml`); a test compares them
with the warehouse both ways.
"""

import functools
import tomllib
from dataclasses import dataclass, field
from importlib import resources
from typing import Any


@dataclass(frozen=True)
class Column:
    """One column: its kind decides how text becomes a value, and how it is stored.

    A `strict` code decides which clauses apply, so a spelling outside its codes is as good as
    none there. A text that `recurs` comes back in row after row of a long table.
    """

    name: str
    kind: str
    sql_type: str
    means: dict[str, str]
    null_means: dict[str, str] | None = None
    unit: str | None = None
    headers: tuple[str, ...] = ()
    codes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    strict: bool = False
    recurs: bool = False

    @property
    def label(self) -> dict[str, str]:
        """The name shown to users: the column's own in English, its first header in Chinese."""
        return {"en": self.name, "zh": self.headers[0] if self.headers else self.name}


@dataclass(frozen=True)
class Wide:
    """How a sheet with one column per room, or per day, becomes one row for each.

    Attributes:
        into: The column for the room.
        day: The column for the day.
        value: The column for what was measured.
        headers: The rooms.
    """

    into: str
    day: str
    value: str
    headers: tuple[str, ...]


@dataclass(frozen=True)
class PaperForm:
    """A sheet filled by hand: headers `printed` for its reader, and columns that are `filled` in.

    A line in which none of the latter holds anything has not been filled in, and is no record.
    Sheets `beside` it explain it.
    """

    printed: tuple[str, ...]
    filled: tuple[str, ...]
    beside: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """One table: what a row is, what tells rows apart, which of its times comes first."""

    name: str
    kind: str
    label: dict[str, str]
    row: dict[str, str]
    key: tuple[str, ...]
    columns: dict[str, Column]
    times: tuple[str, ...] = ()
    team: str | None = None
    wide: Wide | None = None
    form: PaperForm | None = None

    @property
    def stored(self) -> dict[str, Column]:
        """All columns of the warehouse's table: its own, then where the row came from."""
        return self.columns | provenance()


@functools.cache
def tables() -> dict[str, Table]:
    """Every table of the dictionary, by name."""
    folder = resources.files("heatqa.dictionary") / "tables"
    files = sorted((file for file in folder.iterdir()), key=lambda file: file.name)
    return {
        name: _table(name, tomllib.loads(file.read_text(encoding="utf-8")))
        for file in files
        if (name := file.name.removesuffix(".toml")) != file.name
    }


@functools.cache
def explanations() -> frozenset[str]:
    """Sheets that explain a form filled by hand, and hold no records."""
    return frozenset(sheet for t in tables().values() if t.form for sheet in t.form.beside)


@functools.cache
def provenance() -> dict[str, Column]:
    """The columns that say which file and row a record came from."""
    return _columns(_read("provenance.toml")["columns"])


@functools.cache
def kinds() -> dict[str, dict[str, str]]:
    """The kinds of value: SQL type and meaning."""
    return _read("kinds.toml")


@functools.cache
def address_headers() -> tuple[str, ...]:
    """Headers of a column that holds a whole address."""
    return tuple(_read("addresses.toml")["headers"])


def _read(name: str) -> dict[str, Any]:
    file = resources.files("heatqa.dictionary") / name
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _table(name: str, entry: dict[str, Any]) -> Table:
    head = entry["table"]
    wide, form = head.get("wide"), head.get("form")
    return Table(
        name=name,
        kind=head["kind"],
        label=head["label"],
        row={"en": head["en"], "zh": head["zh"]},
        key=tuple(head["key"]),
        columns=_columns(entry["columns"]),
        times=tuple(head.get("times", ())),
        team=head.get("team"),
        wide=Wide(wide["into"], wide["day"], wide["value"], tuple(wide["headers"]))
        if wide
        else None,
        form=PaperForm(**{term: tuple(names) for term, names in form.items()}) if form else None,
    )


def _columns(entries: dict[str, Any]) -> dict[str, Column]:
    return {
        name: Column(
            name=name,
            kind=entry["kind"],
            sql_type=kinds()[entry["kind"]]["sql"],
            means={"en": entry["en"], "zh": entry["zh"]},
            null_means=entry.get("null"),
            unit=entry.get("unit"),
            headers=tuple(entry.get("headers", ())),
            strict=entry.get("strict", False),
            recurs=entry.get("recurs", False),
            codes={code: tuple(words) for code, words in entry.get("codes", {}).items()},
        )
        for name, entry in entries.items()
    }
