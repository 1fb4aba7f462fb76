"""The books of all loads as frames: rows by fate, rules broken, and how full columns are."""

import duckdb
import polars as pl

from heatqa import dictionary
from heatqa.language import pick
from heatqa.sql import literal, quoted, single

# Exports whose name says so are simulated, as `heatqa simulate` names its own.
_SIMULATED = "%simulated%"


def books(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """What became of the rows read.

    Returns:
        One row per table: `table_name`, its `label`, `files`, `rows_read`, `loaded`,
        `duplicates`, `updates`, `rejected`, `flagged`.
    """
    counts = ("rows_read", "loaded", "duplicates", "updates", "rejected", "flagged")
    sums = ", ".join(f"cast(sum({count}) as bigint) as {count}" for count in counts)
    frame = connection.sql(
        f"select table_name, count(distinct file) as files, {sums} from sources "
        "group by table_name order by rows_read desc, table_name"
    ).pl()
    labels = {name: pick(table.label) for name, table in dictionary.tables().items()}
    return frame.insert_column(1, frame["table_name"].replace_strict(labels).alias("label"))


def reasons(connection: duckdb.DuckDBPyConnection, load_id: int | None = None) -> pl.DataFrame:
    """The rules that rows broke.

    Args:
        connection: An open warehouse.
        load_id: Only rows of this load.

    Returns:
        One row per rule: `rule`, `severity` (`reject` or `flag`), `rows`, the most frequent first.
    """
    of_load = "true" if load_id is None else f"load_id = {int(load_id)}"
    return connection.sql(
        "select rule, severity, count(*) as rows from ("
        "select source_id, rule, 'reject' as severity from rejects"
        " union all select source_id, rule, 'flag' from flags"
        f") semi join (select source_id from sources where {of_load}) using (source_id)"
        " group by rule, severity order by rows desc, rule"
    ).pl()


def examples(connection: duckdb.DuckDBPyConnection, load_id: int | None = None) -> pl.DataFrame:
    """The first row that broke each rule, so that it can be looked up in its file.

    Args:
        connection: An open warehouse.
        load_id: Only rows of this load.

    Returns:
        One row per rule: `rule`, `severity`, `file`, `source_row` as a spreadsheet counts it, and
        what was `found` there, masked where it may name somebody (null for flags).
    """
    of_load = "true" if load_id is None else f"load_id = {int(load_id)}"
    return connection.sql(
        "select distinct on (rule, severity) rule, severity, file, source_row, found from ("
        "select source_id, source_row, rule, 'reject' as severity, found from rejects"
        " union all select source_id, source_row, rule, 'flag', null from flags"
        f") join sources using (source_id) where {of_load}"
        " order by rule, severity, source_id, source_row"
    ).pl()


def own_rules(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, str]]:
    """What the rules of the profiles used mean and what to do, in both languages, by name."""
    known = "select 1 from duckdb_tables() where table_name = 'own_rules'"
    if not connection.execute(known).fetchall():
        # A warehouse of an earlier version.
        return {}
    rows = connection.execute("select rule, en, zh from own_rules").fetchall()
    return {name: {"en": en, "zh": zh} for name, en, zh in rows}


def filled(connection: duckdb.DuckDBPyConnection, table: str, kind: str) -> pl.DataFrame:
    """How often each column of one kind holds a value, such as every `time` of `tickets`.

    Returns:
        One row per column in the order of the dictionary: `column_name`, its `label`, `rows`,
        `share` (0 to 1).
    """
    columns = [c for c in dictionary.tables()[table].columns.values() if c.kind == kind]
    parts = [
        f"select {number} as position, {literal(column.name)} as column_name, "
        f"{literal(pick(column.label))} as label, count(*) as rows, "
        f"count({quoted(column.name)}) / nullif(count(*), 0) as share from {quoted(table)}"
        for number, column in enumerate(columns)
    ]
    every = " union all ".join(parts)
    return connection.sql(
        f"select column_name, label, rows, share from ({every}) order by position"
    ).pl()


def simulated(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether any record comes from a file that says it is simulated."""
    query = f"select count(*) from sources where lower(file) like {literal(_SIMULATED)}"
    return bool(single(connection, query)[0])
