"""The sheets of a workbook as text, with merged cells filled and its calendar known.

What the reader of workbooks does not tell is read from the file itself: which cells are merged
(only the first of them holds the value), whether days are counted from 1900 or 1904, and which
numbers are so long that the spreadsheet has lost their last digits.
"""

import logging
import posixpath
import re
import zipfile
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import fastexcel
import polars as pl

from heatqa import errors, language
from heatqa.intake import files, legacy

_SHEET = re.compile(rb"<(?:\w+:)?sheet\b[^>]*>")
_NAME, _LINK = re.compile(rb'\bname="([^"]*)"'), re.compile(rb'\b\w+:id="([^"]*)"')
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
_ID, _TARGET = re.compile(rb'\bId="([^"]*)"'), re.compile(rb'\bTarget="([^"]*)"')
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*\bref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_FROM_1904 = re.compile(rb'\bdate1904="(?:1|true)"')
_LAST_CELL = re.compile(rb'<(?:\w+:)?dimension\b[^>]*\bref="[A-Z]+\d+:([A-Z]+)(\d+)"')
# A stray cell in the last row and column of a sheet makes it larger than any memory.
_HEAD, _MOST_CELLS = 4096, 200_000_000
_FIRST_CELL = re.compile(rb'<(?:\w+:)?dimension\b[^>]*\bref="([A-Z]+)\d+')
_TAIL = 1 << 20
# A number keeps 15 digits in a spreadsheet: of a longer case number the last ones become zeros.
_LONG = re.compile(rb"<v>(?:\d{16,}|\d(?:\.\d+)?E\+?\d\d)</v>")
_LONG_CELL = re.compile(
    rb'<(?:\w+:)?c r="([A-Z]+)(\d+)"(?: s="\d+")?(?: t="n")?><v>(\d{16,}|\d(?:\.\d+)?E\+?\d\d)</v>'
)
_CELL_BYTES = 200
# A part that is lacking, damaged or encrypted; the reader of workbooks says what of it matters.
_UNREADABLE = (KeyError, OSError, RuntimeError, *files.DAMAGED)
# Up to here a program that wrote the file itself may have kept all digits.
_LEAST, _EXACT = 10**15, 2**53
# The reader speaks of sheets that hold a chart only.
logging.getLogger("calamine").setLevel(logging.ERROR)
# How the reader names a formula without a result, and how a spreadsheet shows it.
_ERROR = re.compile(r"Error\((\w+)\)")
_SHOWN = {
    "NA": "#N/A",
    "Div0": "#DIV/0!",
    "Ref": "#REF!",
    "Name": "#NAME?",
    "Null": "#NULL!",
    "Value": "#VALUE!",
    "Num": "#NUM!",
    "GettingData": "#GETTING_DATA",
}
_ENTITIES = (
    (b"&lt;", b"<"),
    (b"&gt;", b">"),
    (b"&quot;", b'"'),
    (b"&apos;", b"'"),
    (b"&amp;", b"&"),
)


@dataclass(frozen=True)
class Sheet:
    """A sheet's name, its cells as text, the year its days count from, and if it is hidden."""

    name: str
    cells: pl.DataFrame
    calendar: int
    hidden: bool = False


def sheets(part: files.Part, path: Path, wanted: Collection[str] | None) -> Iterator[Sheet]:
    """The sheets that are asked for, or all that are not empty.

    Args:
        part: The workbook, for messages.
        path: Where it lies.
        wanted: Names of sheets.

    Raises:
        FileBroken: it is no workbook, or damaged.
        SheetUnknown: it has no sheet of that name.
        SheetTooLarge: something stands in a cell far away from all others.
    """
    try:
        structure = _Structure(path)
    except ValueError as problem:
        found = f"{problem}: {language.say('workbook.not_whole')}"
        raise files.broken(part.name, "Excel", found) from None
    if (far := structure.too_far()) is not None:
        raise errors.SheetTooLarge(path=part.name, sheet=far[0], cell=far[1])
    try:
        book = fastexcel.read_excel(path.read_bytes())
    except (fastexcel.FastExcelError, OSError) as problem:
        whole = "detect file format" not in str(problem)
        found = problem if whole else language.say("workbook.not_whole")
        raise files.broken(part.name, "Excel", found) from None
    except BaseException as problem:
        # The reader panics at some damage; that is no Exception and cannot be named by import.
        if type(problem).__name__ != "PanicException":
            raise
        found = language.say("workbook.not_whole")
        raise files.broken(part.name, "Excel", found) from None
    missing = [name for name in wanted or () if name not in book.sheet_names]
    if missing:
        hint = errors.suggestion(missing[0], book.sheet_names)
        raise errors.SheetUnknown(path=part.name, sheet=missing[0], hint=hint)
    for name in book.sheet_names:
        if wanted and name not in wanted:
            continue
        try:
            sheet = book.load_sheet(name, header_row=None, dtypes="string", skip_rows=0)
            frame = _with_errors(sheet)
        except fastexcel.FastExcelError as problem:
            raise files.broken(part.name, "Excel", problem) from None
        if frame.height:
            frame.columns = [f"c{number}" for number in range(1, frame.width + 1)]
            hidden = sheet.visible != "visible" and not wanted
            yield Sheet(name, structure.filled(name, frame), structure.calendar, hidden)


