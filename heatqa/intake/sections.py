"""What a profile says of one kind of export: the table, and where each column comes from."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import duckdb

from heatqa import conditions, dictionary
from heatqa.intake import rules, two_rows
from heatqa.intake.cells import clean, is_nothing, trimmed
from heatqa.intake.plan import Field
from heatqa.sql import literal, quoted

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
    since: Mapping[dt.date, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    dated_by: str = ""

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
    address: str | None = None

    @property
    def headers(self) -> set[str]:
        """All headers it names."""
        named = set().union(*(source.headers for source in self.columns.values()))
        return named | ({self.address} if self.address else set())

    def header_row_of(self, rows: Rows) -> int:
        """The row named in the profile, or the one with most of the headers it names."""
        if self.header_row:
            return self.header_row

        def known(row: int) -> tuple[int, int]:
            return len(self.headers & set(two_rows.names(rows, row))), -row

        return max((row for row, _ in rows), key=known, default=1)

    def fields(self, texts: Mapping[str, int]) -> list[Field]:
        """What the section reads, from headers and the numbers of their cells."""
        return [
            _field(self.table.columns[name], source, texts, (*self.nothing, *source.nothing))
            for name, source in self.columns.items()
        ]


def try_out(fields: Iterable[Field], texts: Mapping[str, int]) -> None:
    """Let the database read the fields from a sheet without rows.

    Raises:
        ValueError: it cannot, as where a condition is a text; the message says why.
    """
    cells = ", ".join(f"null::varchar as c{index}" for index in {*texts.values(), 1})
    for read in fields:
        _try_out(read.cell, cells)


def try_rule(rule: rules.Rule, table: dictionary.Table) -> None:
    """Let the database apply a rule to a table without rows.

    Raises:
        ValueError: it cannot; the message says why.
    """
    cells = ", ".join(f"null::{c.sql_type} as {quoted(c.name)}" for c in table.columns.values())
    _try_out(f"case when {rule.sql} then 1 end", cells)


def try_format(form: str) -> None:
    """Let the database read a time in a format.

    Raises:
        ValueError: it is no format of times.
    """
    _try_out(f"try_strptime('', {literal(form)})", "1 as one")


def _try_out(expression: str, cells: str) -> None:
    try:
        duckdb.connect().execute(f"select {expression} from (select {cells}) limit 0").fetchall()
    except duckdb.Error as problem:
        raise ValueError(str(problem).partition("\n")[0]) from None


def _field(
    column: dictionary.Column,
    source: Source,
    texts: Mapping[str, int],
    nothing: tuple[str, ...],
) -> Field:
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
    return Field(
        column,
        cell,
        source.formats,
        source.codes,
        nothing,
        source.scale,
        plus,
        source.since,
        source.dated_by,
    )


def _first_filled(
    column: dictionary.Column, source: Source, texts: Mapping[str, int], nothing: tuple[str, ...]
) -> str:
    """The first choice all of whose cells hold something, its cells joined."""
    choices = []
    for choice in source.choices:
        cells = [f"c{texts[header]}" for header in choice]
        if len(source.choices) == len(cells) == 1:
            return cells[0]
        filled = [_filled(cell, column.kind, nothing) for cell in cells]
        choices.append("(" + f" || {literal(source.join)} || ".join(filled) + ")")
    return choices[0] if len(choices) == 1 else f"coalesce({', '.join(choices)})"


def _filled(cell: str, kind: str, nothing: tuple[str, ...]) -> str:
    # In a part of a time a zero is midnight unless the profile says that it is nothing.
    kind = "text" if kind in ("time", "date") else kind
    return f"case when not {is_nothing(clean(cell), kind, nothing)} then {trimmed(cell)} end"
