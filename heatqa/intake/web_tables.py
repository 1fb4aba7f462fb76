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

from heatqa.intake.workbooks import Sheet

_SPACE = "{urn:schemas-microsoft-com:office:spreadsheet}"
_WINDOW = "{urn:schemas-microsoft-com:office:excel}"
Cells = dict[tuple[int, int], str]


def of_page(text: bytes) -> Iterator[Sheet]:
    """The rows of all tables of a page in UTF-8, without those that only hold other tables."""
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True)
    page = html.document_fromstring(text, parser=parser)
    for unseen in page.xpath("//script | //style"):
        unseen.drop_tree()
    rows = page.xpath("//tr[not(.//table)]")
    cells: Cells = {}
    for number, row in enumerate(rows):
        column = 0
        for cell in row.xpath("./td | ./th"):
            column = _free(cells, number, column)
            height = 1 if (last := _ends(cell, rows, number)) is None else last - number + 1
            text_of = "".join(_said(cell)).strip()
            cells |= {(number + down, column): text_of for down in range(height)}
            column += _count(cell.get("colspan"))
    yield from _sheet("", cells, len(rows))


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
        cells: Cells = {}
        number = -1
        for row in sheet.iterfind(f"{_SPACE}Table/{_SPACE}Row"):
            number = int(row.get(f"{_SPACE}Index", number + 2)) - 1
            column = 0
            for cell in row.iterfind(f"{_SPACE}Cell"):
                index = cell.get(f"{_SPACE}Index")
                column = int(index) - 1 if index else _free(cells, number, column)
                data = cell.find(f"{_SPACE}Data")
                said = "" if data is None else "".join(data.itertext())
                down = int(cell.get(f"{_SPACE}MergeDown", 0))
                cells |= {(number + below, column): said for below in range(down + 1)}
                column += 1 + int(cell.get(f"{_SPACE}MergeAcross", 0))
        shown = sheet.findtext(f".//{_WINDOW}Visible") or ""
        name = sheet.get(f"{_SPACE}Name", "")
        yield from _sheet(name, cells, number + 1, hidden=shown.startswith("SheetHidden"))


def _free(cells: Cells, row: int, column: int) -> int:
    """The next column that no cell of an earlier row reaches down into."""
    while (row, column) in cells:
        column += 1
    return column


def _ends(cell: Any, rows: list[Any], number: int) -> int | None:
    """The last row of a cell over several rows of its own table."""
    over = _count(cell.get("rowspan"))
    table = rows[number].getparent()
    last = number
    while last + 1 < len(rows) and last - number + 1 < over and rows[last + 1].getparent() is table:
        last += 1
    return last if over > 1 else None


def _count(said: str | None) -> int:
    return max(int(said), 1) if said and said.strip().isdecimal() else 1


def _said(cell: Any) -> Iterator[str]:
    """The text of a cell, lines as they are shown."""
    yield cell.text or ""
    for inner in cell:
        yield "\n" if inner.tag == "br" else "".join(_said(inner))
        yield inner.tail or ""


def _sheet(name: str, cells: Cells, height: int, *, hidden: bool = False) -> Iterator[Sheet]:
    width = max((column + 1 for _, column in cells), default=0)
    if not width or not any(cells.values()):
        return
    columns = {
        f"c{column + 1}": [cells.get((row, column)) or None for row in range(height)]
        for column in range(width)
    }
    frame = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    yield Sheet(name, frame, calendar=1900, hidden=hidden)
