"""The books of a sheet: rejects with their original, flags on what was stored, and the counts."""

import functools
import re
from collections import Counter

import duckdb

from heatqa import dictionary
from heatqa.intake import headers, repeats, rules
from heatqa.intake.plan import Plan
from heatqa.intake.report import SheetReport
from heatqa.redaction.loading import masked, misplaced, number_mark
from heatqa.sql import add_rows, among, literal, quoted, single
from heatqa.warehouse import layout, texts

_PERSONAL = ("person", "phone")
_PEOPLE = re.compile(
    "(?i)姓名|人$|电话|手机|联系|地址|住址|身份证|证件|实名|name|phone|address|mail"
)


# Remarks on the cells of a sheet, gathered while its rows are placed.
REMARKED = "remarked"


def remark(connection: duckdb.DuckDBPyConnection, table: str, *, anew: bool) -> None:
    """Keep the remarks on the accepted rows of `typed`; of the first share of a sheet `anew`."""
    rows = (
        f"select {literal(f'{table}.')} || unnest(remarks) as rule, row as source_row"
        " from typed where remarks is not null and rule is null"
    )
    if anew:
        connection.execute(f"create or replace temp table {REMARKED} as {rows}")
    else:
        add_rows(connection, REMARKED, rows)


def reject(connection: duckdb.DuckDBPyConnection, plan: Plan, source_id: int) -> Counter[str]:
    """Write the rejected rows of `typed` into `rejects`; returns how many by rule."""
    personal = [
        literal(name)
        for name, column in plan.table.columns.items()
        if column.kind in (*_PERSONAL, "free_text")
    ]
    hidden = f"wrong_column in ({', '.join(personal)})" if personal else "false"
    found = f"case when {hidden} then {masked('found')} else {misplaced('found')} end"
    add_rows(
        connection,
        "rejects",
        f"select {source_id} as source_id, row as source_row, rule,"
        f" wrong_column as column_name, {found} as found, {_original(plan)} as original, reasons"
        " from typed join staged using (row) where rule is not null",
    )
    return _counts(
        connection, "select rule, count(*) from typed where rule is not null group by all"
    )


def flag(
    connection: duckdb.DuckDBPyConnection,
    plan: Plan,
    source_id: int,
    row_rules: list[rules.Rule],
) -> tuple[dict[str, int], int]:
    """Write the flags of the rows stored from one sheet.

    Judged on what is stored, so that an update with empty cells is seen together with what was
    known before. What was remarked on its cells is flagged where the row was stored.

    Returns:
        How many flags by rule, and how many rows have any.
    """
    table = plan.table
    found = {rule.name: rule.sql for rule in row_rules if rule.sql and not rule.rejects}
    for entry in plan.fields:
        if entry.column.kind == "code":
            known = among(quoted(entry.column.name), (*entry.column.codes, *entry.codes))
            found[f"{table.name}.unknown_code_{entry.column.name}"] = f"not {known}"
    tests = ", ".join(f"case when {sql} then {literal(name)} end" for name, sql in found.items())
    any_test = " or ".join(f"({sql})" for sql in found.values()) or "false"
    lie = layout.of(connection, table)
    stored = f"select * from {lie.whole} where source_id = {source_id}"
    several = "".join(
        f" union all by name select source_row, {literal(rule.name)} as rule"
        f" from ({repeats.broken(connection, rule, lie.whole, stored)})"
        for rule in row_rules
        if rule.of_several
    )
    looked_at = set(re.findall(r"\w+", any_test))
    told = texts.as_texts(f"({stored})", [n for n in lie.numbered if n in looked_at])
    connection.execute(
        f"create or replace temp table flagged as select source_row, rule from"
        f" (select source_row, unnest([{tests or 'null::varchar'}]) as rule from ({told})"
        f" where {any_test})"
        f" where rule is not null union all by name (select said.source_row, said.rule"
        f" from {REMARKED} said semi join ({stored}) using (source_row)){several}"
    )
    entry = f"select {literal(table.name)} as table_name, {source_id} as source_id, *"
    add_rows(connection, "flags", f"{entry} from flagged")
    by_rule = _counts(connection, "select rule, count(*) from flagged group by all")
    return by_rule, int(single(connection, "select count(distinct source_row) from flagged")[0])


