"""Large sheets shared out: stretches of rows that are read one after the other.

What lies between a file and its table is then never larger than one share, however long the file.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa

from heatqa.intake import files
from heatqa.intake.lines import RecordCount

# So many rows show how the others are written.
AT_FIRST = 100_000
# Four million rows of readings take half a gigabyte on their way into the table.
AT_ONCE = 4_000_000


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
    """Lines of a text in a file of their own.

    Attributes:
        file: Where they are.
        records: The records in them.
        lines: The lines.
        records_before: The records of the text before them.
        lines_before: The lines of the text before them.
    """

    file: Path
    records: int
    lines: int
    records_before: int = 0
    lines_before: int = 0


@dataclass
class Lines:
    """Copies the lines of a text into files, a new one where enough records are in the last.

    Attributes:
        folder: Where the files lie.
        whole: Whether there shall be one file only.
        shares: The files, in order.
    """

    folder: Path
    whole: bool
    shares: list[Share] = field(default_factory=list)
    _begin: bool = True

    def add(self, block: bytes, count: RecordCount) -> None:
        """Add lines, which `count` has counted just now.

        Raises:
            SpaceLacking: the disk for temporary files refuses.
        """
        before = self.shares[-1] if self.shares else Share(self.folder, 0, 0)
        records = before.records_before + before.records
        lines = before.lines_before + before.lines
        if self._begin:
            file = self.folder / f"lines-{len(self.shares)}.csv"
            self.shares.append(Share(file, 0, 0, records, lines))
        last = self.shares[-1]
        with files.temporary(last.file) as copy:
            copy(block)
        self.shares[-1] = Share(
            last.file,
            count.records - last.records_before,
            count.lines - last.lines_before,
            last.records_before,
            last.lines_before,
        )
        # A cell that goes on in the next line is not torn.
        most = AT_ONCE if self.shares[-1].records_before else AT_FIRST
        full = self.shares[-1].records >= most and count.opened_at is None
        self._begin = full and not self.whole
