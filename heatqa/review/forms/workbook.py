"""The review's tables as a workbook: a sheet each, with what every page counts and where from."""

import datetime as dt
import io
import re
from collections.abc import Iterator, Sequence
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from heatqa.language import say
from heatqa.review.forms import evidence, extents, look, values
from heatqa.review.pages import Kind, Page, Review, Table

# Of a sheet's name, and of the words a spreadsheet keeps for itself.
_LONGEST = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_TAKEN = {"history"}
_HEAD = 2
_WIDEST, _NARROWEST = 60, 9
# Rows that are looked at for the width of a column.
_MEASURED = 200
_A4 = 9


class Book:
    """A workbook under way: its formats, and the names that its sheets already have."""

    def __init__(self, file: io.BytesIO, review: Review) -> None:
        self.review = review
        self.book = xlsxwriter.Workbook(
            file,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "nan_inf_to_errors": True,
            },
        )
        font = {"font_name": look.font("east_asian" if review.language == "zh" else "latin")}
        self.kinds: dict[Kind, Format] = {
            kind: self.book.add_format({"num_format": form, "valign": "top"} | font)
            for kind, form in values.FORMATS.items()
        }
        self.text = self.book.add_format({"text_wrap": True, "valign": "top"} | font)
        self.title = self.book.add_format({"bold": True, "font_size": 14} | font)
        self.quiet = self.book.add_format({"font_color": look.given()["colours"]["quiet"]} | font)
        self.head = self.book.add_format(
            {"bold": True, "text_wrap": True, "bottom": 1, "valign": "top"}
            | {"bg_color": look.given()["colours"]["shade"]}
            | font
        )
        self._names: set[str] = set(_TAKEN)

    def sheet(self, title: str, line: str) -> Worksheet:
        """A sheet of that title, with a line that says what its figures are."""
        made = self.book.add_worksheet(sheet_name(title, self._names))
        label = say("forms.simulated_chart", title=title) if self.review.simulated else title
        made.write_string(0, 0, label, self.title)
        made.write_string(1, 0, line, self.quiet)
        made.set_landscape()
        made.set_paper(_A4)
        made.fit_to_pages(1, 0)
        made.repeat_rows(_HEAD)
        # A single & begins a command of headers.
        made.set_header(f"&L{label.replace('&', '&&')}")
        made.set_footer(f"&L{self.review.provenance.run}&R&P / &N")
        return made

    def table(
        self, sheet: Worksheet, headings: Sequence[str], kinds: Sequence[Kind], rows: Any
    ) -> None:
        """Headings that stay in sight and can be filtered, and the rows below them."""
        widths = [extents.width(heading, 1, bold=True) * 2 + 3 for heading in headings]
        last = _HEAD
        for last, row in enumerate(rows, start=_HEAD + 1):
            for column, (value, kind) in enumerate(zip(row, kinds, strict=True)):
                self.cell(sheet, last, column, value, kind)
                if last <= _MEASURED:
                    wide = extents.width(values.words(value, kind), 1) * 1.9 + 1
                    widths[column] = max(widths[column], wide)
        for column, (heading, width) in enumerate(zip(headings, widths, strict=True)):
            sheet.write_string(_HEAD, column, heading, self.head)
            sheet.set_column(column, column, min(max(width, _NARROWEST), _WIDEST))
        sheet.freeze_panes(_HEAD + 1, 1)
        sheet.autofilter(_HEAD, 0, max(last, _HEAD), len(headings) - 1)

    def cell(self, sheet: Worksheet, row: int, column: int, value: Any, kind: Kind) -> None:
        """A value as what it is; a text stays one whatever it begins with."""
        form = self.kinds.get(kind, self.text)
        if value is None:
            sheet.write_blank(row, column, None, form)
        elif isinstance(value, dt.datetime):
            # A day's last microsecond would be rounded into the day after.
            sheet.write_datetime(row, column, value.replace(microsecond=0, tzinfo=None), form)
        elif isinstance(value, dt.date):
            midnight = dt.datetime.combine(value, dt.time())
            sheet.write_datetime(row, column, midnight, form)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            sheet.write_number(row, column, value, form)
        else:
            sheet.write_string(row, column, values.words(value, kind), self.text)


