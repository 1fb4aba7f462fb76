"""A part of a file → the temporary table of staged text rows, every cell as it was written."""

import functools
import tempfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from heatqa import errors
from heatqa.intake import (
    disguises,
    encoding,
    files,
    parquet,
    parting,
    shared_out,
    spellings,
    web_tables,
    workbooks,
)
from heatqa.intake.headers import SEARCHED_ROWS
from heatqa.intake.lines import RecordCount, delimiter_of
from heatqa.intake.shared_out import Later, Share
from heatqa.sql import literal, shown, single

# So many rows above a table may be empty.
_BLANK_ROWS = 100


@dataclass(frozen=True)
class Staged:
    """What lies in the staging table: `row` as a spreadsheet counts it, then `c1`, `c2` and so on.

    Of a sheet of many rows only the first share lies there, if it was asked for in shares.

    Attributes:
        part: What was staged.
        sheet: The sheet of a workbook.
        encoding: The encoding of a text.
        cells: How many columns of cells there are.
        rows: How many rows there are.
        calendar: The year in which its spreadsheet begins to count days.
        cut_off: Whether a text ends in the middle of its last row.
        hidden: Whether it is a sheet that its workbook hides.
        later: The other shares.
    """

    part: files.Part
    sheet: str | None
    encoding: str | None
    cells: int
    rows: int
    calendar: int = 1900
    cut_off: bool = False
    hidden: bool = False
    later: tuple[Later, ...] = ()

    @property
    def name(self) -> str:
        """The name for messages."""
        return self.part.name if self.sheet is None else f"{self.part.name} [{self.sheet}]"

    @property
    def columns(self) -> list[str]:
        """The columns of the staging table that hold cells."""
        return [f"c{number}" for number in range(1, self.cells + 1)]


def stage(
    connection: duckdb.DuckDBPyConnection,
    part: files.Part,
    sheets: Collection[str] | None = None,
    delimiter: str | None = None,
    named_encoding: str | None = None,
    *,
    hidden: bool = False,
    in_shares: bool = False,
) -> Iterator[Staged]:
    """Stage a part, once for every sheet it has; the table holds one sheet at a time.

    Args:
        connection: Where the temporary table is made.
        part: What to read.
        sheets: The sheets to read of a workbook; all that are not hidden if not given.
        delimiter: What separates cells in a text; found out if not given.
        named_encoding: The encoding of a text; found out if not given.
        hidden: Whether sheets are staged that their workbook hides.
        in_shares: Whether only the first rows are staged of a text or of Parquet with very many.

    Raises:
        HeatqaError: the part cannot be read as what its name says.
    """
    with tempfile.TemporaryDirectory(prefix="heatqa-") as folder:
        try:
            kind = disguises.kind_of(part)
            if kind == "text":
                original = files.unpacked_already(part)
                lines = shared_out.Lines(Path(folder), not in_shares, original)
                yield _text(connection, part, lines, delimiter, named_encoding)
            elif kind == "parquet":
                cells, rows, shares = parquet.shares(
                    connection, part, Path(folder), in_shares=in_shares
                )
                shares[0].stage(connection)
                yield Staged(part, None, None, cells, rows, later=tuple(shares[1:]))
            else:
                found: Iterator[workbooks.Sheet]
                used = None
                if kind == "excel":
                    found = workbooks.sheets(part, files.unpacked(part, Path(folder)), sheets)
                else:
                    used, found = _web_tables(part, kind, sheets, named_encoding)
                shown = (sheet for sheet in found if hidden or not sheet.hidden)
                yield from _sheets(connection, part, used, shown)
        except files.DAMAGED as problem:
            raise files.broken(part.name, part.file.suffix, problem) from None


def head(connection: duckdb.DuckDBPyConnection) -> list[tuple[int, tuple[str | None, ...]]]:
    """The first rows that hold something, among which the headers of the sheet are looked for."""
    found = connection.execute(
        "select * from staged where row <= $1 order by row", [SEARCHED_ROWS + _BLANK_ROWS]
    ).fetchall()
    filled = [(int(row[0]), tuple(row[1:])) for row in found if any(row[1:])]
    return filled[:SEARCHED_ROWS]


def _text(
    connection: duckdb.DuckDBPyConnection,
    part: files.Part,
    lines: shared_out.Lines,
    delimiter: str | None,
    named_encoding: str | None,
) -> Staged:
    try:
        used, mark, count = _decoded(part, lines, delimiter, named_encoding)
    except UnicodeDecodeError as problem:
        # It was read through before, when its encoding was decided.
        raise errors.FileChanged(path=part.name, found=problem.reason) from None
    except OSError as problem:
        raise files.broken(part.name, part.file.suffix, problem) from None
    if count is None:
        raise errors.FileEmpty(path=part.name, found="0")
    count.finish()
    first, *later = (_share(share, count) for share in lines.shares)
    first.stage(connection)
    return Staged(
        part,
        None,
        _ENCODING_NAMES[used, mark > 0],
        count.cells,
        count.records,
        cut_off=count.cut_off,
        later=tuple(later),
    )


