"""Which columns no export brought: a clause that needs one of them has no data, not a bad rate."""

import duckdb

from heatqa.clauses import Variant
from heatqa.judging import facts


def brought(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """The columns, as `table.column`, that at least one loaded file had."""
    rows = connection.execute(
        "select distinct table_name || '.' || unnest(read_columns) from sources"
    ).fetchall()
    return {row[0] for row in rows}


def missing(variant: Variant, known: set[str]) -> list[str]:
    """The columns the clause cannot do without and no export brought, as alternatives `a | b`."""
    source = facts.sources()[variant.fact]
    wanting = []
    for column in variant.form.columns:
        origins = source.origins(column)
        if origins and not known.intersection(origins):
            wanting.append(" | ".join(origins))
    if not wanting:
        tables = {name.partition(".")[0] for name in known}
        wanting = [table for table in source.tables[:1] if table not in tables]
    return wanting
