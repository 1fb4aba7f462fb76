"""What a load did: progress while it runs, then the books, reasons and leftovers."""

import contextlib
import json
from collections import Counter
from collections.abc import Callable, Iterator

from rich import box
from rich.console import RenderableType
from rich.table import Table

from heatqa import dictionary
from heatqa.intake import LoadReport, SheetReport, rules
from heatqa.language import number, pick, say
from heatqa.tables import progress

_COUNTS = ("rows_read", "loaded", "duplicates", "updates", "rejected", "flagged")


@contextlib.contextmanager
def progress_bar() -> Iterator[Callable[[str, int, int], None]]:
    """A bar on the terminal that a load moves on; nothing where there is no terminal."""
    with progress.bar(say("cli.loading")) as shown:

        def move(name: str, done: int, files: int) -> None:
            said = say("cli.loading") if done < files else say("cli.judging")
            shown(f"{said} {name}", done, files)

        yield move


def tables(report: LoadReport) -> Iterator[RenderableType]:
    """The parts of the report, top to bottom."""
    if report.sheets:
        yield _books(report)
        yield say(
            "load.balanced",
            read=number(report.rows_read),
            loaded=number(report.loaded),
            duplicates=number(report.duplicates),
            updates=number(report.updates),
            rejected=number(report.rejected),
        )
    reasons = _reasons(report)
    if reasons.row_count:
        yield reasons
    for path in report.already_loaded:
        yield say("load.already", file=path.name)
    for path in report.passed_over:
        yield say("load.passed_over", file=path.name)
    for path, name in report.unread_sheets:
        yield say("load.unread_sheet", file=path.name, sheet=name)
    for path, name in report.hidden_sheets:
        yield say("load.hidden_sheet", file=path.name, sheet=name)
    for known in report.respelled:
        yield say(
            "load.respelled",
            file=known.file,
            load_id=known.load_id,
            rows=number(known.rows),
            name=known.name,
            spelling=known.spelling,
        )
    for sheet in report.sheets:
        if sheet.skipped_lines:
            yield _skipped(sheet)
        if sheet.unread_columns:
            yield say("load.unread", file=_name(sheet), columns=", ".join(sheet.unread_columns))
        if sheet.unclocked_columns:
            labels = dictionary.tables()[sheet.table].columns
            named = ", ".join(pick(labels[name].label) for name in sheet.unclocked_columns)
            yield say("load.unclocked", file=_name(sheet), columns=named)


def as_json(report: LoadReport) -> str:
    """The report for programs: totals, and one entry per sheet."""
    sheets = [
        {
            "file": str(sheet.file),
            "sheet": sheet.sheet,
            "table": sheet.table,
            "encoding": sheet.encoding,
            **{count: getattr(sheet, count) for count in _COUNTS},
            "skipped_lines": dict(sheet.skipped_lines),
            "rejects": dict(sheet.rejects),
            "flags": dict(sheet.flags),
            "unread_columns": list(sheet.unread_columns),
        }
        for sheet in report.sheets
    ]
    whole = {
        "load": report.load_id,
        **{count: getattr(report, count) for count in _COUNTS},
        "already_loaded": [str(path) for path in report.already_loaded],
        "hidden_sheets": [[str(path), sheet] for path, sheet in report.hidden_sheets],
        "passed_over": [str(path) for path in report.passed_over],
        "respelled": [vars(known) for known in report.respelled],
        "sheets": sheets,
    }
    return json.dumps(whole, ensure_ascii=False, indent=2)


def _books(report: LoadReport) -> Table:
    made = Table(
        title=say("load.title"),
        show_footer=len(report.sheets) > 1,
        box=box.SIMPLE_HEAD,
        pad_edge=False,
    )
    made.add_column(say("load.column.file"), footer=say("load.total"), overflow="fold")
    made.add_column(say("load.column.table"))
    made.add_column(say("load.column.encoding"))
    for count in _COUNTS:
        total = number(getattr(report, count))
        heading = say(f"load.column.{count}")
        made.add_column(heading, justify="right", footer=total, no_wrap=True)
    for sheet in report.sheets:
        counts = (number(getattr(sheet, count)) for count in _COUNTS)
        label = pick(dictionary.tables()[sheet.table].label)
        made.add_row(_name(sheet), label, sheet.encoding or "–", *counts)
    return made


def _reasons(report: LoadReport) -> Table:
    made = Table(title=say("load.reasons"))
    made.add_column(say("load.column.rule"))
    made.add_column(say("load.column.rows"), justify="right")
    made.add_column(say("load.column.meaning"))
    counts: Counter[str] = Counter()
    for sheet in report.sheets:
        counts.update(sheet.rejects)
        counts.update(sheet.flags)
    own = {name: told for sheet in report.sheets for name, told in sheet.own_rules.items()}
    for rule, rows in counts.most_common():
        made.add_row(rule, number(rows), rules.meaning(rule, own))
    return made


def _skipped(sheet: SheetReport) -> str:
    """How many rows of a sheet are no records, and what they are."""
    reasons = {"header": 1, **sheet.skipped_lines}
    said = [say(f"load.skip.{reason}", n=number(rows)) for reason, rows in reasons.items()]
    return say(
        "load.skipped",
        file=_name(sheet),
        rows=number(sum(reasons.values())),
        lines=number(sheet.lines),
        reasons=pick({"en": ", ", "zh": "、"}).join(said),
    )


def _name(sheet: SheetReport) -> str:
    return f"{sheet.file.name} · {sheet.sheet}" if sheet.sheet else sheet.file.name
