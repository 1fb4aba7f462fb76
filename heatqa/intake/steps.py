"""The steps from cell to value of one column, each a named column of nested selects.

- cell: as the plan says: one cell, several joined, or a constant;
- raw: the cell, null where a profile's word for nothing stands in it;
- fast: read in the way that most cells of the column are written;
- text: the cleaned cell, only where the fast reading failed;
- alike: a time's text in one way of writing;
- value: fast, or else the slow reading of text;
- own: the value in the unit and type of the column, under its name.
"""

from dataclasses import dataclass

import duckdb

from heatqa.intake import privacy, times, values
from heatqa.intake.cells import clean, is_nothing
from heatqa.intake.plan import Field, Plan
from heatqa.sql import literal, quoted

HASHED = {"person": privacy.person, "phone": privacy.phone}


@dataclass(frozen=True)
class Steps:
    """One column's part of each select."""

    cell: str
    raw: str
    fast: str
    text: str
    alike: str
    value: str
    own: str


def of_field(connection: duckdb.DuckDBPyConnection, plan: Plan, field: Field, zone: str) -> Steps:
    """The steps of one column.

    Args:
        connection: Where the staged rows are, whose first cells show how they are written.
        plan: The plan of the sheet.
        field: The column.
        zone: The zone whose wall time is stored.
    """
    column = field.column
    cell, raw, fast, text, alike, value, plus = (
        step(name, field) for name in ("cell", "raw", "fast", "text", "alike", "value", "plus")
    )
    if column.kind in HASHED:
        key = step("key", field)
        reading = values.Reading(key, "null::varchar", "null::varchar", value)
    else:
        form = None
        if column.kind in ("time", "date") and not field.formats:
            form = times.dominant(connection, f"({plan.source})", field.cell)
        reading = values.reading(
            column,
            raw,
            text,
            alike,
            value,
            zone=zone,
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
    nothing = is_nothing(text, nothing_kind(field))
    return Steps(
        cell=f"{field.cell} as {cell}" + (f", {field.plus} as {plus}" if field.plus else ""),
        raw=f"{_unless_nothing(cell, field.nothing)} as {raw}",
        fast=f"{reading.fast} as {fast}",
        text=f"case when {fast} is null then {clean(raw)} end as {text}",
        alike=f"case when {text} is not null then {reading.alike} end as {alike}",
        value=f"coalesce({fast}, case when not {nothing} then {reading.slow} end) as {value}",
        own=f"cast({own} as {column.sql_type}) as {quoted(column.name)}",
    )


def step(name: str, field: Field) -> str:
    """The name of a step of a column, as SQL; no column of a table has a colon in it."""
    return quoted(f"{name}:{field.column.name}")


def with_keys(connection: duckdb.DuckDBPyConnection, plan: Plan, rows: str) -> str:
    """The rows after the step raw, with the keyed hashes of names and numbers beside them.

    Each name is hashed once and looked up from there: readings repeat the same few thousand.
    """
    joins, keys = "", ""
    for number, field in enumerate(plan.fields):
        if field.column.kind not in HASHED:
            continue
        raw, table = step("raw", field), f"keys_{number}"
        cells = f"select distinct {raw} as cell from ({rows}) where {raw} is not null"
        connection.execute(
            f"create or replace temp table {table} as"
            f" select cell, {HASHED[field.column.kind]('text')} as key"
            f" from (select cell, {clean('cell')} as text from ({cells}))"
            f" where not {is_nothing('text', field.column.kind)}"
        )
        joins += f" left join {table} on rows.{raw} = {table}.cell"
        keys += f", {table}.key as {step('key', field)}"
    return f"select rows.*{keys} from ({rows}) as rows{joins}" if joins else rows


def forget(connection: duckdb.DuckDBPyConnection) -> None:
    """Drop the tables in which names and numbers stand beside their hashes."""
    query = "select table_name from duckdb_tables() where temporary and table_name like 'keys%'"
    for (name,) in connection.execute(query).fetchall():
        connection.execute(f"drop table temp.{quoted(name)}")


def unread(field: Field) -> str:
    """SQL that is true where a cell holds something and no value came of it."""
    text, raw = step("text", field), step("raw", field)
    # No cleaned text was made where the fast reading succeeded, and then the cell is clean.
    nothing = is_nothing(f"coalesce({text}, {raw})", nothing_kind(field))
    # Cases, because both sides of an `and` are computed for every row.
    held = f"case when {raw} is not null then not {nothing} end"
    if field.plus:
        # A time without its span is not wrong: there was none.
        held = f"case when {step('plus', field)} is not null then {held} end"
    return f"case when {quoted(field.column.name)} is null then {held} end"


def nothing_kind(field: Field) -> str:
    """The kind whose words for nothing hold: 无 can be one of a column's codes."""
    spelled = {word for words in field.column.codes.values() for word in words}
    return "flag" if "无" in spelled else field.column.kind


def _unless_nothing(cell: str, words: tuple[str, ...]) -> str:
    if not words:
        return cell
    listed = ", ".join(literal(word.lower()) for word in words)
    return f"case when lower({clean(cell)}) not in ({listed}) then {cell} end"