def _with_errors(sheet: fastexcel.ExcelSheet) -> pl.DataFrame:
    """The cells as text, formulas without a result as the spreadsheet shows them.

    The reader gives those as empty cells, with their places told beside.
    """
    cells, errors_found = sheet.to_arrow_with_errors()
    frame = pl.DataFrame(pl.from_arrow(cells))
    shown: dict[int, dict[int, str]] = {}
    for error in errors_found.errors if errors_found else ():
        row, column = error.offset_position
        kind = _ERROR.search(error.detail)
        shown.setdefault(column, {})[row] = _SHOWN[kind[1]] if kind else error.detail
    for column, texts in shown.items():
        series = frame.to_series(column)
        frame.replace_column(column, series.scatter(list(texts), list(texts.values())))
    return frame


class _Structure:
    """What the parts of an .xlsx, or the records of an .xls, say beside the cells."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._old = legacy.structure(path)
        self.calendar = self._old.calendar
        self._members: dict[str, str] = {}
        try:
            with zipfile.ZipFile(path) as archive:
                book = archive.read("xl/workbook.xml")
                links = archive.read("xl/_rels/workbook.xml.rels")
        except _UNREADABLE:
            return
        if _FROM_1904.search(book):
            self.calendar = 1904
        targets = {
            _first(_ID, relation): _first(_TARGET, relation)
            for relation in _RELATION.findall(links)
        }
        for sheet in _SHEET.findall(book):
            target = targets.get(_first(_LINK, sheet), "")
            self._members[_first(_NAME, sheet)] = posixpath.join("xl", target).lstrip("/")

    def too_far(self) -> tuple[str, str] | None:
        """A sheet that reaches so far that no memory holds it, and its last cell."""
        for name, member in self._members.items():
            try:
                with zipfile.ZipFile(self._path) as archive, archive.open(member) as xml:
                    found = _LAST_CELL.search(xml.read(_HEAD))
            except _UNREADABLE:
                continue
            if found and _column(found[1]) * int(found[2]) > _MOST_CELLS:
                return name, (found[1] + found[2]).decode()
        return None

    def filled(self, name: str, frame: pl.DataFrame) -> pl.DataFrame:
        """The cells with each value repeated down the rows over which it was merged.

        Across columns nothing is repeated: there a merged cell is a title or an upper header.
        Numbers that have lost digits are shown as 2.025E+16, so that nobody takes them for whole.
        """
        values: dict[str, list[str | None]] = {}

        def of_column(column: int) -> list[str | None]:
            return values.setdefault(f"c{column}", frame[f"c{column}"].to_list())

        down, lost = self._read(name)
        for column, first, last in down:
            if not 0 < column <= frame.width or first > frame.height:
                continue
            cells = of_column(column)
            for row in range(first, min(last, frame.height)):
                cells[row] = cells[first - 1] if cells[row] is None else cells[row]
        for column, row, number in lost:
            if 0 < column <= frame.width and row <= frame.height:
                of_column(column)[row - 1] = f"{number:.5E}"
        return frame.with_columns(
            pl.Series(name, cells, pl.String) for name, cells in values.items()
        )

    def _read(self, name: str) -> tuple[list[tuple[int, int, int]], list[tuple[int, int, float]]]:
        """Cells merged over rows (column, first, last row); lost numbers (column, row, number)."""
        if name in self._old.sheets:
            old = self._old.sheets[name]
            return old.down, list(_lost(old.long))
        if name not in self._members:
            return [], []
        long: dict[tuple[bytes, int], float] = {}
        try:
            with zipfile.ZipFile(self._path) as archive, archive.open(self._members[name]) as xml:
                head = tail = xml.read(_TAIL)
                long |= _long_numbers(head)
                while block := xml.read(_TAIL):
                    long |= _long_numbers(tail[-_CELL_BYTES:] + block)
                    # Merged cells are listed after all rows: the end of the sheet is enough.
                    tail = tail[-_TAIL:] + block
        except _UNREADABLE:
            return [], []
        found = _FIRST_CELL.search(head)
        # The reader leaves away columns before the first that is used.
        before = _column(found[1]) - 1 if found else 0
        down = [
            (_column(start) - before, int(first), int(last))
            for start, first, _, last in _MERGED.findall(tail)
            if int(last) > int(first)
        ]
        numbers = {(_column(letters) - before, row): n for (letters, row), n in long.items()}
        return down, list(_lost(numbers))


def _long_numbers(block: bytes) -> dict[tuple[bytes, int], float]:
    """The numbers of more than 15 digits in a part of a sheet, by column letters and row."""
    if not _LONG.search(block):
        return {}
    return {
        (letters, int(row)): float(number) for letters, row, number in _LONG_CELL.findall(block)
    }


def _lost(long: Mapping[tuple[int, int], float]) -> Iterator[tuple[int, int, float]]:
    """Those that have lost digits: too long for any number, or all of a column ending in zero."""
    columns: dict[int, list[float]] = defaultdict(list)
    for (column, _), number in long.items():
        columns[column].append(number)
    cut = {column for column, found in columns.items() if all(int(n) % 10 == 0 for n in found)}
    for (column, row), number in long.items():
        if number >= _LEAST and (number > _EXACT or column in cut):
            yield column, row, number


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _first(pattern: re.Pattern[bytes], text: bytes) -> str:
    found = pattern.search(text)
    value = found[1] if found else b""
    for entity, character in _ENTITIES:
        value = value.replace(entity, character)
    return value.decode("utf-8", errors="replace")
