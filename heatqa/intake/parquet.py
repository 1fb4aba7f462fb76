"""Parquet → staged text rows, its column names as the first, so that it reads like the others."""

import functools
from collections.abc import Collection, Iterator
from pathlib import Path

import duckdb
import pyarrow as pa

from heatqa import errors
from heatqa.intake import files, shared_out, spellings
from heatqa.intake.shared_out import Later
from heatqa.sql import literal, single


def shares(
    connection: duckdb.DuckDBPyConnection, part: files.Part, folder: Path, *, in_shares: bool
) -> tuple[int, int, list[Later]]:
    """How many columns and rows there are, and the shares of them.

    Args:
        connection: Reads the file's description.
        part: What to read.
        folder: Where it is unpacked, if it is packed.
        in_shares: Whether there is more than one share of a file with very many rows.

    Raises:
        FileEmpty: it has columns and no rows.
        FileBroken: it is not Parquet.
    """
    file = files.unpacked(part, folder)
    source = f"read_parquet({literal(str(file))})"
    with files.reading(part.name, "Parquet"):
        columns = [
            str(entry[0]) for entry in connection.execute(f"describe from {source}").fetchall()
        ]
        rows = single(connection, f"select count(*) from {source}")[0]
    if not rows:
        raise errors.FileEmpty(path=part.name, found=", ".join(columns))
    starts = [0]
    if in_shares:
        starts += range(shared_out.AT_FIRST, rows, shared_out.AT_ONCE)
    stretches = _Stretches(connection, file)
    found = [
        Later(
            # Row 1 holds the names of the columns.
            start + 2,
            functools.partial(
                _stage, part=part, columns=columns, source=source, start=start, end=end
            ),
            stretches.cells,
        )
        for start, end in zip(starts, [*starts[1:], rows], strict=True)
    ]
    return len(columns), rows + 1, found


class _Stretches:
    """The rows after the first share, read one stretch after the other."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, file: Path) -> None:
        self._connection = connection
        self._file = file
        self._read: Iterator[pa.Table] | None = None

    def cells(self, spelled: Collection[str]) -> pa.Table | None:
        self._read = self._read or spellings.of_parquet(
            self._connection,
            self._file,
            spelled,
            after=shared_out.AT_FIRST,
            at_once=shared_out.AT_ONCE,
        )
        try:
            return next(self._read, None)
        except (pa.ArrowException, OSError):
            # Staging it will tell what is wrong.
            return None


def _stage(
    connection: duckdb.DuckDBPyConnection,
    *,
    part: files.Part,
    columns: list[str],
    source: str,
    start: int,
    end: int,
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
            f" and file_row_number < {end}"
        )
