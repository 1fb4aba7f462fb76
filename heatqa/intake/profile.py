"""Profiles: a TOML file that says which column of an export is which, where headers do not.

One profile serves one kind of export (`table = …` at the top), or several (a section
`[tables.NAME]` each): then every sheet is read by the section whose headers it has, and by the
dictionary alone where none fits. Columns that the profile does not name are matched by the
dictionary unless it says `only = true`.
"""

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from heatqa import conditions, dictionary, errors, language
from heatqa.intake import headers, rules, staging
from heatqa.intake import plan as plans
from heatqa.intake.cells import clean, is_nothing, trimmed
from heatqa.sql import literal

FOLDERS = (Path("profiles"), Path("data/profiles"), Path(__file__).parents[2] / "data/profiles")
_TOP = ("table", "tables", "about", "sheet", "header_row", "delimiter", "nothing", "only")
_SECTION = ("sheet", "header_row", "nothing", "only", "columns", "rules")
_COLUMN = ("from", "join", "when", "value", "format", "nothing", "codes", "unit", "plus")
_RULE = ("severity", "column", "when", "en", "zh", "remedy", "invalidates")
_UNITS = {
    "seconds": {"ms": "{} / 1000", "s": "{}", "min": "{} * 60", "h": "{} * 3600"},
    "celsius": {"°C": "{}", "°F": "({} - 32) / 1.8", "0.1 °C": "{} / 10"},
    "number": {"%": "{} / 100"},
}
_SPANS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86400}

Rows = Sequence[tuple[int, Sequence[str | None]]]


@dataclass(frozen=True)
class Source:
    """Where a column comes from: cells joined, or the first of several such; or a constant."""

    choices: tuple[tuple[str, ...], ...] = ()
    join: str = " "
    when: str | None = None
    value: str | None = None
    formats: tuple[str, ...] = ()
    nothing: tuple[str, ...] = ()
    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    scale: str | None = None
    plus: str | None = None

    @property
    def headers(self) -> set[str]:
        """The headers it names."""
        named = {header for choice in self.choices for header in choice}
        return named | ({self.plus} if self.plus else set())


@dataclass(frozen=True)
class Section:
    """How one kind of export is read."""

    table: dictionary.Table
    columns: Mapping[str, Source]
    row_rules: tuple[rules.Rule, ...] = ()
    sheets: tuple[str, ...] = ()
    header_row: int | None = None
    nothing: tuple[str, ...] = ()
    only: bool = False

    @property
    def headers(self) -> set[str]:
        """All headers it names."""
        return set().union(*(source.headers for source in self.columns.values()))


