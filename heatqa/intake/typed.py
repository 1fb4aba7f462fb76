"""Staged text rows → the temporary table of typed rows, each with the reason to reject it, if any.

Nested selects, each naming what the next one uses: the cell as written, its fast reading, its
cleaned text where that failed, the slow reading, and what was not understood.
"""

import duckdb

from heatqa.intake import headers, rules, times, values
from heatqa.intake.cells import clean, is_nothing
from heatqa.intake.plan import Field, Plan
from heatqa.sql import literal, quoted


def make(
    connection: duckdb.DuckDBPyConnection, plan: Plan, zone: str, row_rules: list[rules.Rule]
) -> None:
    """Make `typed`: row, the table's columns, `rule`, `wrong_column`, `found`, `unusable`.

    Args:
        connection: Where `staged` lies.
        plan: What is read from where.
        zone: The zone whose wall time is stored.
        row_rules: The rules that reject or invalidate rows of this table.
    """
    table = plan.table
    connection.execute(f"create or replace temp table skipped as {plan.skipped}")
    steps = [_steps(connection, plan, entry, zone) for entry in plan.fields]
    raw, fast, clean_text, alike, value, last = (
        ", ".join(parts) for parts in zip(*steps, strict=True)
    )
    sql = f"select row, {raw} from ({plan.source})"
    sql = f"select *, {fast} from ({sql})"
    sql = f"select *, {clean_text} from ({sql})"
    sql = f"select *, {alike} from ({sql})"
    sql = f"select *, {value} from ({sql})"
    own = [entry.column.name for entry in plan.fields]
    absent = [
        f"null::{column.sql_type} as {quoted(column.name)}"
        for column in table.columns.values()
        if column.name not in own
    ]
    missing = ", ".join(["", *absent]) if absent else ""
    sql = f"select *, {last}{missing} from ({sql})"
    wrong = [
        f"when {_unread(entry)} then {literal(entry.column.name)}"
        for entry in plan.fields
        if entry.column.kind != "phone"
    ]
    lost = [
        f"case when {_unread(entry)} then {literal(entry.column.name)} end"
        for entry in plan.fields
        if entry.column.kind == "phone"
    ]
    unusable = f"list_filter([{', '.join(lost)}], lambda x: x is not null)" if lost else "null"
    sql = (
        f"select *, case {' '.join(wrong) or 'when false then null'} end as unread_column,"
        f" {unusable}::varchar[] as unusable from ({sql})"
    )
    sql = (
        f"select *, {_wrong_column(plan, row_rules)} as wrong_column,"
        f" {_rule(plan, row_rules)} as rule from ({sql})"
    )
    own_columns = ", ".join(
        f"{_valid(row_rules)} as valid" if name == "valid" else quoted(name)
        for name in table.columns
    )
    sql = f"select row, {own_columns}, unusable, rule, wrong_column, {_found(plan)} as found from ({sql})"
    connection.execute(f"create or replace temp table typed as {sql}")


def _steps(
    connection: duckdb.DuckDBPyConnection, plan: Plan, entry: Field, zone: str
) -> tuple[str, str, str, str, str, str]:
    """The steps of one column, each with its name."""
    column = entry.column
    raw, fast, text, alike, value = (
        quoted(f"{step}:{column.name}") for step in ("raw", "fast", "text", "alike", "value")
    )
    form = None
    if column.kind in ("time", "date") and not entry.formats:
        form = times.dominant(connection, f"({plan.source})", entry.cell)
    reading = values.reading(
        column,
        raw,
        text,
        alike,
        value,
        zone=zone,
        form=form,
        formats=entry.formats,
        codes=entry.codes,
    )
    nothing = is_nothing(text, _nothing_kind(entry))
    last = reading.last
    if entry.plus:
        span = (entry.scale or "{}").format(f"try_cast({quoted(f'plus:{column.name}')} as double)")
        last = f"{last} + to_seconds({span})"
    elif entry.scale:
        last = entry.scale.format(f"({last})")
    plus = f", {entry.plus} as {quoted(f'plus:{column.name}')}" if entry.plus else ""
    return (
        f"{_unless_nothing(entry)} as {raw}{plus}",
        f"{reading.fast} as {fast}",
        f"case when {fast} is null then {clean(raw)} end as {text}",
        f"case when {text} is not null then {reading.alike} end as {alike}",
        f"coalesce({fast}, case when not {nothing} then {reading.slow} end) as {value}",
        f"cast({last} as {column.sql_type}) as {quoted(column.name)}",
    )


def _unless_nothing(entry: Field) -> str:
    """The cell, without a profile's words for nothing."""
    if not entry.nothing:
        return entry.cell
    words = ", ".join(literal(word.lower()) for word in entry.nothing)
    return f"case when lower({clean(entry.cell)}) not in ({words}) then {entry.cell} end"


def _nothing_kind(entry: Field) -> str:
    """无 is a code where a column's codes say so, and a word like others where they do not."""
    spelled = {word for words in entry.column.codes.values() for word in words}
    return "flag" if "无" in spelled else entry.column.kind


def _unread(entry: Field) -> str:
    """True where a cell holds something and no value came of it."""
    text = quoted(f"text:{entry.column.name}")
    raw = quoted(f"raw:{entry.column.name}")
    nothing = is_nothing(f"coalesce({text}, {clean(raw)})", _nothing_kind(entry))
    unread = f"{quoted(entry.column.name)} is null and {raw} is not null and not {nothing}"
    # A time without its span is not wrong: there was none.
    return f"{unread} and {quoted(f'plus:{entry.column.name}')} is not null" if entry.plus else unread


def _rule(plan: Plan, row_rules: list[rules.Rule]) -> str:
    """The first reason to reject a row."""
    name = plan.table.name
    cases = [f"when unread_column is not null then {literal(f'{name}.unreadable_')} || unread_column"]
    keys = [f"{quoted(key)} is null" for key in headers.required_keys(plan.table)]
    cases.append(f"when {' or '.join(keys)} then {literal(f'{name}.missing_key')}")
    cases += [f"when {rule.sql} then {literal(rule.name)}" for rule in row_rules if rule.rejects]
    return f"case {' '.join(cases)} end"


def _wrong_column(plan: Plan, row_rules: list[rules.Rule]) -> str:
    """The column that the reason is about."""
    cases = ["when unread_column is not null then unread_column"]
    for key in headers.required_keys(plan.table):
        cases.append(f"when {quoted(key)} is null then {literal(key)}")
    cases += [
        f"when {rule.sql} then {literal(rule.column)}" for rule in row_rules if rule.rejects
    ]
    return f"case {' '.join(cases)} end"


def _found(plan: Plan) -> str:
    """What stood in that column."""
    cases = [
        f"when {literal(entry.column.name)} then {quoted(f'raw:{entry.column.name}')}"
        for entry in plan.fields
    ]
    return f"case wrong_column {' '.join(cases)} end"


def _valid(row_rules: list[rules.Rule]) -> str:
    conditions = [rule.sql for rule in row_rules if rule.invalidates]
    if not conditions:
        return quoted("valid")
    return f"case when {' or '.join(conditions)} then false else valid end"