def _counts(connection: duckdb.DuckDBPyConnection, statement: str) -> Counter[str]:
    rows = connection.execute(statement).fetchall()
    return Counter({str(name): int(count) for name, count in sorted(rows)})


def _original(plan: Plan) -> str:
    """The row as it was written, as JSON, without what names people."""
    # A cell that several columns are read from is a person's if one of them is.
    entries = sorted(plan.fields, key=lambda entry: entry.column.kind in _PERSONAL)
    read = {cell: entry.column.kind for entry in entries for cell in plan.cells_of(entry)}
    parts = []
    for index, text in plan.heading.texts.items():
        cell = f"c{index}"
        kind = read.get(cell)
        if kind in _PERSONAL or (kind is None and _names_people(text)):
            shown = f"case when {cell} is not null then {literal(number_mark())} end"
        elif kind in (None, "free_text", "text"):
            shown = masked(cell)
        else:
            # A number of many digits is what an identifier looks like.
            shown = cell if kind == "id" else misplaced(cell)
        parts.append(f"{literal(text)}, {shown}")
    return f"json_object({', '.join(parts)})"


def _names_people(header: str) -> bool:
    """Whether a column that is not read looks as if it named people."""
    return headers.normal(header) in _personal_headers() or bool(_PEOPLE.search(header))


@functools.cache
def _personal_headers() -> frozenset[str]:
    """Headers that stand for people in any table: a column that is not read may still be one."""
    return frozenset(
        headers.normal(header)
        for table in dictionary.tables().values()
        for column in table.columns.values()
        if column.kind in _PERSONAL
        for header in column.headers
    )


def skipped(connection: duckdb.DuckDBPyConnection, plan: Plan) -> Counter[str]:
    """Staged rows that are no records, by reason.

    Args:
        connection: Where `staged`, `skipped` and `typed` lie.
        plan: The plan of the sheet.
    """
    reasons = _counts(connection, "select reason, count(*) from skipped group by all")
    if plan.heading.wide:
        records = (
            f"select count(*) from staged anti join skipped using (row)"
            f" where row > {plan.heading.row}"
        )
        measured = "select count(distinct row) from typed"
        without = single(connection, f"select ({records}) - ({measured})")[0]
        reasons += Counter(no_reading=without)
    return reasons


def unclocked(connection: duckdb.DuckDBPyConnection, plan: Plan, source_id: int) -> tuple[str, ...]:
    """The columns of points in time that hold days only, so that no minute can be counted."""
    times = [entry.column.name for entry in plan.fields if entry.column.kind == "time"]
    if not times:
        return ()
    rows = f"from {layout.of(connection, plan.table).rows} where source_id = {source_id}"
    # Of many rows the first that has a clock time ends the search.
    clocks = ", ".join(
        f"exists ({rows} and {quoted(name)} is not null)"
        f" and not exists ({rows} and {quoted(name)} <> cast({quoted(name)} as date))"
        for name in times
    )
    found = single(connection, f"select {clocks}")
    return tuple(name for name, bare in zip(times, found, strict=True) if bare)


def enter(
    connection: duckdb.DuckDBPyConnection,
    report: SheetReport,
    plan: Plan,
    *,
    load_id: int,
    source_id: int,
    digest: str,
    size: int,
    profile: str | None,
) -> None:
    """Write what became of a sheet into `sources`, and what its profile's rules mean."""
    for name, told in report.own_rules.items():
        values = [name, told["en"], told["zh"]]
        connection.execute("insert or replace into own_rules values ($1, $2, $3)", values)
    read_columns = [field.column.name for field in plan.fields]
    connection.execute(
        "insert into sources values"
        " ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,"
        " $20)",
        [
            source_id,
            load_id,
            report.file.name,
            report.sheet,
            digest,
            size,
            report.encoding,
            profile,
            report.table,
            list(report.unread_columns),
            report.rows_read,
            report.loaded,
            report.duplicates,
            report.updates,
            report.rejected,
            report.flagged,
            sum(report.skipped_lines.values()),
            read_columns,
            list(report.unclocked_columns),
            plan.homes_from_addresses,
        ],
    )
