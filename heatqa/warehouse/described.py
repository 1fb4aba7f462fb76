"""What the warehouse holds, as the dictionary describes it."""

import duckdb
import polars as pl

from heatqa import dictionary, errors
from heatqa.language import pick
from heatqa.sql import quoted

_TABLES = {
    "table": pl.String,
    "label": pl.String,
    "a_row_is": pl.String,
    "rows": pl.Int64,
    "columns": pl.Int64,
}
_COLUMNS = ("column", "label", "meaning", "kind", "unit", "null_means")


def tables(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Every table of the dictionary, those with most rows first.

    Returns:
        One row per table: `table` as SQL names it, its `label` and what `a_row_is` in the user's
        language, the `rows` that were loaded, and how many `columns` it has.
    """
    counts = " union all ".join(
        f"select {place} as place, count(*) as n from {quoted(name)}"
        for place, name in enumerate(dictionary.tables())
    )
    rows = dict(connection.execute(counts).fetchall())
    described = [
        (name, pick(table.label), pick(table.row), rows[place], len(table.columns))
        for place, (name, table) in enumerate(dictionary.tables().items())
    ]
    frame = pl.DataFrame(described, schema=_TABLES, orient="row")
    return frame.sort("rows", descending=True, maintain_order=True)


def columns(table: str) -> pl.DataFrame:
    """The columns of a table in the order of the dictionary.

    Returns:
        One row per column: `column` as SQL names it, in the user's language its `label` (a header
        that exports use), its `meaning`, and what an empty cell says (`null_means`, empty where
        every row has a value or nothing is known of it), its `kind` and `unit`.

    Raises:
        TableNotFound: the dictionary has no such table.
    """
    known = dictionary.tables()
    if table not in known:
        raise errors.TableNotFound(table=table, hint=errors.suggestion(table, known))
    return pl.DataFrame(
        [
            (
                column.name,
                pick(column.label),
                pick(column.means),
                column.kind,
                column.unit or "",
                pick(column.null_means) if column.null_means else "",
            )
            for column in known[table].stored.values()
        ],
        schema=dict.fromkeys(_COLUMNS, pl.String),
        orient="row",
    )
