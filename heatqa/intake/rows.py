"""The rows of one sheet into their table and the books, one share after the other."""

from collections import Counter
from dataclasses import dataclass, field, replace

import duckdb

from heatqa.intake import (
    aliases,
    books,
    further_headers,
    lookups,
    merge,
    rules,
    staging,
    typed,
    undoubted,
    values,
)
from heatqa.intake.plan import Plan
from heatqa.sql import single
from heatqa.warehouse import lean, schema, texts


@dataclass
class Taken:
    """What became of the rows of a sheet.

    Attributes:
        read: How many there were.
        rejects: Those that were rejected, by rule.
        skipped: Lines that are no records, by reason.
        unclocked: Columns of points in time without clock times.
        merged: What became of the accepted rows.
        flags: Flags on what was stored, by rule.
        flagged: How many rows have any.
    """

    read: int = 0
    rejects: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    unclocked: tuple[str, ...] = ()
    merged: merge.Merged = field(default_factory=lambda: merge.Merged(0, 0, 0))
    flags: dict[str, int] = field(default_factory=dict)
    flagged: int = 0


def take(
    connection: duckdb.DuckDBPyConnection,
    staged: staging.Staged,
    plan: Plan,
    habits: values.Habits,
    *,
    row_rules: list[rules.Rule],
    source_id: int,
) -> Taken:
    """Take the rows of a sheet into the warehouse and the books.

    Args:
        connection: Where the first share is staged, and `skipped` lies.
        staged: The sheet.
        plan: What is read from where.
        habits: What holds for all its columns.
        row_rules: The rules that its rows have to keep.
        source_id: The number of the sheet.
    """
    table, header_row = plan.table, plan.heading.row
    how = typed.reading(connection, plan, habits, row_rules)
    if lean.prepare(connection, table, how.brought, many=bool(staged.later)):
        schema.comment(connection, [table])
    taking = undoubted.Undoubted(connection, how, source_id) if staged.later else None
    given = texts.last(connection) if taking else 0
    found = Taken()
    placed = 0
    shares = undoubted.shares(connection, staged, header_row, taking)
    for number, by_themselves in enumerate(shares):
        if number:
            skip(connection, plan, below=header_row)
        if number == 1 and not by_themselves:
            # The first share was too short to show which columns repeat themselves; what a cell
            # means it decides for all.
            how = replace(how, looked_up=lookups.chosen(connection, plan))
        typed.make(connection, how)
        further_headers.refuse(connection, staged)
        aliases.apply(connection, table, typed.READ)
        books.remark(connection, table.name, anew=not number)
        found.rejects += books.reject(connection, plan, source_id)
        found.skipped += books.skipped(connection, plan)
        found.read += by_themselves + single(connection, "select count(*) from typed")[0]
        placed += by_themselves + merge.place(connection, table, how.brought, source_id)
    found.unclocked = books.unclocked(connection, plan, source_id)
    found.merged = merge.settle(connection, table, source_id, placed, found.unclocked)
    found.flags, found.flagged = books.flag(connection, plan, source_id, row_rules)
    if taking and found.rejects:
        # What rejected rows said was given numbers too, as each spelling is read once.
        lean.forget_texts(connection, after=given)
    return found


def skip(connection: duckdb.DuckDBPyConnection, plan: Plan, below: int) -> None:
    """Find the staged rows below a row that are no records."""
    rows = f"select * from ({plan.skipped}) where row > {below}"
    connection.execute(f"create or replace temp table skipped as {rows}")
