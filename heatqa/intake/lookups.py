"""Columns that repeat a few spellings: each is read once and looked up from there.

Names and numbers of people are always looked up, so that a hash is computed once for each; a
column of codes, places or words is, where its first cells show that it repeats itself. What is
left are columns whose cells are nearly all different, such as times: those are read in place.
"""

import duckdb

from heatqa.intake import steps
from heatqa.intake.plan import Field, Plan, mentioned
from heatqa.sql import quoted, single

_ALWAYS = ("person", "phone")
_MAYBE = ("text", "id", "code", "community", "place_number", "flag", "score", "integer")
# As many cells are asked as a city's sensors send in a few rounds: one round has no sensor twice.
_SAMPLE = 1_000_000
# Looking up is worth it in sheets of so many rows, where a spelling comes back this often.
_ROWS, _REPEATS = 20_000, 5


def chosen(connection: duckdb.DuckDBPyConnection, plan: Plan) -> list[Field]:
    """The fields of a plan that are looked up."""
    maybe = [field for field in plan.fields if field.column.kind in _MAYBE and _alone(field)]
    always = [field for field in plan.fields if field.column.kind in _ALWAYS]
    if not maybe:
        return always
    counts = ", ".join(f"approx_count_distinct({field.cell})" for field in maybe)
    cells = f"select * from ({plan.source}) limit {_SAMPLE}"
    rows, *distinct = single(connection, f"select count(*), {counts} from ({cells})")
    repeating = {
        field.column.name
        for field, spellings in zip(maybe, distinct, strict=True)
        if rows >= _ROWS and spellings * _REPEATS < rows
    }
    return [
        field
        for field in plan.fields
        if field.column.kind in _ALWAYS or field.column.name in repeating
    ]


def _alone(field: Field) -> bool:
    """Whether a column's value depends on its own cells only."""
    return not field.plus and not field.since


def make(
    connection: duckdb.DuckDBPyConnection, field: Field, made: steps.Steps, source: str
) -> None:
    """Make the table in which a field's spellings stand beside their values.

    Args:
        connection: Where the table is made.
        field: The field.
        made: Its steps.
        source: The rows, as SQL.
    """
    cells = ", ".join(_cells(field))
    some = " or ".join(f"{cell} is not null" for cell in _cells(field))
    distinct = (
        f"select distinct {cells} from ({source}) where {some}" if cells else "select 1 as c0"
    )
    kept = ", ".join(filter(None, [cells, *_values(field)]))
    connection.execute(
        f"create or replace temp table {table(field)} as"
        f" select {kept} from ({steps.nested([made], distinct)})"
    )


def joined(fields: list[Field], rows: str) -> str:
    """The rows with the values of looked-up fields beside them, as SQL."""
    joins, found = "", ""
    for field in fields:
        name = table(field)
        cells = _cells(field)
        # Plain equality where one cell decides: a row without it needs no value.
        same = "=" if len(cells) == 1 else "is not distinct from"
        test = " and ".join(f"rows.{cell} {same} {name}.{cell}" for cell in cells) or "true"
        joins += f" left join {name} on {test}"
        found += "".join(f", {name}.{column}" for column in _values(field))
    return f"select rows.*{found} from ({rows}) as rows{joins}" if joins else rows


def table(field: Field) -> str:
    """The name of a field's table."""
    return quoted(f"keys:{field.column.name}")


def forget(connection: duckdb.DuckDBPyConnection) -> None:
    """Drop the tables in which names and numbers stand beside their hashes."""
    query = "select table_name from duckdb_tables() where temporary and table_name like 'keys:%'"
    for (name,) in connection.execute(query).fetchall():
        connection.execute(f"drop table temp.{quoted(name)}")


def _values(field: Field) -> list[str]:
    """What is looked up."""
    return [quoted(field.column.name), steps.step("unread", field), steps.step("remark", field)]


def _cells(field: Field) -> list[str]:
    """The staged cells that a field is read from."""
    if field.cell in ("room_cell", "room_header") or field.cell.startswith('"address:'):
        return [field.cell]
    return sorted(mentioned(field))
