"""The records of a delimited text, counted by its own line ends and quotation marks.

The count is made apart from the CSV reader, so that the two can be held against each other: a
quotation mark that is never closed would otherwise swallow the rest of a file without a word.
"""

import csv
import re
from collections import Counter
from dataclasses import dataclass, field

import numpy as np

from heatqa import errors

DELIMITERS = (",", "\t", ";", "|")
MOST_CELLS = 2000
_FEW_SHORT = 10
_SAMPLE_LINES = 60
_SAMPLE_WIDTH = 2_000


def delimiter_of(block: bytes) -> str:
    """The delimiter that splits the first lines of a file most evenly into most cells."""
    text = block[: 1 << 18].decode("utf-8", errors="ignore")
    # Python's reader refuses cells beyond 131,072 characters; a delimiter shows long before.
    sample = [line[:_SAMPLE_WIDTH] for line in text.split("\n")[:_SAMPLE_LINES]]

    def evenness(delimiter: str) -> int:
        counts = Counter(len(cells) for cells in csv.reader(sample, delimiter=delimiter))
        return max(((n - 1) * lines for n, lines in counts.items()), default=0)

    return max(DELIMITERS, key=evenness)


@dataclass
class RecordCount:
    """Counts records block by block and fills empty lines, which the CSV reader would drop.

    Attributes:
        records: Records so far; an empty line is one, as in a spreadsheet.
        cells: The most cells that any record can have.
        spans: Whether a record goes over several lines.
        opened_at: The line in which a quoted cell was opened that is not closed yet.
        unended: Whether the last line has no end.
        quoted: Whether there is any quotation mark.
    """

    name: str
    delimiter: str
    records: int = 0
    lines: int = 0
    cells: int = 1
    spans: bool = False
    opened_at: int | None = None
    unended: bool = False
    quoted: bool = False
    _opened_text: str = ""
    _cells_of_open: int = 0
    _widths: Counter[int] = field(default_factory=Counter)
    _last: int = 0
    _pattern: re.Pattern[bytes] = field(init=False)

    def __post_init__(self) -> None:
        mark = re.escape(self.delimiter.encode())
        self._pattern = re.compile(rb'(?:^|%s) *"' % mark)
        self._after = (self.delimiter.encode(), b"\n", b"")
        self._others = bytes({*range(256)} - {ord(self.delimiter), *b'\n"'})

    def take(self, block: bytes) -> bytes:
        """Count a block of lines; returns it with a delimiter in every empty line.

        Raises:
            LinesUnbalanced: a quotation mark was opened and never properly closed.
            LineTooWide: a line has more cells than any table.
        """
        self.unended = not block.endswith(b"\n")
        block += b"\n" * self.unended
        if self._take_even(block):
            return block
        codes = np.frombuffer(block, dtype=np.uint8)
        ends = np.flatnonzero(codes == ord("\n"))
        starts = np.concatenate(([0], ends[:-1] + 1))
        marks = _per_line(codes, self.delimiter, ends)
        self._check_cells(int(marks.max()) + 1, int(marks.argmax()))
        inside = np.zeros(len(ends), dtype=bool)
        marked = b'"' in block
        self.quoted = self.quoted or marked
        if marked or self.opened_at is not None:
            self._follow(block, starts=starts, ends=ends, marks=marks, inside=inside)
        self._widths.update(dict(enumerate(np.bincount(marks).tolist())))
        self._last = MOST_CELLS if inside[-1] else int(marks[-1])
        self.records += len(ends) - int(inside.sum())
        self.lines += len(ends)
        return self._filled(block, starts[(ends == starts) & ~inside])

    def _take_even(self, block: bytes) -> bool:
        """Count a block whose lines all have as many cells as the last one, none of them quoted.

        Nearly all blocks are such, and that is seen without looking at every line by itself.
        """
        line = self.delimiter.encode() * self._last + b"\n"
        skeleton = block.translate(None, self._others)
        lines = len(skeleton) // len(line)
        if not self._last or self.opened_at is not None or skeleton != line * lines:
            return False
        self._widths[self._last] += lines
        self.records += lines
        self.lines += lines
        return True

    @property
    def cut_off(self) -> bool:
        """Whether the text breaks off in the middle of its last row.

        It has no line end there and fewer cells than nearly all others; where a program leaves
        out the empty cells at the end of rows, short rows are many.
        """
        usual = max(self._widths, key=lambda width: self._widths[width], default=0)
        shorter = sum(lines for width, lines in self._widths.items() if width < usual) - 1
        return self.unended and self._last < usual and shorter * _FEW_SHORT <= self.lines

    @property
    def plain(self) -> bool:
        """Whether every line has the same number of cells and none of them is quoted."""
        return not self.quoted and sum(lines > 0 for lines in self._widths.values()) == 1

    def finish(self) -> None:
        """Say that the file has ended.

        Raises:
            LinesUnbalanced: a quotation mark is still open.
        """
        if self.opened_at is not None:
            self._unbalanced()

    def _follow(
        self,
        block: bytes,
        *,
        starts: np.ndarray,
        ends: np.ndarray,
        marks: np.ndarray,
        inside: np.ndarray,
    ) -> None:
        """Walk the lines with an odd number of quotation marks and what they leave open."""
        odd = np.flatnonzero(_per_line(np.frombuffer(block, dtype=np.uint8), '"', ends) % 2)
        index = 0
        while True:
            if self.opened_at is None:
                later = odd[np.searchsorted(odd, index) :]
                if not len(later):
                    return
                index = int(later[0])
            elif index >= len(ends):
                return
            else:
                inside[index] = True
            line = block[starts[index] : ends[index]]
            was_open = self.opened_at is not None
            if self._ends_open(line, was_open):
                if not was_open:
                    self.opened_at = self.lines + index + 1
                    self._opened_text = line[:60].decode("utf-8", errors="replace")
                    self._cells_of_open = 1
                    self.spans = True
                self._cells_of_open += int(marks[index])
            elif was_open:
                self._check_cells(self._cells_of_open + int(marks[index]), index)
                self.opened_at = None
            index += 1

    def _ends_open(self, line: bytes, is_open: bool) -> bool:
        """Whether a quoted cell is open at the end of a line."""
        over_lines = is_open
        position = 0
        while True:
            if not is_open:
                found = self._pattern.search(line, position)
                if found is None:
                    return False
                position, is_open = found.end(), True
            close = line.find(b'"', position)
            if close < 0:
                return True
            position = close + 1
            if line[position : position + 1] == b'"':
                position += 1
            elif line[position:].lstrip(b" ")[:1] in self._after:
                is_open = over_lines = False
            elif over_lines:
                # A cell over several lines whose end is no end: its beginning was never meant.
                self._unbalanced()

    def _filled(self, block: bytes, empty: np.ndarray) -> bytes:
        if not len(empty):
            return block
        pieces = []
        before = 0
        for start in empty.tolist():
            pieces += [block[before:start], self.delimiter.encode()]
            before = start
        self.cells = max(self.cells, 2)
        return b"".join([*pieces, block[before:]])

    def _check_cells(self, cells: int, index: int) -> None:
        if cells > MOST_CELLS:
            line = self.lines + index + 1
            raise errors.LineTooWide(path=self.name, line=line, cells=cells, most=MOST_CELLS)
        self.cells = max(self.cells, cells)

    def _unbalanced(self) -> None:
        raise errors.LinesUnbalanced(
            path=self.name,
            line=self.opened_at,
            lines=f"{self.lines:,}",
            accounted=f"{self.opened_at:,}",
            found=self._opened_text,
        )


def _per_line(codes: np.ndarray, character: str, ends: np.ndarray) -> np.ndarray:
    positions = np.flatnonzero(codes == ord(character))
    each, rest = divmod(len(positions), len(ends))
    if each and not rest:
        # Nearly always every line has as many as the others, which is quickly seen.
        rows = positions.reshape(-1, each)
        if (rows[:, -1] < ends).all() and (rows[1:, 0] > ends[:-1]).all():
            return np.full(len(ends), each)
    return np.diff(np.searchsorted(positions, ends), prepend=0)
