"""Staged text rows → the temporary table of typed rows, each with the reason to reject it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import duckdb

from heatqa.intake import dated, headers, lookups, rules, steps, values
from heatqa.intake.plan import Field, Plan
from heatqa.sql import literal, quoted

# The table that the view `typed` looks at, for those who change its rows.
READ = "typed_cells"
_REMARKED = ("phone", "time", "date", "score", "seconds", "integer", "number")


@dataclass(frozen=True)
class Reading:
    """How the rows of one sheet are read, found out from the first of them.

    Attributes:
        plan: What is read from where.
        row_rules: The rules of the table.
        looked_up: The fields whose spellings are few.
        steps: The steps of every column, by name.
    """

    plan: Plan
    row_rules: Sequence[rules.Rule]
    looked_up: Sequence[Field]
    steps: Mapping[str, steps.Steps]

    @property
    def brought(self) -> list[str]:
        """The columns of the table that are filled from the sheet."""
        return list(_own(self.plan, self.row_rules))


def reading(
    connection: duckdb.DuckDBPyConnection,
    plan: Plan,
    habits: values.Habits,
    row_rules: Sequence[rules.Rule],
) -> Reading:
    """Find out how the rows of a sheet are read.

    Args:
        connection: Where the first rows are staged, and `skipped` lies.
        plan: What is read from where.
        habits: What the file and the company have in common for all columns.
        row_rules: The rules of this table.
    """
    made = {
        field.column.name: steps.of_field(connection, plan, field, habits) for field in plan.fields
    }
    return Reading(plan, row_rules, lookups.chosen(connection, plan), made)


def make(connection: duckdb.DuckDBPyConnection, how: Reading) -> None:
    """Make the view `typed`: row, the table's columns, rule, wrong_column, found, reasons, remarks.

    `rule` is the first reason to reject the row, `wrong_column` the column it is about, `found`
    what stood there; `reasons` are all of them. `remarks` are flags on how cells were read.

    Args:
        connection: Where `staged` and `skipped` lie.
        how: How the rows are read.
    """
    plan, row_rules, looked_up = how.plan, how.row_rules, list(how.looked_up)
    made = dict(how.steps)
    for field in looked_up:
        lookups.make(connection, field, made.pop(field.column.name), plan.cells)
    whole_rows = f"{plan.surplus} as surplus, {plan.alone} as alone, {plan.cut_off} as cut_off"
    sql = lookups.joined(looked_up, f"select *, {whole_rows} from ({plan.source})")
    sql = steps.nested(list(made.values()), sql)
    absent = _absent(plan)
    sql = f"select *, {', '.join(absent)} from ({sql})" if absent else sql
    sql = dated.replaced(list(plan.fields), sql)
    reasons = list(_reasons(plan, row_rules))
    rule = " ".join(f"when {test} then {name}" for test, name, _ in reasons)
    column = " ".join(f"when {test} then {about}" for test, _, about in reasons)
    sql = f"select *, case {rule} end as rule, case {column} end as wrong_column from ({sql})"
    own = _own(plan, row_rules)
    connection.execute(
        f"create or replace temp table {READ} as select row, {', '.join(own.values())}, rule,"
        f" wrong_column, case when rule is not null then {_found(plan)} end as found,"
        f" case when rule is not null then {_all(reasons)} end as reasons,"
        f" {_remarks(plan)} as remarks from ({sql})"
    )
    # What the sheet lacks is nothing in every row: it need not be written down for each.
    columns = ", ".join(
        quoted(name) if name in own else f"null::{column.sql_type} as {quoted(name)}"
        for name, column in plan.table.columns.items()
    )
    connection.execute(
        f"create or replace temp view typed as select row, {columns}, rule, wrong_column, found,"
        f" reasons, remarks from {READ}"
    )


def _absent(plan: Plan) -> list[str]:
    """The columns of the table that the sheet does not have."""
    read = {field.column.name for field in plan.fields}
    return [
        f"null::{column.sql_type} as {quoted(column.name)}"
        for column in plan.table.columns.values()
        if column.name not in read
    ]


def _reasons(plan: Plan, row_rules: Sequence[rules.Rule]) -> Iterator[tuple[str, str, str]]:
    """What rejects a row, first things first: a test, the rule's name, the column, as SQL."""
    table = plan.table.name
    if plan.surplus != "false":
        yield "surplus", literal(f"{table}.too_many_cells"), "null"
    if plan.cut_off != "false":
        yield "cut_off", literal(f"{table}.cut_off"), "null"
    if plan.alone != "false":
        yield "alone", literal(f"{table}.nothing_else"), literal(plan.table.key[0])
    for field in plan.fields:
        name, why = field.column.name, steps.step("unread", field)
        rule = f"{literal(f'{table}.')} || {why} || {literal(f'_{name}')}"
        yield f"{why} is not null", rule, literal(name)
    for key in headers.required_keys(plan.table):
        yield f"{quoted(key)} is null", literal(f"{table}.missing_key"), literal(key)
    for rule in row_rules:
        if rule.rejects:
            yield rule.sql, literal(rule.name), literal(rule.column)


def _all(reasons: Sequence[tuple[str, str, str]]) -> str:
    """Every reason that holds for a row, as SQL."""
    listed = ", ".join(
        f"case when {test} then {{'rule': {name}, 'column_name': {about}}} end"
        for test, name, about in reasons
    )
    return f"list_filter([{listed}], lambda reason: reason is not null)"


def _remarks(plan: Plan) -> str:
    """The flags on how the cells of a row were read, null where there is none."""
    fields = [field for field in plan.fields if field.column.kind in _REMARKED]
    found = [steps.step("remark", field) for field in fields]
    named = [
        f"{remark} || {literal(f'_{field.column.name}')}"
        for field, remark in zip(fields, found, strict=True)
    ]
    if plan.heading.address is not None:
        address = f"case when {plan.unplaced} then 'unplaced' end"
        found, named = [*found, address], [*named, f"{address} || '_address'"]
    if not found:
        return "null::varchar[]"
    listed = f"list_filter([{', '.join(named)}], lambda name: name is not null)"
    return f"case when coalesce({', '.join(found)}, null) is not null then {listed} end"


def _own(plan: Plan, row_rules: Sequence[rules.Rule]) -> dict[str, str]:
    """The columns that the sheet has, as SQL by name; a rule may say that a row does not count."""
    spoilt = [rule.sql for rule in row_rules if rule.invalidates]
    names = {field.column.name: quoted(field.column.name) for field in plan.fields}
    if spoilt and "valid" in plan.table.columns:
        names["valid"] = f"case when {' or '.join(spoilt)} then false else valid end as valid"
    return names


def _found(plan: Plan) -> str:
    """What stood in the column that the reason is about."""
    cases = [f"when {literal(field.column.name)} then {field.cell}" for field in plan.fields]
    return f"case wrong_column {' '.join(cases)} end"
