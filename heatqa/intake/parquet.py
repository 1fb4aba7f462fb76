"""Parquet → staged text rows, its column names as the first, so that it reads like the others."""

import functools
from collections.abc import Callable
from pathlib import Path

import duckdb

from heatqa import errors
from heatqa.intake import files, shared_out
from heatqa.sql import literal, single

Stage = Callable[[duckdb.DuckDBPyConnection], None]


def stages(
    connection: duckdb.DuckDBPyConnection, part: files.Part, folder: Path, *, in_shares: bool
) -> tuple[int, int, list[Stage]]:
    """How many columns and rows there are, and what stages one share of them after the other.

    Args:
        connection: Reads the file's description.
        part: What to read.
        folder: Where it is unpacked, if it is packed.
        in_shares: Whether there is more than one share of a file with very many rows.

    Raises:
        FileEmpty: it has columns and no rows.
        FileBroken: it is not Parquet.
    """
    source = f"read_parquet({literal(str(files.unpacked(part, folder)))})"
    with files.reading(part.name, "Parquet"):
        columns = [
            str(entry[0]) for entry in connection.execute(f"describe from {source}").fetchall()
        ]
        rows = single(connection, f"select count(*) from {source}")[0]
    if not rows:
        raise errors.FileEmpty(path=part.name, found=", ".join(columns))
    at_once = shared_out.AT_ONCE if in_shares else rows
    staged = [
        functools.partial(
            _stage, part=part, columns=columns, source=source, start=start, most=at_once
        )
        for start in range(0, rows, at_once)
    ]
    return len(columns), rows + 1, staged


def _stage(
    connection: duckdb.DuckDBPyConnection,
    *,
    part: files.Part,
    columns: list[str],
    source: str,
    start: int,
    most: int,
) -> None:
    names = ", ".join(f"c{number}" for number in range(1, len(columns) + 1))
    header = ""
    if not start:
        texts = ", ".join(map(literal, columns))
        header = f"select 1::bigint as row, * from (values ({texts})) as t({names}) union all "
    with files.reading(part.name, "Parquet"):
        connection.execute(
            f"create or replace temp table staged as {header}"
            f"select {start + 1} + row_number() over () as row, columns(*)::varchar"
            f" from {source} as t({names}) where file_row_number >= {start}"
            f" and file_row_number < {start + most}"
        )
