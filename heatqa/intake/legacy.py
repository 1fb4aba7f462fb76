"""What an .xls of Excel 97 to 2003 says beside its cells: merged cells, calendar, long numbers.

Such a workbook is a stream of records, each a number, a length and its content, in a compound
file. Source: Microsoft, [MS-XLS]: BoundSheet8, Date1904, Dimensions, MergeCells, Number.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import olefile

# Where the head of a compound file counts its own parts.
_HEAD, _COUNTS = 512, (0x2C, 0x40, 0x48)
# The records that hold cells, and that of all texts; no sheet has more rows and columns.
_CELLS = (0x06, 0x7E, 0xBD, 0xBE, 0xD6, 0xFD, 0x201, 0x203, 0x204, 0x205, 0x27E)
_TEXTS, _MOST_ROWS, _MOST_COLUMNS = 0xFC, 65_536, 256
_BOUND_SHEET, _DATE_1904, _DIMENSIONS, _MERGED, _END = 0x85, 0x22, 0x200, 0xE5, 0x0A
_NUMBER, _LONG = 0x203, 1e15
_WIDE_DIMENSIONS = 12
_STREAMS = ("Workbook", "Book")


@dataclass(frozen=True)
class Sheet:
    """Columns and rows counted from 1, columns from the first that is used.

    Attributes:
        down: Cells merged over rows: column, first and last row.
        long: Numbers of more than 15 digits, by column and row.
    """

    down: list[tuple[int, int, int]] = field(default_factory=list)
    long: dict[tuple[int, int], float] = field(default_factory=dict)


@dataclass(frozen=True)
class Structure:
    """The calendar of a workbook, and its sheets by name."""

    calendar: int = 1900
    sheets: dict[str, Sheet] = field(default_factory=dict)


def structure(path: Path) -> Structure:
    """What the records say; nothing where the file is of another kind.

    Raises:
        ValueError: the file is damaged. A reader that believes its numbers takes all memory.
    """
    with path.open("rb") as source:
        head = source.read(_HEAD)
        if not head.startswith(olefile.MAGIC):
            return Structure()
        size = path.stat().st_size
        try:
            counts = (struct.unpack_from("<I", head, place)[0] for place in _COUNTS)
            if any(count * _HEAD > size for count in counts):
                raise ValueError("CFB")
            with olefile.OleFileIO(source) as compound:
                name = next((name for name in _STREAMS if compound.exists(name)), None)
                if name is None:
                    raise ValueError("CFB")
                stream = compound.openstream(name).read()
            return _structure(stream)
        except (OSError, struct.error, IndexError, UnicodeDecodeError) as problem:
            raise ValueError(str(problem)) from None


def _structure(stream: bytes) -> Structure:
    calendar, sheets = 1900, {}
    for kind, content in _records(stream, 0):
        if kind == _DATE_1904 and content[:1] == b"\x01":
            calendar = 1904
        if kind == _TEXTS and struct.unpack_from("<II", content)[1] > len(stream):
            raise ValueError("SST")
        if kind == _BOUND_SHEET:
            (begins,) = struct.unpack_from("<I", content)
            sheets[_name(content[6:])] = _sheet(stream, begins)
    return Structure(calendar, sheets)


def _sheet(stream: bytes, begins: int) -> Sheet:
    sheet, before = Sheet(), 0
    for kind, content in _records(stream, begins):
        if kind in _CELLS and struct.unpack_from("<2H", content)[1] >= _MOST_COLUMNS:
            raise ValueError("BIFF")
        if kind == _DIMENSIONS:
            # Excel 95 counts its rows in two bytes.
            form = "<2I2H" if len(content) >= _WIDE_DIMENSIONS else "<4H"
            first, end, before, right = struct.unpack_from(form, content)
            # The reader sets the room for all of them aside.
            if not first <= end <= _MOST_ROWS or not before <= right <= _MOST_COLUMNS:
                raise ValueError("BIFF")
        if kind == _NUMBER:
            row, column, _, number = struct.unpack_from("<3Hd", content)
            if number >= _LONG:
                sheet.long[column + 1 - before, row + 1] = number
        if kind == _MERGED:
            (ranges,) = struct.unpack_from("<H", content)
            for number in range(ranges):
                top, bottom, left, _ = struct.unpack_from("<4H", content, 2 + 8 * number)
                if bottom > top:
                    sheet.down.append((left + 1 - before, top + 1, bottom + 1))
    return sheet


def _records(stream: bytes, begins: int) -> Iterator[tuple[int, bytes]]:
    """The records of one part of the stream, up to its end."""
    at = begins
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        if kind == _END:
            return
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _name(text: bytes) -> str:
    """A sheet's name: its length, whether its letters take two bytes each, and they themselves."""
    letters, wide = text[0], text[1] & 1
    return text[2 : 2 + letters * (1 + wide)].decode("utf-16-le" if wide else "latin-1")