@dataclass(frozen=True)
class Profile:
    """A profile that was read and checked.

    Attributes:
        path: The file.
        identity: Name and fingerprint: a file is read again when its profile has changed.
        sections: One for each kind of export.
        delimiter: What separates cells in text files, where it is not to be found out.
    """

    path: Path
    identity: str
    sections: tuple[Section, ...]
    delimiter: str | None = None

    @property
    def name(self) -> str:
        """The name by which it is called."""
        return self.path.stem

    @property
    def sheets(self) -> tuple[str, ...] | None:
        """The sheets of a workbook to read; none named means all."""
        named = [sheet for section in self.sections for sheet in section.sheets]
        return tuple(named) if named and all(s.sheets for s in self.sections) else None

    def plan(self, rows: Rows, staged: staging.Staged) -> tuple[plans.Plan, list[rules.Rule]]:
        """What is read from where in a staged sheet, and the profile's rules for it.

        Raises:
            ProfileBroken: the sheet lacks a header that the profile's only section names.
            TableUnknown: no section fits the sheet, and neither does the dictionary.
            ColumnsMissing: what tells rows apart is not there.
        """
        for section in self.sections:
            row = _header_row(section, rows)
            texts = _texts(rows, row)
            missing = sorted(section.headers - set(texts))
            if not missing:
                return self._made(section, row, texts, rows, staged), list(section.row_rules)
            if len(self.sections) == 1:
                where = self._where(section, missing[0])
                hint = errors.suggestion(missing[0], texts)
                raise errors.ProfileBroken(
                    path=self.path, where=where, found=missing[0], remedy=hint
                )
        heading = headers.find(rows, staged.name)
        return plans.from_heading(heading, staged.columns), []

    def _made(
        self,
        section: Section,
        row: int,
        texts: Mapping[str, int],
        rows: Rows,
        staged: staging.Staged,
    ) -> plans.Plan:
        cells = next((cells for number, cells in rows if number == row), ())
        matched = headers.read_row(row, cells, section.table)
        named = {texts[header] for header in section.headers}
        fields = [
            _field(section.table.columns[name], source, texts, section.nothing)
            for name, source in section.columns.items()
        ]
        others = {
            name: index
            for name, index in matched.columns.items()
            if name not in section.columns and index not in named and not section.only
        }
        fields += [
            plans.Field(section.table.columns[name], f"c{index}", nothing=section.nothing)
            for name, index in others.items()
        ]
        used = named | set(others.values())
        heading = headers.Heading(
            row=row,
            table=section.table,
            columns={entry.column.name: 0 for entry in fields},
            texts=matched.texts,
            unread=tuple(text for index, text in matched.texts.items() if index not in used),
        )
        lacking = headers.missing_keys(heading)
        if lacking:
            raise errors.ColumnsMissing(
                path=staged.name,
                table=section.table.name,
                columns=", ".join(lacking),
                found=", ".join(texts),
            )
        return plans.make(heading, fields, staged.columns)

    @staticmethod
    def _where(section: Section, header: str) -> str:
        named = [name for name, source in section.columns.items() if header in source.headers]
        return f"columns.{named[0]}"


