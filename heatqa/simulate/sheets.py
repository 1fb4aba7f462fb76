"""Writing tables as CSV or Excel files, the same bytes for the same cells."""

import csv
import gzip
import io
from datetime import datetime
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from heatqa.simulate.cells import Cell
from heatqa.simulate.mess import Table

CREATED = datetime(2026, 3, 20, 9, 0)  # noqa: DTZ001 - Excel knows no zones


def write_csv(path: Path, table: Table, encoding: str) -> None:
    """One header line, then the lines; Windows line ends as exports have them, .gz packed."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(table.headers)
    writer.writerows(table.lines)
    content = text.getvalue().encode(encoding)
    # The time of packing would make other bytes of the same cells.
    path.write_bytes(gzip.compress(content, mtime=0) if path.suffix == ".gz" else content)


def write_xlsx(path: Path, table: Table, words: list[str]) -> None:
    """Two title lines, the header, the lines, and a footer with the total and who printed it.

    Args:
        path: file to write.
        table: headers and lines.
        words: the two title lines and the last line.
    """
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"created": CREATED, "author": "heatqa simulate", "title": words[0]})
        sheet = book.add_worksheet("Sheet1")
        dated = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        sheet.write_string(0, 0, words[0])
        sheet.write_string(1, 0, words[1])
        sheet.write_row(2, 0, table.headers)
        for number, line in enumerate(table.lines, start=3):
            for column, cell in enumerate(line):
                _write(sheet, number, column, cell, dated)
        end = len(table.lines) + 3
        sheet.write_string(end, 0, "合计")
        sheet.write_number(end, 1, len(table.lines))
        sheet.write_string(end + 1, 0, words[2])


def _write(
    sheet: Worksheet,
    row: int,
    column: int,
    cell: Cell,
    dated: Format,
) -> None:
    if isinstance(cell, datetime):
        sheet.write_datetime(row, column, cell, dated)
    elif isinstance(cell, str):
        if cell:
            sheet.write_string(row, column, cell)
    elif cell is not None:
        sheet.write_number(row, column, cell)
