"""Large sheets shared out: stretches of rows that are read one after the other.

What lies between a file and its table is then never larger than one share, however long the file.
"""

import io
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO, cast

import duckdb
import pyarrow as pa

from heatqa import errors
from heatqa.intake import files
from heatqa.intake.lines import RecordCount

# So many rows show how the others are written.
AT_FIRST = 100_000
# Four million rows of readings take half a gigabyte on their way into the table.
AT_ONCE = 4_000_000
_BLOCK = 4 << 20


@dataclass(frozen=True)
class Later:
    """A share of a sheet that is not staged yet.

    Attributes:
        first: The number of its first row.
        stage: Stages all of it, in place of what was staged before.
        cells: Its cells, those of the columns that are named as their places among the spellings;
            nothing where they cannot be had so.
    """

    first: int
    stage: Callable[[duckdb.DuckDBPyConnection], None]
    cells: Callable[[Collection[str]], pa.Table | None]


@dataclass(frozen=True)
class Share:
    """Lines of a text: bytes of the very file, or a file of their own.

    Attributes:
        file: Where they are to be had by themselves; made when that is wanted.
        records: The records in them.
        lines: The lines.
        records_before: The records of the text before them.
        lines_before: The lines of the text before them.
        inside: The file in which they stand as they are, if they do.
        start: The byte at which they begin in it.
        size: Their bytes.
    """

    file: Path
    records: int
    lines: int
    records_before: int = 0
    lines_before: int = 0
    inside: Path | None = None
    start: int = 0
    size: int = 0

    def alone(self) -> Path:
        """A file with nothing but these lines.

        Raises:
            SpaceLacking: the disk for temporary files refuses.
            FileChanged: the file in which they stood has become shorter, or vanished.
        """
        if self.inside is not None and not self.file.exists():
            with self.opened() as lines, files.temporary(self.file) as copy:
                while block := lines.read(_BLOCK):
                    copy(block)
        return self.file

    def opened(self) -> BinaryIO:
        """The lines, to be read.

        Raises:
            FileChanged: the file in which they stood has become shorter, or vanished, be it while
                they are read.
        """
        if self.inside is None:
            return self.file.open("rb")
        return cast(BinaryIO, _Stretch(self.inside, self.start, self.size))


class _Stretch(io.RawIOBase):
    """Some bytes of a file, read as if they were all of it."""

    def __init__(self, file: Path, start: int, size: int) -> None:
        self._file = file
        self._left = size
        try:
            self._source = file.open("rb")
            self._source.seek(start)
        except OSError as problem:
            raise errors.FileChanged(path=file, found=problem.strerror) from None

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        wanted = self._left if size < 0 else min(size, self._left)
        found = self._source.read(wanted)
        if len(found) < wanted:
            raise errors.FileChanged(path=self._file, found=f"{len(found):,} < {wanted:,} B")
        self._left -= wanted
        return found

    def close(self) -> None:
        self._source.close()
        super().close()


@dataclass
class Lines:
    """Shares the lines of a text out, a new share where enough records are in the last.

    Attributes:
        folder: Where files of their own lie.
        whole: Whether there shall be one share only.
        original: The text itself, if it is a file in which lines can stand as they are.
        shares: The shares, in order.
    """

    folder: Path
    whole: bool
    original: Path | None = None
    shares: list[Share] = field(default_factory=list)
    _begin: bool = True

    def add(self, block: bytes, count: RecordCount, start: int | None) -> None:
        """Add lines, which `count` has counted just now.

        Args:
            block: The lines.
            count: Has counted them.
            start: The byte of the text at which the very block stands, if it does.

        Raises:
            SpaceLacking: the disk for temporary files refuses.
        """
        last = self._last(start)
        inside, size = last.inside, last.size + len(block)
        if inside is None or start is None:
            inside, size = None, 0
            with files.temporary(last.alone()) as copy:
                copy(block)
        self.shares[-1] = replace(
            last,
            records=count.records - last.records_before,
            lines=count.lines - last.lines_before,
            inside=inside,
            size=size,
        )
        # A cell that goes on in the next line is not torn.
        most = AT_ONCE if last.records_before else AT_FIRST
        full = self.shares[-1].records >= most and count.opened_at is None
        self._begin = full and not self.whole

    def begin_again(self) -> None:
        """Forget what was added."""
        for share in self.shares:
            share.file.unlink(missing_ok=True)
        self.shares.clear()
        self._begin = True

    def _last(self, start: int | None) -> Share:
        """The share to which lines are added."""
        if self._begin:
            before = self.shares[-1] if self.shares else Share(self.folder, 0, 0)
            self.shares.append(
                Share(
                    self.folder / f"lines-{len(self.shares)}.csv",
                    0,
                    0,
                    before.records_before + before.records,
                    before.lines_before + before.lines,
                    None if start is None else self.original,
                    start or 0,
                )
            )
        return self.shares[-1]
