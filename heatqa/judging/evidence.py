"""Which columns no export brought: a clause that needs one of them has no data, not a bad rate."""

import re

import duckdb

from heatqa.clauses import Variant, forms
from heatqa.judging import facts


def brought(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """The columns, as `table.column`, that at least one loaded file had."""
    rows = connection.execute(
        "select distinct table_name || '.' || unnest(read_columns) from sources"
    ).fetchall()
    return {row[0] for row in rows}


def missing(variant: Variant, known: set[str]) -> list[str]:
    """The columns the clause cannot do without and no export brought, as alternatives `a | b`.

    A warehouse whose books name no column, such as one made for a test, lacks none.
    """
    source = facts.sources()[variant.fact]
    wanting = []
    for column in _needed(variant):
        origins = source.origins(column)
        if known and origins and not known.intersection(origins):
            wanting.append(" | ".join(origins))
    if known and not wanting:
        tables = {name.partition(".")[0] for name in known}
        wanting = [] if tables.intersection(source.rows_of) else [" | ".join(source.rows_of)]
    return list(dict.fromkeys(wanting))


def _needed(variant: Variant) -> list[str]:
    """The columns that a form cannot do without; where it has conditions, those they name."""
    form = variant.form
    if isinstance(form, forms.Coverage):
        conditions = [condition for condition, _ in form.needs]
    elif isinstance(form, forms.Absent):
        conditions = [form.found, form.undecided, form.reported]
    else:
        return list(form.columns)
    words = re.findall(r"[a-z_]+", " ".join(conditions))
    return [word for word in dict.fromkeys(words) if facts.sources()[variant.fact].origins(word)]
