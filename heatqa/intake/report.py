"""What a load did, sheet by sheet: the books that the command line prints."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from heatqa import errors
from heatqa.intake import aliases


@dataclass(frozen=True)
class SheetReport:
    """What became of one sheet, or of one file without sheets.

    Attributes:
        file: The file.
        sheet: The sheet of a workbook or the member of an archive.
        table: The table that its rows are of.
        profile: The profile used.
        encoding: The encoding of a text file.
        header_row: Where the headers stood.
        lines: All rows that the sheet or file has.
        rows_read: Rows (of a sheet with a column per room: readings) that are records.
        loaded: New rows.
        duplicates: Rows that said nothing new.
        updates: Rows that changed a row known before.
        rejected: Rows that were kept out.
        flagged: Stored rows that a rule remarks on.
        skipped_lines: Rows that are no records, by reason.
        unread_columns: Headers that nothing was read from.
        unclocked_columns: Points in time of which only days are known.
        rejects: Rows kept out, by rule.
        flags: Remarks, by rule.
        own_rules: What the rules of the profile mean, in both languages.
    """

    file: Path
    sheet: str | None
    table: str
    profile: str | None
    encoding: str | None
    header_row: int
    lines: int
    rows_read: int
    loaded: int
    duplicates: int
    updates: int
    rejected: int
    flagged: int
    skipped_lines: Mapping[str, int]
    unread_columns: tuple[str, ...]
    unclocked_columns: tuple[str, ...]
    rejects: Mapping[str, int]
    flags: Mapping[str, int]
    own_rules: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def balance(self, rows: int | None = None) -> None:
        """Hold the rows read against what became of them, and against the rows of the sheet.

        Args:
            rows: All rows that the sheet has; none where a row can hold several readings.

        Raises:
            BooksUnbalanced: they differ.
        """
        became = self.loaded + self.duplicates + self.updates + self.rejected
        without_records = 1 + sum(self.skipped_lines.values())
        if self.rows_read != became or rows not in (None, self.rows_read + without_records):
            raise errors.BooksUnbalanced(
                path=self.file,
                read=f"{self.rows_read:,}",
                loaded=f"{self.loaded:,}",
                duplicates=f"{self.duplicates:,}",
                updates=f"{self.updates:,}",
                rejected=f"{self.rejected:,}",
            )


@dataclass(frozen=True)
class LoadReport:
    """What one load did.

    Attributes:
        load_id: The number of the load; none if nothing new was loaded.
        sheets: Every sheet that was read.
        already_loaded: Files whose content had been loaded before.
        passed_over: Files in folders whose ending is not read.
        unread_sheets: File and sheet of workbooks and archives that fit no table, beside others
            that do.
        hidden_sheets: File and sheet of those that fit a table, but are hidden in the workbook.
        respelled: Rows loaded before whose communities only now turn out to be others' spellings.
    """

    load_id: int | None
    sheets: tuple[SheetReport, ...]
    already_loaded: tuple[Path, ...] = ()
    passed_over: tuple[Path, ...] = ()
    unread_sheets: tuple[tuple[Path, str], ...] = ()
    hidden_sheets: tuple[tuple[Path, str], ...] = ()
    respelled: tuple[aliases.Respelled, ...] = ()

    @property
    def files(self) -> int:
        """Files that something was read from."""
        return len({sheet.file for sheet in self.sheets})

    @property
    def rows_read(self) -> int:
        """Rows that are records."""
        return sum(sheet.rows_read for sheet in self.sheets)

    @property
    def loaded(self) -> int:
        """New rows."""
        return sum(sheet.loaded for sheet in self.sheets)

    @property
    def duplicates(self) -> int:
        """Rows that said nothing new."""
        return sum(sheet.duplicates for sheet in self.sheets)

    @property
    def updates(self) -> int:
        """Rows that changed a row known before."""
        return sum(sheet.updates for sheet in self.sheets)

    @property
    def rejected(self) -> int:
        """Rows that were kept out."""
        return sum(sheet.rejected for sheet in self.sheets)

    @property
    def flagged(self) -> int:
        """Stored rows that a rule remarks on."""
        return sum(sheet.flagged for sheet in self.sheets)

    @property
    def skipped_lines(self) -> int:
        """Rows that are no records."""
        return sum(sum(sheet.skipped_lines.values()) for sheet in self.sheets)
