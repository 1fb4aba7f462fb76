"""What was loaded when, the states a record went through, and taking a load back."""

import json

import duckdb
import polars as pl

from heatqa import dictionary, errors
from heatqa.language import pick
from heatqa.sql import add_rows, literal, quoted
from heatqa.warehouse import layout, lean, memory, stretches, texts

_BOOKS = ("rejects", "flags", "sources")


def loads(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """The loads, latest first.

    Returns:
        One row per load: `load_id`, `loaded_at`, `files` (their names), `tables`, `rows_read`,
        `loaded`, `duplicates`, `updates`, `rejected`, `undone_at` (null while it stands).
    """
    return connection.sql(
        "select l.load_id, l.loaded_at, string_agg(distinct s.file, '; ' order by s.file) as files,"
        " string_agg(distinct s.table_name, '; ' order by s.table_name) as tables,"
        " any_value(l.rows_read) as rows_read, any_value(l.loaded) as loaded,"
        " any_value(l.duplicates) as duplicates, any_value(l.updates) as updates,"
        " any_value(l.rejected) as rejected, any_value(l.undone_at) as undone_at"
        " from loads l left join sources s using (load_id)"
        " group by l.load_id, l.loaded_at order by l.load_id desc"
    ).pl()


def history(connection: duckdb.DuckDBPyConnection, table: str, record: str) -> pl.DataFrame:
    """The states of one record, as the exports brought them, oldest first.

    Args:
        connection: An open warehouse.
        table: The table, such as `tickets`.
        record: Its first key column's value, such as the ticket's number.

    Returns:
        One row per state: `load_id`, `loaded_at`, `file`, `source_row`, `changes` (a list of
        `column: before → after` in the user's words; for the first state what it said).

    Raises:
        RecordUnloaded: no export brought such a record.
    """
    described = dictionary.tables()[table]
    key = described.key[0]
    names = {name: pick(column.label) for name, column in described.columns.items() if name != key}
    content = ", ".join(f"{literal(name)}: {quoted(name)}" for name in described.columns)
    rows = connection.execute(
        f"select s.load_id, l.loaded_at, s.file, t.source_row, t.original::varchar from ("
        f" select source_id, source_row, original, 0 as stands from replaced"
        f" where table_name = {literal(table)} and original ->> {literal(key)} = $1"
        f" union all select source_id, source_row, to_json({{{content}}}), 1"
        f" from {quoted(table)} where {quoted(key)}::varchar = $1"
        f") t join sources s using (source_id) join loads l using (load_id)"
        " order by t.stands, t.source_id, t.source_row",
        [record],
    ).fetchall()
    if not rows:
        raise errors.RecordUnloaded(table=pick(described.label), record=record)
    states = [_said(row[4]) for row in rows]
    changes = [
        [
            f"{label}: {before.get(name) or '–'} → {state.get(name) or '–'}"
            if before
            else f"{label}: {state[name]}"
            for name, label in names.items()
            if state.get(name) != before.get(name)
        ]
        for before, state in zip([{}, *states], states, strict=False)
    ]
    frame = pl.DataFrame(
        [row[:4] for row in rows],
        schema=["load_id", "loaded_at", "file", "source_row"],
        orient="row",
    )
    return frame.with_columns(pl.Series("changes", changes, pl.List(pl.String)))


def undo(connection: duckdb.DuckDBPyConnection, load_id: int) -> None:
    """Take a load back: its rows go, and what they had replaced stands again.

    The names that a register gave to communities and households of other loads stay.

    Args:
        connection: From `Warehouse.write()`.
        load_id: The number of the load.

    Raises:
        LoadUnknown: there is no such load, or it has been undone.
        LoadBuiltUpon: later loads met rows of this one; without them the books would not say
            what their files brought.
    """
    standing = "select load_id from loads where undone_at is null order by 1"
    known = [row[0] for row in connection.execute(standing).fetchall()]
    if load_id not in known:
        raise errors.LoadUnknown(load=load_id, known=", ".join(map(str, known)) or "–")
    later = connection.execute(
        "select distinct load_id from sources s where load_id > $1 and duplicates + updates > 0"
        " and table_name in (select table_name from sources where load_id = $1) order by 1 desc",
        [load_id],
    ).fetchall()
    if later:
        raise errors.LoadBuiltUpon(load=load_id, later=", ".join(str(row[0]) for row in later))
    ours = f"(select source_id from sources where load_id = {int(load_id)})"
    tables = connection.execute(
        f"select distinct table_name from sources where source_id in {ours}"
    ).fetchall()
    for (name,) in tables:
        _restore(connection, dictionary.tables()[name], ours)
    lean.forget_texts(connection)
    connection.execute(f"delete from replaced where source_id in {ours} or replaced_by in {ours}")
    for book in _BOOKS:
        connection.execute(f"delete from {book} where source_id in {ours}")
    connection.execute(
        "update loads set undone_at = current_localtimestamp() where load_id = $1", [load_id]
    )


def _restore(connection: duckdb.DuckDBPyConnection, table: dictionary.Table, ours: str) -> None:
    """Put the states back that the load replaced, in place of its rows."""
    now = layout.of(connection, table)
    names = ", ".join(map(quoted, sorted(now.stored)))
    values = ", ".join(
        f"(original ->> {literal(column.name)})::{column.sql_type} as {quoted(column.name)}"
        for column in table.columns.values()
    )
    gone = f"from {now.rows} where source_id in {ours}"
    times = [quoted(name) for name in table.times if name in now.stored]
    for part in stretches.of_days(connection, f"(select * {gone})", *times[:1]):
        connection.execute(f"delete {gone} and {part}")
        memory.write_down(connection)
    rows = (
        f"(select {names} from (select {values}, source_id, source_row from replaced where"
        f" table_name = {literal(table.name)} and replaced_by in {ours}"
        f" and source_id not in {ours}))"
    )
    add_rows(connection, now.rows, texts.as_numbers(connection, rows, now.numbered))


def _said(original: str) -> dict[str, str]:
    """What a state says, without what it leaves open."""
    return {name: str(value) for name, value in json.loads(original).items() if value is not None}
