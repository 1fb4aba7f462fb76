"""The facts of a warehouse written as Parquet, a folder per table, parted by month."""

import hashlib
import shutil
from pathlib import Path

import duckdb

from heatqa import __version__, dictionary, errors
from heatqa.engines.facts_folder import BOOKS, MANIFEST, PARTITION, Manifest
from heatqa.judging import facts
from heatqa.sql import literal, quoted, single

_FORMAT = "format parquet, compression zstd"
# What a rejected row said stays where it was rejected: it may be anything.
_WITHHELD = ("found", "original")


def write(connection: duckdb.DuckDBPyConnection, folder: Path) -> Manifest:
    """Write every table into a new folder, which appears when all of it is there.

    Raises:
        FolderPresent: the folder is there already and holds something.
        OutputUnwritable: the folder cannot be written, or the disk is full.
        WarehouseMissing: the warehouse holds no record.
    """
    as_of = facts.latest(connection)
    if as_of is None:
        raise errors.WarehouseMissing(path=folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise errors.FolderPresent(path=folder)
    draft = folder.with_name(f"{folder.name}.draft")
    try:
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        rows = {name: _table(connection, name, draft / name) for name in _tables(connection)}
        columns = {name: _columns(connection, name) for name in rows}
        manifest = Manifest(str(folder), __version__, as_of, mark(connection), rows, columns)
        (draft / MANIFEST).write_text(manifest.written(), encoding="utf-8")
        if folder.exists():
            folder.rmdir()
        draft.rename(folder)
    except (OSError, duckdb.IOException) as problem:
        shutil.rmtree(draft, ignore_errors=True)
        found = str(problem).partition("\n")[0]
        raise errors.OutputUnwritable(path=folder, found=found) from None
    return manifest


def mark(connection: duckdb.DuckDBPyConnection) -> str:
    """What tells the records of this state of a warehouse from any other."""
    loads = connection.execute(
        "select load_id, loaded_at, rows_read, undone_at from loads order by load_id"
    ).fetchall()
    return hashlib.sha256(repr(loads).encode()).hexdigest()[:16]


def _tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    present = {row[0] for row in connection.execute("show tables").fetchall()}
    return [name for name in (*dictionary.tables(), *BOOKS) if name in present]


def _columns(connection: duckdb.DuckDBPyConnection, table: str) -> dict[str, str]:
    rows = connection.execute(f"describe {quoted(table)}").fetchall()
    return {row[0]: row[1] for row in rows}


def _table(connection: duckdb.DuckDBPyConnection, name: str, target: Path) -> int:
    """Write one table; an empty one has no file. Returns its rows."""
    rows = single(connection, f"select count(*) from {quoted(name)}")[0]
    if not rows:
        return 0
    kept = "*"
    if name == "rejects":
        nulls = ", ".join(f"cast(null as varchar) as {quoted(each)}" for each in _WITHHELD)
        kept = f"* replace ({nulls})"
    times = dictionary.tables()[name].times if name in dictionary.tables() else ()
    if not times:
        target.mkdir()
        file = literal(str(target / "part-0.parquet"))
        connection.execute(f"copy (select {kept} from {quoted(name)}) to {file} ({_FORMAT})")
        return rows
    begun = f"coalesce({', '.join(map(quoted, times))})"
    month = f"coalesce(strftime({begun}, '%Y-%m'), 'none') as {PARTITION}"
    connection.execute(
        f"copy (select *, {month} from {quoted(name)}) to {literal(str(target))} "
        f"({_FORMAT}, partition_by ({PARTITION}), filename_pattern 'part-{{i}}')"
    )
    return rows
