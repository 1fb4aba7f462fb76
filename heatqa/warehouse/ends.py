"""Where exports do not reach as far as others: tables that end early, files that lack columns."""

import datetime as dt
from collections.abc import Iterator

import duckdb
import polars as pl

from heatqa import dictionary
from heatqa.language import pick
from heatqa.sql import literal, quoted, single

# So many days without a record are an end, unless the table had such silences before.
_DAYS, _TIMES_USUAL = 14, 3
_EARLY = {
    "table_name": pl.String,
    "label": pl.String,
    "last_day": pl.Date,
    "days": pl.Int64,
    "as_of": pl.Datetime,
}
_UNEVEN = {
    "file": pl.String,
    "load_id": pl.Int64,
    "table_name": pl.String,
    "label": pl.String,
    "columns": pl.List(pl.String),
    "rows": pl.Int64,
}


def early(connection: duckdb.DuckDBPyConnection, as_of: dt.datetime | None) -> pl.DataFrame:
    """The tables of facts whose records end long before `as_of`, all of which are judged as of it.

    A case that was open at the end of its table counts as open until `as_of`.

    Returns:
        One row per table: `table_name`, `label`, `last_day` with a record, the `days` from then
        until `as_of`, which is repeated: more than fourteen, and than three times the longest
        silence before. No row where there is no moment, as no fact has been loaded.
    """
    found = []
    if as_of is None:
        return pl.DataFrame(schema=_EARLY)
    for table in dictionary.tables().values():
        if table.kind != "fact" or not table.times:
            continue
        begun = f"cast(coalesce({', '.join(map(quoted, table.times))}) as date)"
        last, silence = single(
            connection,
            f"with days as (select distinct {begun} as day from {quoted(table.name)}"
            f" where {begun} <= {literal(str(as_of))}::timestamp),"
            " gaps as (select day, day - lag(day) over (order by day) as gap from days)"
            " select max(day), coalesce(max(gap) filter"
            " (where day > (select max(day) from days) - 60), 1) from gaps",
        )
        if last is None:
            continue
        days = (as_of.date() - last).days
        if days > max(_DAYS, _TIMES_USUAL * silence):
            found.append((table.name, pick(table.label), last, days, as_of))
    return pl.DataFrame(found, schema=_EARLY, orient="row")


def uneven(connection: duckdb.DuckDBPyConnection, load_id: int | None = None) -> pl.DataFrame:
    """Exports without a column of moments that other exports of the same table have.

    What such a file cannot say counts as not having happened.

    Args:
        connection: An open warehouse.
        load_id: Only files of this load.

    Returns:
        One row per file and sheet: `file`, `load_id`, `table_name`, `label`, the labels of the
        `columns` it lacks, and the `rows` from it to which one of them is wanting.
    """
    found = [row for row in _uneven(connection) if load_id in (None, row[1])]
    return pl.DataFrame(found, schema=_UNEVEN, orient="row")


def _uneven(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[object, ...]]:
    books = connection.execute(
        "select table_name, source_id, load_id, file, read_columns from sources"
        " where read_columns is not null order by table_name, source_id"
    ).fetchall()
    brought: dict[str, set[str]] = {}
    for name, *_, columns in books:
        brought.setdefault(name, set()).update(columns)
    for name, source_id, load_id, file, columns in books:
        table = dictionary.tables()[name]
        lacking = [
            column
            for column in table.columns.values()
            if column.kind == "time" and column.name in brought[name] - set(columns)
        ]
        if not lacking:
            continue
        without = " or ".join(f"{quoted(column.name)} is null" for column in lacking)
        query = f"select count(*) from {quoted(name)} where source_id = {source_id} and ({without})"
        if rows := single(connection, query)[0]:
            labels = [pick(column.label) for column in lacking]
            yield file, load_id, name, pick(table.label), labels, rows
