"""Rules that single rows have to keep, as data: what is rejected, what is only remarked on."""

import functools
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any, Literal

from heatqa import conditions, dictionary, language

Severity = Literal["reject", "flag"]
# Rules that every table has, the first three for each column that can break them.
_GENERAL = ("unreadable", "unknown_code", "unusable", "missing_key", "too_many_cells")
SEVERITIES: tuple[Severity, ...] = ("reject", "flag")


@dataclass(frozen=True)
class Rule:
    """One rule of one table.

    Attributes:
        name: Table and rule, such as `calls.ended_before_started`; stable, books refer to it.
        severity: Whether a row that breaks it is rejected, or loaded and flagged.
        column: The column it is about.
        sql: True for rows that break it, over the table's columns.
        means: What is wrong with such a row, in both languages.
        remedy: What to do about it, in both languages.
        invalidates: Whether the row's `valid` becomes false.
    """

    name: str
    severity: Severity
    column: str
    sql: str
    means: Mapping[str, str]
    remedy: Mapping[str, str]
    invalidates: bool = False

    @property
    def table(self) -> str:
        """The table whose rows it judges."""
        return self.name.partition(".")[0]

    @property
    def rejects(self) -> bool:
        """Whether rows that break it are kept out."""
        return self.severity == "reject"


@functools.cache
def known() -> dict[str, Rule]:
    """Every rule of the package, by name."""
    text = (resources.files("heatqa.intake") / "rules.toml").read_text(encoding="utf-8")
    entries = tomllib.loads(text)
    return {
        rule.name: rule
        for table, of_table in entries.items()
        for name, entry in of_table.items()
        for rule in [make(table, name, entry, dictionary.tables()[table].columns)]
    }


def of_table(table: str) -> list[Rule]:
    """The rules of one table."""
    return [rule for rule in known().values() if rule.table == table]


def meaning(name: str) -> str:
    """What a rule in the books means and what to do, in the language in force.

    Example:
        >>> meaning("calls.unreadable_ended_at").split(" cannot")[0]
        'The cell for ended_at'
    """
    if name in known():
        rule = known()[name]
        return f"{language.pick(dict(rule.means))} {language.pick(dict(rule.remedy))}".strip()
    rest = name.partition(".")[2]
    for general in _GENERAL:
        if rest.startswith(general):
            column = rest.removeprefix(general).removeprefix("_")
            return language.say(f"rule.{general}", column=column)
    return ""


def make(table: str, name: str, entry: Mapping[str, Any], columns: Collection[str]) -> Rule:
    """A rule from its entry in a file.

    Raises:
        ValueError: the condition is not allowed; the message says why.
        KeyError: an entry is missing.
    """
    full = f"{table}.{name}"
    return Rule(
        name=full,
        severity=entry["severity"],
        column=entry["column"],
        sql=conditions.checked(entry["when"], tuple(columns), full),
        means={"en": entry["en"], "zh": entry["zh"]},
        remedy=entry.get("remedy", {"en": "", "zh": ""}),
        invalidates=entry.get("invalidates", False),
    )