def workbook(review: Review, pages: Sequence[Page]) -> bytes:
    """An .xlsx file: what is in it, what every page counts, then a sheet per table.

    Args:
        review: What it says.
        pages: Its pages, with those of its origins.
    """
    stream = io.BytesIO()
    made = Book(stream, review)
    with made.book:
        _properties(made)
        index = made.sheet(say("forms.sheet.contents"), review.subtitle)
        counted = made.sheet(say("forms.sheet.definitions"), review.subtitle)
        listed = [_table(made, page, table) for page in pages for table in page.tables]
        _contents(made, index, listed)
        _definitions(made, counted, pages)
    return stream.getvalue()


def sheet_name(title: str, taken: set[str]) -> str:
    """A name that a spreadsheet allows and that no other sheet has; it is added to `taken`.

    Example:
        >>> taken = set()
        >>> sheet_name("Rate: 18/20", taken), sheet_name("rate 18 20", taken)
        ('Rate 18 20', 'rate 18 20 2')
    """
    bare = " ".join(_FORBIDDEN.sub(" ", title).split()).strip("'") or "-"
    name, copies = bare[:_LONGEST].strip(), 1
    while name.casefold() in taken:
        copies += 1
        tail = f" {copies}"
        name = bare[: _LONGEST - len(tail)].strip() + tail
    taken.add(name.casefold())
    return name


def _table(made: Book, page: Page, table: Table) -> tuple[str, str, str, int]:
    line = say("forms.beside").join([page.title, *evidence.facts(page)])
    sheet = made.sheet(table.title, line)
    kinds: list[Kind] = [table.kinds[name] for name in table.headings]
    rows = table.frame.select(list(table.headings)).iter_rows()
    made.table(sheet, list(table.headings.values()), kinds, rows)
    return str(sheet.get_name()), table.title, page.title, table.frame.height


def _contents(made: Book, index: Worksheet, listed: Sequence[tuple[str, str, str, int]]) -> None:
    names = ("sheet", "table", "page", "rows")
    headings = [say(f"forms.sheet.{name}") for name in names]
    made.table(index, headings, ["text", "text", "text", "count"], listed)
    for row, (name, *_) in enumerate(listed, start=_HEAD + 1):
        quoted = name.replace("'", "''")
        index.write_url(row, 0, f"internal:'{quoted}'!A1", made.text, name)


def _definitions(made: Book, sheet: Worksheet, pages: Sequence[Page]) -> None:
    names = (
        "section",
        "page",
        "definition",
        "period",
        "cut_off",
        "cases",
        "clauses",
        "reading",
        "data_note",
    )
    kinds: list[Kind] = ["count" if name == "cases" else "text" for name in names]
    made.table(sheet, [say(f"forms.sheet.{name}") for name in names], kinds, _defined(pages))


def _defined(pages: Sequence[Page]) -> Iterator[tuple[Any, ...]]:
    for page in pages:
        clauses = say("forms.between").join(page.clauses)
        told = (page.definition, page.period, page.cut_off, page.cases, clauses)
        yield (page.section, page.title, *told, page.reading, page.data_note)


def _properties(made: Book) -> None:
    review = made.review
    made.book.set_properties(
        {
            "title": review.title,
            "subject": review.subtitle,
            "author": review.company,
            "keywords": say("forms.simulated") if review.simulated else "",
            "comments": say("forms.origin.again", run=review.provenance.run),
        }
    )
    for name, value in evidence.every_origin(review):
        # Spreadsheets take up to 255 letters of a name and of a value.
        made.book.set_custom_property(name[:255], value[:255], "text")
