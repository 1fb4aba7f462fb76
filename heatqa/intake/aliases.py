"""Other spellings of communities → the one spelling; the key of an address → its household's.

Both are known from registers: of communities with their other names, of households with their
addresses.
"""

import duckdb

from heatqa import dictionary
from heatqa.intake.values import community
from heatqa.sql import bound, quoted, single

_REGISTER = "communities"
_COLUMN = "community_id"
REGISTERS = ("communities", "households")
_HOMES, _HOME = "households", "household_key"
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


def remember(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the spellings of communities known to the connection, for reading addresses."""
    places = f"select {_COLUMN} as spelling, {_COLUMN} as name from {_REGISTER}"
    connection.execute(
        f"set variable {_VARIABLE} = (select coalesce(list({{'spelling': spelling, 'name': name}}"
        f" order by length(spelling) desc), []) from ({places} union all {_SPELLINGS}))"
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


def apply(connection: duckdb.DuckDBPyConnection, table: dictionary.Table) -> None:
    """Bring the places of `typed` to one spelling, as far as the registers know others."""
    _apply(connection, table, "typed")


def apply_everywhere(connection: duckdb.DuckDBPyConnection) -> None:
    """Do the same for all rows loaded before the registers told of another spelling."""
    for table in dictionary.tables().values():
        _apply(connection, table, quoted(table.name))


def _apply(connection: duckdb.DuckDBPyConnection, table: dictionary.Table, rows: str) -> None:
    if _COLUMN in table.columns and table.name != _REGISTER:
        connection.execute(f"create or replace temp table aliases as {_SPELLINGS}")
        _rename(connection, rows, _COLUMN)
    if _HOME in table.columns and table.name != _HOMES:
        connection.execute(
            f"create or replace temp table aliases as select address_key as spelling,"
            f" min({_HOME}) as name from {_HOMES} where address_key is not null"
            f" group by 1 having count(*) = 1"
        )
        _rename(connection, rows, _HOME)


def _rename(connection: duckdb.DuckDBPyConnection, rows: str, column: str) -> None:
    if single(connection, "select count(*) from aliases")[0]:
        connection.execute(
            f"update {rows} set {column} = a.name from aliases a where {column} = a.spelling"
        )
