"""The records that were judged elsewhere, brought into the warehouse that gets their cube.

So that drill-down, notebooks and reviews have them. Tables with too many rows to be copied are
looked at where they lie, as views; where that is no folder of this machine they stay there.
"""

from collections.abc import Sequence
from pathlib import Path

import duckdb

from heatqa import dictionary, errors
from heatqa.engines import export, facts_folder, folder_reader
from heatqa.engines.facts_folder import BOOKS, Manifest, Reader, is_url
from heatqa.judging import day_sums
from heatqa.sql import quoted, single
from heatqa.warehouse import judged_from, lean, schema
from heatqa.warehouse.judged_from import Origin

# More rows than these are not copied: a season of visits, calls and cases of a large city is less.
MOST_ROWS = 10_000_000


def adopt(
    connection: duckdb.DuckDBPyConnection,
    reader: Reader,
    folders: Sequence[Manifest],
    *,
    warehouse: Path,
    most_rows: int = MOST_ROWS,
) -> None:
    """Bring the records of the folders into the next generation of a warehouse.

    A warehouse from which the folder was exported has them, and is left as it is.

    Raises:
        FactsBroken, FactsAltered, FactsIncomplete: a folder is not as it was exported.
        WarehouseHoldsOthers: the warehouse holds records of its own, which are not those.
    """
    if not any(is_url(folder.place) for folder in folders):
        reader = folder_reader.in_memory()
    facts_folder.check(reader, folders)
    if [export.mark(connection)] == [folder.mark for folder in folders]:
        return
    loaded = single(connection, "select count(*) from loads")[0]
    if loaded and not judged_from.origins(connection):
        places = ", ".join(folder.place for folder in folders)
        raise errors.WarehouseHoldsOthers(warehouse=warehouse, path=places)
    _clear(connection)
    facts_folder.arrange(reader, folders, BOOKS)
    found = []
    for table in (*dictionary.tables(), *BOOKS):
        rows = sum(folder.rows.get(table, 0) for folder in folders)
        kept = _bring(connection, reader, table, rows, most_rows)
        found += [
            Origin(folder.place, folder.mark, table, folder.rows.get(table, 0), kept)
            for folder in folders
        ]
    judged_from.note(connection, found)


def _bring(
    connection: duckdb.DuckDBPyConnection, reader: Reader, table: str, rows: int, most_rows: int
) -> bool:
    """Copy a table or look at it from here; whether the warehouse has its rows afterwards."""
    if not rows:
        return True
    if rows <= most_rows or table in BOOKS:
        # Folders may have been loaded with the same profile, and its rules.
        once = "distinct on (rule) *" if table == "own_rules" else "*"
        reader.hand_over("brought", f"select {once} from {quoted(table)}", connection)
        connection.execute(f"insert into {quoted(table)} by name from brought")
        connection.execute("drop table brought")
        return True
    if not isinstance(reader, folder_reader.FolderReader):
        return False
    connection.execute(f"drop table {quoted(table)}")
    connection.execute(f"create view {quoted(table)} as {reader.looked_at(table)}")
    return True


def _clear(connection: duckdb.DuckDBPyConnection) -> None:
    """Take out what an earlier judging brought."""
    for table in (*dictionary.tables(), *BOOKS):
        lean.remove(connection, table)
    day_sums.forget(connection)
    schema.create(connection)
