"""Tables in web pages and in XML of spreadsheets, which systems write under the ending .xls.

All tables of a page are read one after the other as one sheet: many pages keep their header in a
table of its own. A cell over several rows counts for each of them, as in a workbook; over several
columns it counts for the first.
"""

from collections.abc import Iterator
from typing import Any

import polars as pl
from lxml import html
from lxml.etree import XMLParser, XMLSyntaxError, fromstring

from heatqa.intake.lines import MOST_CELLS
from heatqa.intake.workbooks import Sheet

_SPACE = "{urn:schemas-microsoft-com:office:spreadsheet}"
_WINDOW = "{urn:schemas-microsoft-com:office:excel}"
# No spreadsheet has more.
_MOST_ROWS = 1 << 20


class _Grid:
    """The cells of one sheet while its rows are read from top to bottom."""

    def __init__(self) -> None:
        self.rows: list[dict[int, str]] = []
        # Of each column the last cell over several rows: its text, and the row below it.
        self._over: dict[int, tuple[str, int]] = {}

    def begin(self, row: int) -> None:
        """Go on to a row, counted from 0."""
        if not len(self.rows) <= row < _MOST_ROWS:
            raise ValueError(f"row {row + 1}")
        while len(self.rows) <= row:
            now = len(self.rows)
            self.rows.append({c: text for c, (text, end) in self._over.items() if now < end})

    def put(self, column: int, text: str, down: int) -> None:
        """Write a cell that reaches so many rows further down."""
        if not 0 <= column < MOST_CELLS:
            raise ValueError(f"column {column + 1}")
        self.rows[-1][column] = text
        self._over[column] = text, len(self.rows) + down

    def free(self, column: int) -> int:
        """The next column of the row that no cell from above reaches down into."""
        while column in self.rows[-1]:
            column += 1
        return column

    def end(self) -> None:
        """End what reaches further down: another table begins."""
        self._over.clear()

    def sheet(self, name: str, *, hidden: bool = False) -> Iterator[Sheet]:
        """The sheet, if anything stands in it."""
        width = max((column + 1 for row in self.rows for column in row), default=0)
        if not any(text for row in self.rows for text in row.values()):
            return
        columns = {f"c{c + 1}": [row.get(c) or None for row in self.rows] for c in range(width)}
        frame = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
        yield Sheet(name, frame, calendar=1900, hidden=hidden)


def of_page(text: bytes) -> Iterator[Sheet]:
    """The rows of all tables of a page in UTF-8, without those that only hold other tables.

    Raises:
        ValueError: a row has more cells than any table.
    """
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True)
    page = html.document_fromstring(text, parser=parser)
    for unseen in page.xpath("//script | //style"):
        unseen.drop_tree()
    grid, table = _Grid(), None
    for number, row in enumerate(page.xpath("//tr[not(.//table)]")):
        if row.getparent() is not table:
            grid.end()
            table = row.getparent()
        grid.begin(number)
        column = 0
        for cell in row.xpath("./td | ./th"):
            column = grid.free(column)
            said = "".join(_said(cell)).strip()
            grid.put(column, said, _count(cell.get("rowspan")) - 1)
            column += _count(cell.get("colspan"))
    yield from grid.sheet("")


def of_xml(text: bytes) -> Iterator[Sheet]:
    """The sheets of a workbook written as XML in UTF-8.

    Raises:
        ValueError: the XML is damaged; the message says where.
    """
    # Nothing outside of the file is read, whatever it names.
    parser = XMLParser(
        encoding="utf-8", huge_tree=True, resolve_entities=False, no_network=True, load_dtd=False
    )
    try:
        book = fromstring(text, parser)
    except XMLSyntaxError as problem:
        raise ValueError(str(problem)) from None
    for sheet in book.iter(f"{_SPACE}Worksheet"):
        grid = _Grid()
        for row in sheet.iterfind(f"{_SPACE}Table/{_SPACE}Row"):
            grid.begin(int(row.get(f"{_SPACE}Index", len(grid.rows) + 1)) - 1)
            column = 0
            for cell in row.iterfind(f"{_SPACE}Cell"):
                index = cell.get(f"{_SPACE}Index")
                column = int(index) - 1 if index else grid.free(column)
                data = cell.find(f"{_SPACE}Data")
                said = "" if data is None else "".join(data.itertext())
                grid.put(column, said, int(cell.get(f"{_SPACE}MergeDown", 0)))
                column += 1 + int(cell.get(f"{_SPACE}MergeAcross", 0))
        shown = sheet.findtext(f".//{_WINDOW}Visible") or ""
        hidden = shown.startswith("SheetHidden")
        yield from grid.sheet(sheet.get(f"{_SPACE}Name", ""), hidden=hidden)


def _count(said: str | None) -> int:
    """A span as written; browsers take what is no number for one, and end spans with the table."""
    digits = (said or "").strip()
    return max(int(digits[:6]), 1) if digits.isascii() and digits.isdecimal() else 1


def _said(cell: Any) -> Iterator[str]:
    """The text of a cell, lines as they are shown."""
    yield cell.text or ""
    for inner in cell:
        yield "\n" if inner.tag == "br" else "".join(_said(inner))
        yield inner.tail or ""
