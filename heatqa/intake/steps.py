"""The steps from cell to value of one column, each a named column of nested selects.

- cell: as the plan says: one cell, several joined, or a constant;
- raw: the cell, null where a profile's word for nothing stands in it;
- fast: read in the way that most cells of the column are written;
- text: the cleaned cell, only where the fast reading failed;
- alike: a time's text in one way of writing;
- value: fast, or else the slow reading of text;
- own: the value in the unit and type of the column, under its name;
- unread, remark: why a cell that holds something has no value, or what its value hides.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from heatqa.intake import numbers, privacy, times, values
from heatqa.intake.cells import NUMERIC, SENTINELS, clean, is_formula_error, is_nothing
from heatqa.intake.plan import Field, Plan
from heatqa.sql import among, quoted

_NUMERIC = (*NUMERIC, "celsius", "outdoor_celsius")


@dataclass(frozen=True)
class Steps:
    """One column's part of each select."""

    field: Field
    cell: str
    raw: str
    fast: str
    text: str
    alike: str
    value: str
    own: str

    @property
    def unread(self) -> str:
        """Why no value came of a cell that holds something."""
        return f"{unread(self.field)} as {step('unread', self.field)}"

    @property
    def remark(self) -> str:
        """What a value hides."""
        return f"{remark(self.field)} as {step('remark', self.field)}"


def of_field(
    connection: duckdb.DuckDBPyConnection, plan: Plan, field: Field, habits: values.Habits
) -> Steps:
    """The steps of one column.

    Args:
        connection: Where the staged rows are, whose first cells show how they are written.
        plan: The plan of the sheet.
        field: The column.
        habits: What the file and the company have in common for all columns.
    """
    column = field.column
    cell, raw, fast, text, alike, value, plus = (
        step(name, field) for name in ("cell", "raw", "fast", "text", "alike", "value", "plus")
    )
    form = None
    if column.kind in ("time", "date") and not field.formats:
        form = times.dominant(connection, f"({plan.source})", field.cell)
    if column.kind == "seconds" and not field.scale:
        form = numbers.dominant(connection, f"({plan.source})", field.cell)
    reading = values.reading(
        column,
        raw,
        text,
        alike,
        value,
        habits=habits,
        form=form,
        formats=field.formats,
        codes=field.codes,
    )
    own = reading.last
    if field.plus:
        span = (field.scale or "{}").format(f"try_cast({plus} as double)")
        own = f"{own} + to_seconds({span})"
    elif field.scale:
        own = field.scale.format(f"({own})")
    held = f"not {is_nothing(text, nothing_kind(field))} and not {is_formula_error(text)}"
    return Steps(
        field,
        cell=f"{field.cell} as {cell}" + (f", {field.plus} as {plus}" if field.plus else ""),
        raw=f"{_unless_nothing(cell, field.nothing)} as {raw}",
        fast=f"{reading.fast} as {fast}",
        text=f"case when {fast} is null then {clean(raw)} end as {text}",
        alike=f"case when {text} is not null then {reading.alike} end as {alike}",
        value=f"coalesce({fast}, case when {held} then {reading.slow} end) as {value}",
        own=f"cast({own} as {column.sql_type}) as {quoted(column.name)}",
    )


def nested(made: Sequence[Steps], rows: str) -> str:
    """SQL for the rows with every step of the columns beside them."""
    for name in ("cell", "raw", "fast", "text", "alike", "value", "own", "unread", "remark"):
        each = ", ".join(getattr(of_column, name) for of_column in made)
        rows = f"select *, {each} from ({rows})" if each else rows
    return rows


def step(name: str, field: Field) -> str:
    """The name of a step of a column, as SQL; no column of a table has a colon in it."""
    return quoted(f"{name}:{field.column.name}")


def unread(field: Field) -> str:
    """SQL for why a cell has no value though it holds something.

    unreadable, range (18-20), no_year, lost_digits (2.025E+16), formula_error (#N/A).
    """
    text, raw = step("text", field), step("raw", field)
    # No cleaned text was made where the fast reading succeeded, and then the cell is clean.
    nothing = is_nothing(f"coalesce({text}, {raw})", nothing_kind(field))
    why = "'unreadable'"
    if field.column.kind in _NUMERIC:
        why = f"case when {numbers.is_range(text)} then 'range' else 'unreadable' end"
    if field.column.kind == "time":
        without = times.without_year(step("alike", field))
        why = f"case when {without} then 'no_year' else 'unreadable' end"
    if field.column.kind == "id":
        why = "'lost_digits'"
    if field.column.kind == "phone":
        # What is left of a number is no reason to leave the row out; a remark tells of it.
        why = "null::varchar"
    why = f"case when {is_formula_error(text)} then 'formula_error' else {why} end"
    # Cases, because both sides of an `and` are computed for every row.
    held = f"case when {raw} is not null then case when not {nothing} then {why} end end"
    if field.plus:
        # A time without its span is not wrong: there was none.
        held = f"case when {step('plus', field)} is not null then {held} end"
    return f"case when {quoted(field.column.name)} is null then {held} end"


def remark(field: Field) -> str:
    """SQL for what a value hides, worth a flag but not the row; null for most kinds."""
    text, raw, own = step("text", field), step("raw", field), quoted(field.column.name)
    match field.column.kind:
        case "phone":
            nothing = is_nothing(text, "phone")
            several = f"case when {privacy.several(text)} then 'several_numbers' end"
            lost = f"case when not {nothing} and not {is_formula_error(text)} then 'unusable' end"
            return f"case when {own} is not null then {several} else {lost} end"
        case "time" | "date":
            without = f"case when {times.year_unsaid(text)} then 'inferred_year' end"
            return f"case when {text} is not null and {own} is not null then {without} end"
        case "score":
            return f"case when {text} like '%默认%' then 'default_rating' end"
        case kind if kind in NUMERIC:
            held = among(f"trim(coalesce({text}, {raw}))", SENTINELS)
            return f"case when {own} is null then case when {held} then 'sentinel' end end"
    return "null::varchar"


def nothing_kind(field: Field) -> str:
    """The kind whose words for nothing hold: 无 can be one of a column's codes."""
    spelled = {word for words in field.column.codes.values() for word in words}
    return "flag" if "无" in spelled else field.column.kind


def _unless_nothing(cell: str, words: tuple[str, ...]) -> str:
    if not words:
        return cell
    listed = among(f"lower({clean(cell)})", [word.lower() for word in words])
    return f"case when not {listed} then {cell} end"
