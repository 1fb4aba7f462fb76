"""Other spellings of communities → the one spelling, from the register of communities."""

import duckdb

from heatqa import dictionary
from heatqa.intake.values import community
from heatqa.sql import quoted, single

_REGISTER = "communities"
_COLUMN = "community_id"


def apply(connection: duckdb.DuckDBPyConnection, table: dictionary.Table) -> None:
    """Bring the communities of `typed` to one spelling, as far as the register knows others."""
    if _COLUMN in table.columns and table.name != _REGISTER:
        _rename(connection, "typed")


def apply_everywhere(connection: duckdb.DuckDBPyConnection) -> None:
    """Do the same for all rows loaded before the register told of another spelling."""
    for table in dictionary.tables().values():
        if _COLUMN in table.columns and table.name != _REGISTER:
            _rename(connection, quoted(table.name))


def _rename(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    spelling = community("trim(spelling)")
    connection.execute(
        f"create or replace temp table aliases as"
        f" select {spelling} as spelling, min({_COLUMN}) as name from"
        f" (select unnest(regexp_split_to_array(aliases, '[;、,|]')) as spelling, {_COLUMN}"
        f" from {_REGISTER} where aliases is not null)"
        f" where trim(spelling) <> '' group by 1 having count(distinct {_COLUMN}) = 1"
        f" and spelling not in (select {_COLUMN} from {_REGISTER})"
    )
    if single(connection, "select count(*) from aliases")[0]:
        connection.execute(
            f"update {table} set {_COLUMN} = a.name from aliases a where {_COLUMN} = a.spelling"
        )
