"""Typed rows into the table: new cases, the same case again, and later states of a case.

A later export of a case is its later state: of two rows with the same key the one loaded later
counts, within a file the lower one. An empty cell does not erase what an earlier row said,
because systems export what the clerk's screen shows, and a known time does not become unknown.
Nor does a day without a clock time erase the time of that day that was known before. A row that
changes nothing is a duplicate. What an update replaced stays in `replaced`.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import duckdb

from heatqa import dictionary
from heatqa.intake import alike
from heatqa.sql import add_rows, literal, quoted, single
from heatqa.warehouse import layout, memory, stretches, texts


@dataclass(frozen=True)
class Merged:
    """How many rows became what."""

    loaded: int
    duplicates: int
    updates: int


def place(
    connection: duckdb.DuckDBPyConnection,
    table: dictionary.Table,
    brought: Collection[str],
    source_id: int,
) -> int:
    """Put the accepted rows of `typed` into the warehouse's table, as they are.

    Args:
        connection: Where both are.
        table: The table.
        brought: The columns that the sheet has.
        source_id: The number of the sheet that the rows come from.

    Returns:
        How many there are.
    """
    now = layout.of(connection, table)
    names = ", ".join(map(quoted, brought))
    rows = f"(select {names}, {source_id} as source_id, row as source_row from typed"
    rows = f"{rows} where rule is null)"
    named = [name for name in now.numbered if name in brought]
    return add_rows(connection, now.rows, texts.as_numbers(connection, rows, named))


def settle(
    connection: duckdb.DuckDBPyConnection,
    table: dictionary.Table,
    source_id: int,
    placed: int,
    unclocked: Sequence[str] = (),
) -> Merged:
    """Lay rows of one key over each other, those of one sheet and those that were there before.

    Args:
        connection: Where the rows are.
        table: The table.
        source_id: The number of the sheet whose rows were placed last.
        placed: How many they are.
        unclocked: The columns of points in time that have no clock times in that sheet.
    """
    into = layout.of(connection, table)
    # A column that nobody has brought tells no rows apart.
    keys = [key for key in table.key if key in into.stored]
    times = [key for key in keys if table.columns[key].kind == "time"]
    rows = f"(select * from {into.rows} where source_id = {source_id})"
    near = _near(connection, rows, times)
    old = f"(select * from {into.rows} where source_id <> {source_id} and {near})"
    for name in unclocked:
        time = quoted(name)
        connection.execute(
            f"update {into.rows} t set {time} = f.{time} from {old} f"
            f" where t.source_id = {source_id} and {_same(keys)}"
            f" and cast(f.{time} as date) = cast(t.{time} as date)"
        )
    # Rows of one key are in one part.
    parts = stretches.of_days(connection, rows, *map(quoted, times[:1]))
    settled = Merged(placed, 0, 0)
    for number, part in enumerate(parts):
        if number:
            memory.write_down(connection)
        folded = _settle(connection, table, keys, source_id, f"{near} and {part}")
        settled = Merged(
            settled.loaded - folded.duplicates - folded.updates,
            settled.duplicates + folded.duplicates,
            settled.updates + folded.updates,
        )
    return settled


def _settle(
    connection: duckdb.DuckDBPyConnection,
    table: dictionary.Table,
    keys: Sequence[str],
    source_id: int,
    part: str,
) -> Merged:
    """Lay rows of one key over each other, those for which `part` holds.

    Args:
        connection: Where the rows are.
        table: The table.
        keys: What tells rows apart.
        source_id: The number of the sheet.
        part: Holds for some of the rows, of either.

    Returns:
        What became of the rows that have their key in common with others.
    """
    into = layout.of(connection, table).rows
    key = ", ".join(f"t.{quoted(key)}" for key in keys)
    new = f"from {into} t where source_id = {source_id} and {part}"
    old = f"from {into} f where source_id <> {source_id} and {part}"
    # Four bytes: of ten million keys a few thousand then share their number with another.
    number = f"(hash({key}) >> 32)::uinteger"
    maybe = "false"
    if alike.find(connection, new, number):
        maybe = f"{number} in (from {alike.TABLE})"
        memory.commit(connection)
    connection.execute(
        f"create or replace temp table doubtful as select rowid as stored, * {new} and {maybe}"
    )
    connection.execute(
        f"create or replace temp table several as"
        f" select {key} from doubtful t group by all having count(*) > 1"
    )
    said_again = 0
    among = f"exists (select 1 from contested t where {_same(keys)})"
    rows = f"select * from doubtful f where {among}"
    if single(connection, f"select exists (select 1 {old})")[0]:
        said_again = _take_out(connection, table, keys, new, old)
        # Row ids may be others in another transaction.
        rows = f"select rowid as stored, * from {into} f where {part} and {among}"
    connection.execute(
        f"create or replace temp table met as select distinct {key} {new}"
        f" and exists (select 1 {old} and {_same(keys)})"
    )
    connection.execute("create or replace temp table contested as from met union from several")
    if not _number(connection, "select count(*) from contested"):
        return Merged(0, said_again, 0)
    folded = _fold(connection, table, keys, source_id, rows, part=part)
    return Merged(folded.loaded, folded.duplicates + said_again, folded.updates)


def _take_out(
    connection: duckdb.DuckDBPyConnection,
    table: dictionary.Table,
    keys: Sequence[str],
    new: str,
    old: str,
) -> int:
    """Take out new rows that say nothing but what a row of another sheet said; how many they were.

    Systems export a season up to today, and nearly all of it was there yesterday.

    Args:
        connection: Where the rows are, and `several` with the keys that several new rows have.
        table: The table.
        keys: What tells rows apart.
        new: The new rows `t`, as SQL.
        old: The rows `f` of other sheets, as SQL.
    """
    into = layout.of(connection, table)
    others = [quoted(n) for n in table.columns if n in into.stored and n not in keys]
    said = [f"(t.{name} is null or t.{name} is not distinct from f.{name})" for name in others]
    nothing_else = " and ".join(["true", *said])
    memory.commit(connection)
    query = (
        f"delete {new} and rowid in (select stored"
        f" from (select rowid as stored, * {new}) t join (select * {old}) f on {_same(keys)}"
        f" where {nothing_else}"
        f" and not exists (select 1 from several f where {_same(keys)}))"
    )
    taken_out = _number(connection, query)
    # DuckDB 2.0 breaks down now and then where a transaction deletes millions of rows and then
    # some of the rows beside them.
    memory.commit(connection)
    return taken_out


def _same(keys: Iterable[str]) -> str:
    """Whether the rows `f` and `t` have one key, as SQL."""
    return " and ".join(f"f.{quoted(key)} is not distinct from t.{quoted(key)}" for key in keys)


def _near(connection: duckdb.DuckDBPyConnection, rows: str, times: Iterable[str]) -> str:
    """SQL that holds for rows of the times of `rows`, and for few others.

    Else a day would be held against the whole season.
    """
    found = ["true"]
    for time in map(quoted, times):
        first, last, known = single(
            connection, f"select min({time}), max({time}), count(*) = count({time}) from {rows}"
        )
        if first is not None and known:
            ends = " and ".join(f"{literal(str(end))}::timestamp" for end in (first, last))
            found.append(f"{time} between {ends}")
    return " and ".join(found)


def _fold(
    connection: duckdb.DuckDBPyConnection,
    table: dictionary.Table,
    key: Sequence[str],
    source_id: int,
    rows: str,
    *,
    part: str,
) -> Merged:
    """The rows of the keys that occur more than once, each laid over those before it.

    `part` holds for them: that spares looking for them among all others.
    """
    now = layout.of(connection, table)
    own = [name for name in table.columns if name in now.stored]
    names, keys = ", ".join(map(quoted, own)), ", ".join(map(quoted, key))
    states = ", ".join(
        f"last_value({quoted(name)} ignore nulls) over so_far as {quoted(name)}"
        for name in own
        if name not in key
    )
    connection.execute(
        f"create or replace temp table folded as"
        f" with chain as ("
        f"   select case when source_id = {source_id} then source_row else 0 end as turn,"
        f"   stored, {names}, source_id, source_row from ({rows})"
        f" ), laid as ("
        f"   select turn, stored, {keys}, {states}, source_id, source_row from chain"
        f"   window so_far as (partition by {keys} order by turn, stored"
        f"   rows between unbounded preceding and current row)"
        f" ), compared as ("
        f"   select *, {_struct(own)} as content, lag(content) over before as earlier"
        f"   from laid window before as (partition by {keys} order by turn, stored)"
        f" )"
        f" select *, case when turn = 0 then 'stored' when earlier is null then 'loaded'"
        f" when content is distinct from earlier then 'update' else 'duplicate' end as became"
        f" from compared"
    )
    counts = dict(connection.execute("select became, count(*) from folded group by all").fetchall())
    # Where a state came from: the last row before it that changed anything.
    connection.execute(
        f"create or replace temp table states as select *,"
        f" lead(became) over following as next_became"
        f" from folded where became <> 'duplicate'"
        f" window following as (partition by {keys} order by turn, stored)"
    )
    replaced = texts.as_texts("(from states where next_became = 'update')", now.numbered)
    add_rows(
        connection,
        "replaced",
        f"select {literal(table.name)} as table_name, source_id, source_row,"
        f" {source_id} as replaced_by, to_json({_struct(table.columns, own)}) as original"
        f" from ({replaced})",
    )
    connection.execute(
        f"delete from {now.rows} where {part} and rowid in"
        f" (select stored from folded where turn > 0"
        f" union all select stored from states where turn = 0 and next_became = 'update')"
    )
    written = ", ".join(map(quoted, sorted(now.stored)))
    last = f"select {written} from states where next_became is null and became <> 'stored'"
    add_rows(connection, now.rows, last)
    return Merged(counts.get("loaded", 0), counts.get("duplicate", 0), counts.get("update", 0))


def _struct(names: Iterable[str], stored: Collection[str] | None = None) -> str:
    """A record of columns, as SQL; what is not stored is nothing."""
    told = {name: quoted(name) if stored is None or name in stored else "null" for name in names}
    return "{" + ", ".join(f"{literal(name)}: {value}" for name, value in told.items()) + "}"


def _number(connection: duckdb.DuckDBPyConnection, statement: str) -> int:
    return int(single(connection, statement)[0])
