"""Rules that single rows have to keep, as data: what is rejected, what is only remarked on."""

import functools
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any, Literal

from heatqa import conditions, dictionary, language

Severity = Literal["reject", "flag"]
# Rules that every table has, all but the last four for each column that can break them.
_GENERAL = (
    "unreadable",
    "formula_error",
    "range",
    "no_year",
    "lost_digits",
    "unknown_code",
    "unusable",
    "several_numbers",
    "inferred_year",
    "default_rating",
    "sentinel",
    "unplaced",
    "missing_key",
    "too_many_cells",
    "nothing_else",
    "cut_off",
)
SEVERITIES: tuple[Severity, ...] = ("reject", "flag")


@dataclass(frozen=True)
class Rule:
    """One rule of one table.

    Attributes:
        name: Table and rule, such as `calls.ended_before_started`; stable, books refer to it.
        severity: Whether a row that breaks it is rejected, or loaded and flagged.
        column: The column it is about.
        sql: True for rows that break it, over the table's columns.
        label: What is wrong in a few words, in both languages.
        means: What is wrong with such a row, in both languages.
        remedy: What to do about it, in both languages.
        invalidates: Whether the row's `valid` becomes false.
        same: For a rule about several rows, the columns in which they are alike.
        unchanged_days: For a rule about several readings, the days without any change.
    """

    name: str
    severity: Severity
    column: str
    sql: str
    label: Mapping[str, str]
    means: Mapping[str, str]
    remedy: Mapping[str, str]
    invalidates: bool = False
    same: tuple[str, ...] = ()
    unchanged_days: int = 0

    @property
    def table(self) -> str:
        """The table whose rows it judges."""
        return self.name.partition(".")[0]

    @property
    def told(self) -> dict[str, str]:
        """What is wrong and what to do about it, in both languages."""
        between = {"en": " ", "zh": ""}
        return {
            lang: f"{self.means[lang]}{space}{self.remedy[lang]}".strip()
            for lang, space in between.items()
        }

    @property
    def of_several(self) -> bool:
        """Whether it is about rows that repeat each other, not about a single row."""
        return bool(self.same or self.unchanged_days)

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


def meaning(name: str, own: Mapping[str, Mapping[str, str]] | None = None) -> str:
    """What a rule in the books means and what to do, in the language in force.

    Args:
        name: The rule.
        own: What rules of profiles mean, in both languages.

    Example:
        >>> meaning("calls.unreadable_ended_at").split(" cannot")[0]
        'The cell for ended_at'
    """
    if name in known():
        return language.pick(known()[name].told)
    if own and name in own:
        return language.pick(dict(own[name]))
    table_name, _, rest = name.partition(".")
    table = dictionary.tables()[table_name]
    for general in _GENERAL:
        if rest.startswith(general):
            # A rule that names no column is about what tells rows apart.
            about = rest.removeprefix(general).removeprefix("_") or table.key[0]
            column = table.columns.get(about)
            said = language.pick(column.label) if column else about
            return language.say(f"rule.{general}", column=said)
    return ""


def label(name: str) -> str:
    """A rule in a few words of the language in force, for the axis of a figure.

    Example:
        >>> label("calls.unreadable_ended_at"), label("calls.ended_before_started")
        ('calls: ended_at unreadable', 'calls: the call ended before it began')
    """
    table_name, _, rest = name.partition(".")
    table = dictionary.tables()[table_name]
    said = ""
    if name in known():
        said = language.pick(dict(known()[name].label))
    for general in _GENERAL:
        if rest.startswith(general):
            column = table.columns.get(rest.removeprefix(general).removeprefix("_"))
            column_label = language.pick(column.label) if column else ""
            said = language.say(f"rule_label.{general}", column=column_label)
    return f"{language.pick(table.label)}: {said or rest}"


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
        sql=conditions.checked(entry["when"], tuple(columns), full) if "when" in entry else "",
        # Most meanings are short enough to be their own label.
        label=entry.get("label", {"en": _clipped(entry["en"]), "zh": entry["zh"].strip("。")}),
        means={"en": entry["en"], "zh": entry["zh"]},
        remedy=entry.get("remedy", {"en": "", "zh": ""}),
        invalidates=entry.get("invalidates", False),
        same=tuple(entry.get("same", ())),
        unchanged_days=entry.get("unchanged_days", 0),
    )


def _clipped(sentence: str) -> str:
    """A sentence as it stands after a colon.

    Example:
        >>> _clipped("The call ended before it began.")
        'the call ended before it began'
    """
    return sentence[0].lower() + sentence[1:].rstrip(".")
