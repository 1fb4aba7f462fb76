"""The audit register as an empty workbook: a line per clause, filled by hand, loaded as it is."""

import io
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from heatqa.clauses import Catalogue, Clause
from heatqa.language import pick, say

# Columns of the sheet, each with its width in characters.
_WIDTHS = {
    "clause_id": 14,
    "number": 26,
    "rule": 46,
    "checked_on": 12,
    "place": 18,
    "subject": 20,
    "conforms": 12,
    "evidence": 24,
    "checked_by": 12,
    "remedied_on": 12,
}
_PRINTED = ("clause_id", "number", "rule")
_DAYS = ("checked_on", "remedied_on")
# Lines below the printed ones, for further checks of the same clauses.
_SPARE = 500
_LINES_OF_NOTES = 6
_A4 = 9


def workbook(clauses: list[Clause], catalogue: Catalogue) -> bytes:
    """An .xlsx file with a line per clause to be filled in, and a sheet that explains how."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        formats = {
            "head": book.add_format(
                {"bold": True, "text_wrap": True, "bottom": 1, "valign": "top"}
            ),
            "printed": book.add_format({"text_wrap": True, "valign": "top", "bg_color": "#F2F2F2"}),
            "blank": book.add_format({"text_wrap": True, "valign": "top"}),
            "day": book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"}),
        }
        sheet = book.add_worksheet(say("audit.sheet"))
        _print_set_up(sheet)
        for column, (name, width) in enumerate(_WIDTHS.items()):
            kind = "day" if name in _DAYS else "blank"
            sheet.set_column(column, column, width, formats[kind])
            sheet.write_string(0, column, say(f"audit.column.{name}"), formats["head"])
        for row, clause in enumerate(clauses, start=1):
            for column, text in enumerate(_printed(clause, catalogue)):
                sheet.write_string(row, column, text, formats["printed"])
        _validate(sheet, len(clauses))
        _explain(book.add_worksheet(say("audit.sheet_notes")), formats)
    return made.getvalue()


def _printed(clause: Clause, catalogue: Catalogue) -> tuple[str, str, str]:
    title = catalogue.documents[clause.document].title
    cited = say("why.document", title=title, number=clause.number)
    return clause.id, cited, pick(clause.rule)


def _print_set_up(sheet: Worksheet) -> None:
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_header(f"&C{say('audit.title')}")
    sheet.set_footer("&C&P / &N")


def _validate(sheet: Worksheet, lines: int) -> None:
    """A choice of results, and days where days belong; what is typed can still be corrected."""
    columns = list(_WIDTHS)
    sheet.autofilter(0, 0, lines, len(columns) - 1)

    def of(name: str, rule: dict[str, Any]) -> None:
        column = columns.index(name)
        sheet.data_validation(1, column, lines + _SPARE, column, rule)

    answers = [say("audit.conforms"), say("audit.does_not_conform")]
    wrong = {"error_title": say("audit.sheet"), "error_message": say("audit.choose")}
    of("conforms", {"validate": "list", "source": answers} | wrong)


def _explain(sheet: Worksheet, formats: dict[str, Any]) -> None:
    sheet.set_column(0, 0, 90, formats["blank"])
    sheet.write_string(0, 0, say("audit.title"), formats["head"])
    for line in range(1, _LINES_OF_NOTES + 1):
        sheet.write_string(line, 0, say(f"audit.note.{line}"), formats["blank"])
