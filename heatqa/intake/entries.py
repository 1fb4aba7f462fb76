"""The entries of a profile's TOML, checked one by one: what is wrong is named with its remedy."""

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from heatqa import dictionary, errors, language
from heatqa.intake import headers, rules
from heatqa.intake.sections import Section, Source, try_format, try_rule

_FILE = ("delimiter", "encoding", "calendar", "texts")
_TOP = ("table", "tables", "about", "sheet", "header_row", "nothing", "only", *_FILE)
_SECTION = ("sheet", "header_row", "nothing", "only", "address", "columns", "rules")
# The names a profile may give an encoding, and Python's.
ENCODINGS = {
    "utf-8": "utf-8",
    "gb18030": "gb18030",
    "gbk": "gb18030",
    "big5": "cp950",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
}
_CALENDARS = (1900, 1904)
_TEXTS = ("masked", "as written")
_COLUMN = ("from", "join", "when", "value", "format", "nothing", "codes", "unit", "plus")
_COLUMN += ("since", "dated_by")
_RULE = ("severity", "column", "when", "en", "zh", "remedy", "invalidates")
_UNITS = {
    "seconds": {"ms": "{} / 1000", "s": "{}", "min": "{} * 60", "h": "{} * 3600"},
    "celsius": {"°C": "{}", "°F": "({} - 32) / 1.8", "0.1 °C": "{} / 10"},
    "number": {"%": "{} / 100"},
}
_SPANS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86400}


def read(path: Path, entries: Mapping[str, Any]) -> tuple[Section, ...]:
    """The sections of a profile.

    Raises:
        ProfileBroken: an entry is unknown, missing or of the wrong form.
    """
    return _Reader(path).sections(entries)


class _Reader:
    """Reads the entries of one profile and names the one that is wrong."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def sections(self, entries: Mapping[str, Any]) -> tuple[Section, ...]:
        delimiter = entries.get("delimiter", ",")
        if not isinstance(delimiter, str) or len(delimiter) != 1:
            raise self._broken("delimiter", delimiter, "profile.remedy.delimiter")
        for name, known in (("encoding", ENCODINGS), ("calendar", _CALENDARS), ("texts", _TEXTS)):
            if name in entries and entries[name] not in list(known):
                hint = errors.suggestion(str(entries[name]), map(str, known))
                raise self._broken(name, entries[name], hint=hint)
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

    def _section(self, where: str, table_name: Any, entry: Any, top: Mapping[str, Any]) -> Section:
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
                name: self._source(f"{where}columns.{name}", table, table.columns[name], value)
                for name, value in columns.items()
            },
            row_rules=self._rules(where, table, entry.get("rules", {})),
            sheets=self._words(f"{where}sheet", entry.get("sheet", top.get("sheet", []))),
            header_row=header_row,
            nothing=self._words(f"{where}nothing", entry.get("nothing", top.get("nothing", []))),
            only=bool(entry.get("only", top.get("only", False))),
            address=self._text(f"{where}address", entry["address"]) if "address" in entry else None,
        )

    def _source(
        self, where: str, table: dictionary.Table, column: dictionary.Column, value: Any
    ) -> Source:
        entry: dict[str, Any] = {"from": value} if isinstance(value, str | list) else value
        self._mapping(where, entry)
        self._known(f"{where}.", entry, _COLUMN)
        if ("from" in entry) == ("value" in entry):
            raise self._broken(where, value, "profile.remedy.from")
        kind = column.kind.removeprefix("outdoor_")
        unit = entry.get("unit")
        known_units: Mapping[str, Any] = _SPANS if "plus" in entry else _UNITS.get(kind, {})
        if unit is not None and unit not in known_units:
            hint = errors.suggestion(str(unit), known_units or ["–"])
            raise self._broken(f"{where}.unit", unit, hint=hint)
        if "plus" in entry and (column.kind != "time" or unit is None):
            raise self._broken(f"{where}.plus", entry["plus"], "profile.remedy.plus")
        scale = known_units[unit] if unit else None
        scale = f"{{}} * {scale}" if "plus" in entry else scale
        return Source(
            choices=self._choices(f"{where}.from", entry.get("from", [])),
            join=self._text(f"{where}.join", entry.get("join", " ")),
            when=self._text(f"{where}.when", entry["when"]) if "when" in entry else None,
            value=None if "value" not in entry else str(entry["value"]),
            formats=self._formats(f"{where}.format", entry.get("format", [])),
            nothing=self._words(f"{where}.nothing", entry.get("nothing", [])),
            codes=self._codes(f"{where}.codes", column, entry.get("codes", {})),
            scale=str(scale) if scale else None,
            plus=self._text(f"{where}.plus", entry["plus"]) if "plus" in entry else None,
            since=self._since(f"{where}.since", column, entry.get("since", {})),
            dated_by=self._dated_by(f"{where}.dated_by", table, entry),
        )

    def _since(
        self, where: str, column: dictionary.Column, value: Any
    ) -> dict[dt.date, dict[str, tuple[str, ...]]]:
        self._mapping(where, value)
        if value and column.kind != "code":
            raise self._broken(where, column.kind, "profile.remedy.since")
        tables = {}
        for day, codes in value.items():
            try:
                first = dt.date.fromisoformat(day)
            except ValueError:
                raise self._broken(f"{where}.{day}", day, "profile.remedy.since") from None
            tables[first] = self._codes(f"{where}.{day}", column, codes)
        return tables

    def _dated_by(self, where: str, table: dictionary.Table, entry: Mapping[str, Any]) -> str:
        """The column whose date says which codes hold: named, or the first time of the table."""
        if "since" not in entry:
            return ""
        moments = [c.name for c in table.columns.values() if c.kind in ("time", "date")]
        named = entry.get("dated_by", table.times[0] if table.times else "–")
        if named not in moments:
            raise self._broken(where, named, hint=errors.suggestion(str(named), moments))
        return str(named)

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
            for key in _RULE[:5]:
                self._text(f"{here}.{key}", entry[key])
            remedy = entry.get("remedy", {"en": "", "zh": ""})
            if not isinstance(remedy, dict) or set(remedy) != {"en", "zh"}:
                raise self._broken(f"{here}.remedy", entry["remedy"], "profile.remedy.mapping")
            if entry["severity"] not in rules.SEVERITIES:
                hint = errors.suggestion(str(entry["severity"]), rules.SEVERITIES)
                raise self._broken(f"{here}.severity", entry["severity"], hint=hint)
            if entry["column"] not in table.columns:
                hint = errors.suggestion(str(entry["column"]), table.columns)
                raise self._broken(f"{here}.column", entry["column"], hint=hint)
            try:
                rule = rules.make(table.name, name, entry, table.columns)
                try_rule(rule, table)
                made.append(rule)
            except ValueError as problem:
                raise self._broken(f"{here}.when", entry["when"], hint=str(problem)) from None
        return tuple(made)

    def _formats(self, where: str, value: Any) -> tuple[str, ...]:
        formats = self._words(where, value)
        for form in formats:
            try:
                try_format(form)
            except ValueError as problem:
                raise self._broken(where, form, hint=str(problem)) from None
        return formats

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
