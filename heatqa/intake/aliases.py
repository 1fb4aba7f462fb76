"""Other spellings of communities → the one spelling; the key of an address → its household's.

Both are known from registers: of communities with their other names, of households with their
addresses.
"""

from dataclasses import dataclass

import duckdb

from heatqa import dictionary
from heatqa.intake.values import community
from heatqa.sql import bound, quoted, single
from heatqa.warehouse import layout, texts

_REGISTER = "communities"
_COLUMN = "community_id"
REGISTERS = ("communities", "households")
_HOMES, _HOME = "households", "household_key"
_KEYS = ("address_key", _HOME)
_VARIABLE = "heatqa_places"
# What can stand before the name of a community in an address.
_BEFORE = "[市区县镇乡街道路号巷弄村里0-9]$"
_SPELLING = community("trim(spelling)")
# Other spellings that mean one community only and are no community of their own.
_SPELLINGS = (
    f"select {_SPELLING} as spelling, min({_COLUMN}) as name from"
    f" (select unnest(regexp_split_to_array(aliases, '[;、,|]')) as spelling, {_COLUMN}"
    f" from {_REGISTER} where aliases is not null)"
    f" where trim(spelling) <> '' group by 1 having count(distinct {_COLUMN}) = 1"
    f" and spelling not in (select {_COLUMN} from {_REGISTER})"
)

# 朝阳花园小区 is 朝阳花园, unless the register has both.
_WORD = "小区"
_WITH_WORD = (
    f"select case when ends_with({_COLUMN}, '{_WORD}') then left({_COLUMN}, -{len(_WORD)})"
    f" else {_COLUMN} || '{_WORD}' end as spelling, {_COLUMN} as name from {_REGISTER}"
    f" where length(spelling) > 1 and spelling not in (select {_COLUMN} from {_REGISTER})"
    f" and spelling not in (select spelling from ({_SPELLINGS}))"
)


@dataclass(frozen=True)
class Respelled:
    """Rows of one file that were loaded when a community's spelling was not known to be one."""

    file: str
    load_id: int
    spelling: str
    name: str
    rows: int


def remember(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the spellings of communities known to the connection, for reading addresses."""
    places = f"select {_COLUMN} as spelling, {_COLUMN} as name from {_REGISTER}"
    connection.execute(
        f"set variable {_VARIABLE} = (select coalesce(list({{'spelling': spelling, 'name': name}}"
        f" order by length(spelling) desc), [])"
        f" from ({places} union all {_SPELLINGS} union all {_WITH_WORD}))"
    )


def canonical(text: str) -> str:
    """SQL for the register's name of the community at the end of a text, else the text.

    What comes before it, such as 南关区民康路5号, is left away.
    """
    before = "left(written, length(written) - length(known.spelling))"
    ends = f"(ends_with(written, known.spelling) and regexp_matches({before}, '{_BEFORE}'))"
    found = (
        f"list_filter(getvariable('{_VARIABLE}'), lambda known: written = known.spelling or {ends})"
    )
    return bound(text, "written", f"coalesce({found}[1].name, written)")


def apply(connection: duckdb.DuckDBPyConnection, table: dictionary.Table, rows: str) -> None:
    """Bring the places of rows that were read to one spelling, as far as registers know others.

    Args:
        connection: Where they are.
        table: The table that they are of.
        rows: Where they lie, with those of its columns that were read.
    """
    read = {row[0] for row in connection.execute(f"describe {rows}").fetchall()}
    if _COLUMN in read:
        _rename_communities(connection, table, rows)
    if _HOME in read:
        _rename_homes(connection, table, rows)


def apply_everywhere(connection: duckdb.DuckDBPyConnection) -> list[Respelled]:
    """Do the same for all rows loaded before the registers told of another spelling.

    Returns:
        The rows whose home was read from an address under a spelling that means another one now:
        the key of such a home cannot be made anew, as the address was never stored.
    """
    found = []
    for table in dictionary.tables().values():
        found += _respelled(connection, table)
        stored = layout.of(connection, table)
        if _COLUMN in stored.stored:
            _rename_communities(connection, table, quoted(table.name), stored)
        if _HOME in stored.stored:
            _rename_homes(connection, table, quoted(table.name), stored)
    return found


def _respelled(connection: duckdb.DuckDBPyConnection, table: dictionary.Table) -> list[Respelled]:
    home = next((name for name in _KEYS if name in table.columns), None)
    if home is None or _COLUMN not in table.columns:
        return []
    _find_spellings(connection, quoted(table.name))
    rows = connection.execute(
        f"select s.file, s.load_id, a.spelling, a.name, count(*) from {quoted(table.name)} t"
        f" join aliases a on t.{_COLUMN} = a.spelling join sources s using (source_id)"
        f" where s.homes_from_addresses and t.{home} is not null group by all order by all"
    ).fetchall()
    return [Respelled(*row) for row in rows]


def _rename_communities(
    connection: duckdb.DuckDBPyConnection,
    table: dictionary.Table,
    rows: str,
    lie: layout.Layout | None = None,
) -> None:
    if _COLUMN in table.columns and table.name != _REGISTER:
        _find_spellings(connection, rows)
        _rename(connection, rows, _COLUMN, lie)


def _find_spellings(connection: duckdb.DuckDBPyConnection, rows: str) -> None:
    """Make `aliases`: what communities are called in the rows, and what the register calls them.

    Names of the register itself, nearly all, are not looked at any further.
    """
    # A table of its own: in one query the name would be worked out for every row, since DuckDB
    # moves the comparison below the spellings, be they materialized or not.
    connection.execute(
        f"create or replace temp table spellings as"
        f" select distinct {_COLUMN} from {rows} anti join {_REGISTER} using ({_COLUMN})"
    )
    connection.execute(
        f"create or replace temp table aliases as select spelling, name from"
        f" (select {_COLUMN} as spelling, {canonical(_COLUMN)} as name from spellings)"
        f" where name <> spelling"
    )


def _rename_homes(
    connection: duckdb.DuckDBPyConnection,
    table: dictionary.Table,
    rows: str,
    lie: layout.Layout | None = None,
) -> None:
    if _HOME in table.columns and table.name != _HOMES:
        connection.execute(
            f"create or replace temp table aliases as select address_key as spelling,"
            f" min({_HOME}) as name from {_HOMES} where address_key is not null"
            f" group by 1 having count(*) = 1"
        )
        _rename(connection, rows, _HOME, lie)


def _rename(
    connection: duckdb.DuckDBPyConnection, rows: str, column: str, lie: layout.Layout | None
) -> None:
    """Give the rows the names in `aliases`; where they lie says how, if not as they are shown."""
    if not single(connection, "select count(*) from aliases")[0]:
        return
    aliases = "aliases"
    if lie is not None:
        rows = lie.rows
        if column in lie.numbered:
            # A household's address is no text of the rows unless they name it.
            met = f"(select * from aliases where spelling in (select text from {texts.TABLE}))"
            aliases = f"({texts.as_numbers(connection, met, ('spelling', 'name'))})"
    connection.execute(
        f"update {rows} set {column} = a.name from {aliases} a where {column} = a.spelling"
    )
