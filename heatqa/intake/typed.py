"""Staged text rows → the temporary table of typed rows, each with the reason to reject it."""

from collections.abc import Iterator, Sequence

import duckdb

from heatqa.intake import headers, rules, steps
from heatqa.intake.plan import Plan
from heatqa.sql import literal, quoted


def make(
    connection: duckdb.DuckDBPyConnection, plan: Plan, zone: str, row_rules: Sequence[rules.Rule]
) -> None:
    """Make `typed`: row, the table's columns, rule, wrong_column, found, unusable.

    `rule` is the first reason to reject the row, `wrong_column` the column it is about, `found`
    what stood there; `unusable` lists the columns whose phone numbers had lost digits.

    Args:
        connection: Where `staged` lies.
        plan: What is read from where.
        zone: The zone whose wall time is stored.
        row_rules: The rules of this table.
    """
    connection.execute(f"create or replace temp table skipped as {plan.skipped}")
    made = [steps.of_field(connection, plan, field, zone) for field in plan.fields]

    def each(name: str) -> str:
        return ", ".join(getattr(of_column, name) for of_column in made)

    sql = f"select row, {plan.surplus} as surplus, {each('cell')} from ({plan.source})"
    sql = steps.with_keys(connection, plan, f"select *, {each('raw')} from ({sql})")
    for name in ("fast", "text", "alike", "value"):
        sql = f"select *, {each(name)} from ({sql})"
    sql = f"select *, {', '.join([each('own'), *_absent(plan)])} from ({sql})"
    sql = f"select *, {_unread(plan)} as unread, {_unusable(plan)} as unusable from ({sql})"
    reasons = list(_reasons(plan, row_rules))
    rule = " ".join(f"when {test} then {name}" for test, name, _ in reasons)
    column = " ".join(f"when {test} then {about}" for test, _, about in reasons)
    sql = f"select *, case {rule} end as rule, case {column} end as wrong_column from ({sql})"
    connection.execute(
        f"create or replace temp table typed as select row, {_own(plan, row_rules)},"
        f" unusable, rule, wrong_column, {_found(plan)} as found from ({sql})"
    )


def _absent(plan: Plan) -> list[str]:
    """The columns of the table that the sheet does not have."""
    read = {field.column.name for field in plan.fields}
    return [
        f"null::{column.sql_type} as {quoted(column.name)}"
        for column in plan.table.columns.values()
        if column.name not in read
    ]


def _unread(plan: Plan) -> str:
    """The first column whose cell could not be read."""
    cases = [
        f"when {steps.unread(field)} then {literal(field.column.name)}"
        for field in plan.fields
        if field.column.kind != "phone"
    ]
    return f"case {' '.join(cases)} end" if cases else "null::varchar"


def _unusable(plan: Plan) -> str:
    """The columns with a phone number that cannot be known: worth a remark, not the row."""
    cases = [
        f"case when {steps.unread(field)} then {literal(field.column.name)} end"
        for field in plan.fields
        if field.column.kind == "phone"
    ]
    return f"list_filter([{', '.join(cases)}]::varchar[], lambda name: name is not null)"


def _reasons(plan: Plan, row_rules: Sequence[rules.Rule]) -> Iterator[tuple[str, str, str]]:
    """What rejects a row, first things first: a test, the rule's name, the column, as SQL."""
    table = plan.table.name
    yield "surplus", literal(f"{table}.too_many_cells"), "null"
    yield "unread is not null", f"{literal(f'{table}.unreadable_')} || unread", "unread"
    for key in headers.required_keys(plan.table):
        yield f"{quoted(key)} is null", literal(f"{table}.missing_key"), literal(key)
    for rule in row_rules:
        if rule.rejects:
            yield rule.sql, literal(rule.name), literal(rule.column)


def _own(plan: Plan, row_rules: Sequence[rules.Rule]) -> str:
    """The table's columns; a rule may say that a row does not count."""
    spoilt = [rule.sql for rule in row_rules if rule.invalidates]
    names = {name: quoted(name) for name in plan.table.columns}
    if spoilt and "valid" in names:
        names["valid"] = f"case when {' or '.join(spoilt)} then false else valid end as valid"
    return ", ".join(names.values())


def _found(plan: Plan) -> str:
    """What stood in the column that the reason is about."""
    cases = [
        f"when {literal(field.column.name)} then {steps.step('raw', field)}"
        for field in plan.fields
    ]
    return f"case wrong_column {' '.join(cases)} end"
