"""Small exports written to disk and loaded as the command line would."""

from pathlib import Path
from typing import Any

import duckdb
import xlsxwriter

from heatqa.intake import LoadReport, SheetReport, load_files
from heatqa.settings import Settings


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    """A text file in an encoding, line ends as written."""
    path.write_bytes(text.encode(encoding))
    return path


def workbook(path: Path, sheets: dict[str, list[list[Any]]], hidden: str = "") -> Path:
    """A workbook with the rows of each sheet."""
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy/m/d h:mm"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        if name == hidden:
            sheet.hide()
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(number, column, value)
                elif value is not None:
                    sheet.write(number, column, value)
    book.close()
    return path


def load(
    connection: duckdb.DuckDBPyConnection, folder: Path, *files: Path, profile: Any = None
) -> LoadReport:
    """Load files; the key lies in `folder`."""
    return load_files(
        connection, list(files), settings=Settings(), key_folder=folder, profile=profile
    )


def only(report: LoadReport) -> SheetReport:
    """The one sheet of a report."""
    (sheet,) = report.sheets
    return sheet


def rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[tuple[Any, ...]]:
    """All rows of a query."""
    return connection.execute(query).fetchall()