def _decoded(
    part: files.Part,
    lines: shared_out.Lines,
    delimiter: str | None,
    named_encoding: str | None,
) -> tuple[str, int, RecordCount | None]:
    """The encoding, the length of its mark, and the records of the lines that were shared out."""
    if named_encoding in (None, "utf-8"):
        used, mark = encoding.assumed(part.open)
        try:
            return used, mark, _share_out(part, lines, delimiter, used, mark)
        except UnicodeDecodeError:
            lines.begin_again()
    used, mark = encoding.decide(part.name, part.open, named_encoding)
    return used, mark, _share_out(part, lines, delimiter, used, mark)


def _share_out(
    part: files.Part, lines: shared_out.Lines, delimiter: str | None, used: str, mark: int
) -> RecordCount | None:
    count = None
    for block, start in encoding.placed_lines(part.open, used, mark):
        count = count or RecordCount(part.name, delimiter or delimiter_of(block))
        counted = count.take(block)
        lines.add(counted, count, start if len(counted) == len(block) else None)
    return count


_ENCODING_NAMES = {
    ("utf-8", False): "UTF-8",
    ("utf-8", True): "UTF-8-BOM",
    ("gb18030", False): "GB18030",
    ("cp950", False): "Big5",
    ("utf-16-le", False): "UTF-16-LE",
    ("utf-16-be", False): "UTF-16-BE",
    ("utf-16-le", True): "UTF-16-LE",
    ("utf-16-be", True): "UTF-16-BE",
}


def _share(share: Share, count: RecordCount) -> Later:
    def cells(spelled: Collection[str]) -> pa.Table | None:
        if not count.plain:
            return None
        try:
            with share.opened() as text:
                read = spellings.of_lines(text, count.cells, count.delimiter, spelled)
        except pa.ArrowInvalid:
            # A line may be too long.
            return None
        # If not, reading them as others are tells where it is wrong.
        return read if len(read) == share.records else None

    stage = functools.partial(_read_csv, share=share, count=count)
    return Later(share.records_before + 1, stage, cells)


def _read_csv(connection: duckdb.DuckDBPyConnection, share: Share, count: RecordCount) -> None:
    """Read a share of the lines with DuckDB and hold its rows against the records counted."""
    file = share.alone()
    with files.reading(count.name, "CSV", share.lines_before):
        connection.execute(
            f"create or replace temp table staged as select {share.records_before} +"
            f" row_number() over () as row, * from {_csv(file, count)}"
        )
    read = single(connection, "select count(*) from staged")[0]
    if read != share.records:

        def records(start: Path) -> int:
            return single(connection, f"select count(*) from {_csv(start, count)}")[0]

        number, found = parting.line(file, share.lines, count, records)
        raise errors.LinesUnbalanced(
            path=count.name,
            line=share.lines_before + number,
            lines=f"{share.records:,}",
            accounted=f"{read:,}",
            found=found,
        )


def _csv(path: Path, count: RecordCount) -> str:
    """SQL for the cells of a delimited text, as many as any of its records has."""
    columns = ", ".join(f"c{number}: 'varchar'" for number in range(1, count.cells + 1))
    # Non-strict: a stray quotation mark inside a cell is text, not the end of the load. The
    # parallel reader cannot follow cells over several lines.
    return (
        f"read_csv({literal(str(path))}, header = false, auto_detect = false,"
        f" columns = {{{columns}}}, null_padding = true, delim = {literal(count.delimiter)},"
        " quote = '\"', escape = '\"', new_line = '\\n', strict_mode = false,"
        f" max_line_size = 16000000, parallel = {str(not count.spans).lower()})"
    )


def _web_tables(
    part: files.Part, kind: str, wanted: Collection[str] | None, named_encoding: str | None
) -> tuple[str, Iterator[workbooks.Sheet]]:
    """The encoding and the sheets of a page or of XML under the name of a workbook."""
    used, mark = encoding.decide(part.name, part.open, named_encoding)
    text = b"".join(encoding.lines(part.open, used, mark))
    reader, called = (web_tables.of_page, "HTML") if kind == "page" else (web_tables.of_xml, "XML")
    try:
        found = [s for s in reader(text) if not wanted or not s.name or s.name in wanted]
    except ValueError as problem:
        raise files.broken(part.name, called, problem) from None
    return _ENCODING_NAMES[used, mark > 0], iter(found)


def _sheets(
    connection: duckdb.DuckDBPyConnection,
    part: files.Part,
    used: str | None,
    sheets: Iterator[workbooks.Sheet],
) -> Iterator[Staged]:
    found = False
    for sheet in sheets:
        found = True
        with shown(connection, sheet.cells) as cells:
            connection.execute(
                "create or replace temp table staged as"
                f" select row_number() over () as row, * from {cells}"
            )
        width, height = sheet.cells.width, sheet.cells.height
        yield Staged(
            part, sheet.name or None, used, width, height, sheet.calendar, hidden=sheet.hidden
        )
    if not found:
        raise errors.FileEmpty(path=part.name, found="0")