def load(name: str | Path) -> Profile:
    """The profile in a file, or of that name in one of the usual folders.

    Raises:
        ProfileUnknown: there is none.
        ProfileBroken: it says something that cannot be followed.
    """
    path = _found(name)
    content = path.read_bytes()
    try:
        entries = tomllib.loads(content.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        remedy = language.say("profile.remedy.toml")
        raise errors.ProfileBroken(
            path=path, where="TOML", found=str(problem), remedy=remedy
        ) from None
    sections = _Reader(path).sections(entries)
    identity = f"{path.stem} {hashlib.sha256(content).hexdigest()[:12]}"
    return Profile(path, identity, sections, entries.get("delimiter"))


def names() -> list[str]:
    """The profiles that can be called by name."""
    return sorted({file.stem for folder in FOLDERS for file in folder.glob("*.toml")})


def _found(name: str | Path) -> Path:
    path = Path(name)
    if path.suffix == ".toml" or path.parent != Path():
        if path.is_file():
            return path
    else:
        for folder in FOLDERS:
            if (folder / f"{name}.toml").is_file():
                return folder / f"{name}.toml"
    raise errors.ProfileUnknown(name=name, hint=errors.suggestion(path.stem, names()))


class _Reader:
    """Reads the entries of one profile and names the one that is wrong."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def sections(self, entries: Mapping[str, Any]) -> tuple[Section, ...]:
        if "tables" in entries:
            self._known("", entries, _TOP)
            self._mapping("tables", entries["tables"])
            return tuple(
                self._section(f"tables.{name}.", name, entry, entries)
                for name, entry in entries["tables"].items()
            )
        self._known("", entries, (*_TOP, *_SECTION))
        if "table" not in entries:
            raise self._broken("table", "–", "profile.remedy.table")
        own = {name: value for name, value in entries.items() if name in _SECTION}
        return (self._section("", entries["table"], own, entries),)

    def _section(
        self, where: str, table_name: Any, entry: Any, top: Mapping[str, Any]
    ) -> Section:
        if table_name not in dictionary.tables():
            hint = errors.suggestion(str(table_name), dictionary.tables())
            raise self._broken(f"{where}table", table_name, hint=hint)
        table = dictionary.tables()[table_name]
        self._mapping(where or "columns", entry)
        self._known(where, entry, _SECTION)
        columns = entry.get("columns", {})
        self._mapping(f"{where}columns", columns)
        self._known(f"{where}columns.", columns, tuple(table.columns))
        header_row = entry.get("header_row", top.get("header_row"))
        if header_row is not None and (
            not isinstance(header_row, int) or not 1 <= header_row <= headers.SEARCHED_ROWS
        ):
            raise self._broken(f"{where}header_row", header_row, "profile.remedy.header_row")
        return Section(
            table=table,
            columns={
                name: self._source(f"{where}columns.{name}", table.columns[name], value)
                for name, value in columns.items()
            },
            row_rules=self._rules(where, table, entry.get("rules", {})),
            sheets=self._words(f"{where}sheet", entry.get("sheet", top.get("sheet", []))),
            header_row=header_row,
            nothing=self._words(f"{where}nothing", entry.get("nothing", top.get("nothing", []))),
            only=bool(entry.get("only", top.get("only", False))),
        )

    def _source(self, where: str, column: dictionary.Column, value: Any) -> Source:
        entry = {"from": value} if isinstance(value, str | list) else value
        self._mapping(where, entry)
        self._known(f"{where}.", entry, _COLUMN)
        if ("from" in entry) == ("value" in entry):
            raise self._broken(where, value, "profile.remedy.from")
        kind = column.kind.removeprefix("outdoor_")
        unit = entry.get("unit")
        known_units = _SPANS if "plus" in entry else _UNITS.get(kind, {})
        if unit is not None and unit not in known_units:
            hint = errors.suggestion(str(unit), known_units or ["–"])
            raise self._broken(f"{where}.unit", unit, hint=hint)
        if "plus" in entry and (column.kind != "time" or unit is None):
            raise self._broken(f"{where}.plus", entry["plus"], "profile.remedy.plus")
        scale = f"{{}} * {_SPANS[unit]}" if "plus" in entry else known_units.get(unit)
        return Source(
            choices=self._choices(f"{where}.from", entry.get("from", [])),
            join=self._text(f"{where}.join", entry.get("join", " ")),
            when=entry.get("when"),
            value=None if "value" not in entry else str(entry["value"]),
            formats=self._words(f"{where}.format", entry.get("format", [])),
            nothing=self._words(f"{where}.nothing", entry.get("nothing", [])),
            codes=self._codes(f"{where}.codes", column, entry.get("codes", {})),
            scale=str(scale) if scale else None,
            plus=entry.get("plus"),
        )

    def _choices(self, where: str, value: Any) -> tuple[tuple[str, ...], ...]:
        if isinstance(value, str):
            return ((value,),)
        if value and isinstance(value, list) and all(isinstance(part, list) for part in value):
            return tuple(self._words(where, part) for part in value)
        words = self._words(where, value)
        return (words,) if words else ()

    def _codes(
        self, where: str, column: dictionary.Column, value: Any
    ) -> dict[str, tuple[str, ...]]:
        self._mapping(where, value)
        known = ("1", "2", "3", "4", "5") if column.kind == "score" else tuple(column.codes)
        if value and column.kind not in ("score", "code"):
            raise self._broken(where, column.kind, "profile.remedy.codes")
        self._known(f"{where}.", value, known)
        return {name: self._words(f"{where}.{name}", words) for name, words in value.items()}

    def _rules(self, where: str, table: dictionary.Table, value: Any) -> tuple[rules.Rule, ...]:
        self._mapping(f"{where}rules", value)
        made = []
        for name, entry in value.items():
            here = f"{where}rules.{name}"
            self._mapping(here, entry)
            self._known(f"{here}.", entry, _RULE)
            missing = [key for key in _RULE[:5] if key not in entry]
            if missing:
                raise self._broken(here, "–", hint=f"{', '.join(missing)}")
            if entry["severity"] not in rules.SEVERITIES:
                hint = errors.suggestion(str(entry["severity"]), rules.SEVERITIES)
                raise self._broken(f"{here}.severity", entry["severity"], hint=hint)
            if entry["column"] not in table.columns:
                hint = errors.suggestion(str(entry["column"]), table.columns)
                raise self._broken(f"{here}.column", entry["column"], hint=hint)
            try:
                made.append(rules.make(table.name, name, entry, table.columns))
            except ValueError as problem:
                raise self._broken(f"{here}.when", entry["when"], hint=str(problem)) from None
        return tuple(made)

    def _words(self, where: str, value: Any) -> tuple[str, ...]:
        words = [value] if isinstance(value, str) else value
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            raise self._broken(where, value, "profile.remedy.words")
        return tuple(words)

    def _text(self, where: str, value: Any) -> str:
        if not isinstance(value, str):
            raise self._broken(where, value, "profile.remedy.words")
        return value

    def _mapping(self, where: str, value: Any) -> None:
        if not isinstance(value, dict):
            raise self._broken(where, value, "profile.remedy.mapping")

    def _known(self, where: str, entry: Mapping[str, Any], known: Sequence[str]) -> None:
        for name in entry:
            if name not in known:
                raise self._broken(f"{where}{name}", name, hint=errors.suggestion(name, known))

    def _broken(
        self, where: str, found: Any, remedy: str | None = None, hint: str = ""
    ) -> errors.ProfileBroken:
        text = language.say(remedy) if remedy else hint
        return errors.ProfileBroken(path=self.path, where=where, found=repr(found), remedy=text)


def _header_row(section: Section, rows: Rows) -> int:
    """The row named in the profile, or the one with most of the headers it names."""
    if section.header_row:
        return section.header_row
    return max(
        rows,
        key=lambda row: (len(section.headers & {(cell or "").strip() for cell in row[1]}), -row[0]),
        default=(1, ()),
    )[0]


def _texts(rows: Rows, row: int) -> dict[str, int]:
    """The headers of a row with the number of their cell; of equal ones the first."""
    cells = next((cells for number, cells in rows if number == row), ())
    texts: dict[str, int] = {}
    for index, cell in enumerate(cells, start=1):
        if cell and cell.strip():
            texts.setdefault(cell.strip(), index)
    return texts


def _field(
    column: dictionary.Column,
    source: Source,
    texts: Mapping[str, int],
    nothing: tuple[str, ...],
) -> plans.Field:
    nothing = (*nothing, *source.nothing)
    cell = (
        literal(source.value)
        if source.value is not None
        else _first_filled(column, source, texts, nothing)
    )
    if source.when:
        cells = {text: trimmed(f"c{index}") for text, index in texts.items()}
        where = f"columns.{column.name}.when"
        cell = f"case when {conditions.checked(source.when, cells, where)} then {cell} end"
    plus = f"c{texts[source.plus]}" if source.plus else None
    return plans.Field(
        column, cell, source.formats, source.codes, nothing, source.scale, plus
    )


def _first_filled(
    column: dictionary.Column, source: Source, texts: Mapping[str, int], nothing: tuple[str, ...]
) -> str:
    """The first choice all of whose cells hold something, its cells joined."""
    choices = []
    for choice in source.choices:
        cells = [f"c{texts[header]}" for header in choice]
        if len(cells) == 1:
            choices.append(_filled(cells[0], column.kind, nothing) if len(source.choices) > 1 else cells[0])
        else:
            parts = f" || {literal(source.join)} || ".join(
                _filled(cell, column.kind, nothing) for cell in cells
            )
            choices.append(f"({parts})")
    return choices[0] if len(choices) == 1 else f"coalesce({', '.join(choices)})"


def _filled(cell: str, kind: str, nothing: tuple[str, ...]) -> str:
    # In a part of a time a zero is midnight unless the profile says that it is nothing.
    kind = "text" if kind in ("time", "date") else kind
    return f"case when not {is_nothing(clean(cell), kind, nothing)} then {trimmed(cell)} end"
