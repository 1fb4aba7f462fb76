"""What the data cover: rows read and rejected, duplicates, and times that are missing."""

from typing import Any

import polars as pl

from heatqa.language import number, percent, say
from heatqa.review import layout
from heatqa.review.pages import Kind, Page, Picture, Table
from heatqa.review.question import Question

KEY = "coverage"
_FATES = ("loaded", "updates", "duplicates", "rejected")
# Tables with fewer rows than this are in the workbook and not in the picture.
_DRAWN = 10


def page(question: Question) -> Page:
    """The books of all loads: of the rows read, how many can be used."""
    books = question.bench.books()
    read, rejected = int(books["rows_read"].sum()), int(books["rejected"].sum())
    duplicates = int(books["duplicates"].sum())
    if not read:
        return layout.empty(question, KEY)
    facts: dict[str, Any] = {
        "share": percent(1 - rejected / read, 2),
        "read": number(read),
        "rejected": number(rejected),
        "duplicates": number(duplicates),
    }
    key = "all" if not rejected else "some"
    return layout.page(
        question,
        KEY,
        say(f"review.coverage.title_{key}", **facts),
        number=say("review.coverage.number", **facts),
        caveat=say("review.coverage.caveat"),
        cases=read,
        note=say("review.coverage.note"),
        picture=_picture(question, books),
        tables=[_books(books), _rules(question), _times(question)],
    )


def _picture(question: Question, books: pl.DataFrame) -> Picture:
    every = pl.sum_horizontal(_FATES)
    shown = books.sort("rows_read", descending=True).head(_DRAWN)
    frame = pl.concat(
        shown.select(
            category="label",
            series=pl.lit(say(f"load.column.{fate}")),
            value=pl.when(every > 0).then(pl.col(fate) / every),
            meaning=pl.lit(fate),
        )
        for fate in _FATES
    )
    return layout.charted(
        question,
        frame,
        shape="stacked",
        kind="share",
        title=say("review.coverage.picture"),
        axis=say("figure.books.axis"),
    )


def _books(books: pl.DataFrame) -> Table:
    counts: dict[str, Kind] = dict.fromkeys(("files", "rows_read", *_FATES, "flagged"), "count")
    columns: dict[str, Kind] = {"label": "text", **counts}
    return layout.table("books", books, columns)


def _rules(question: Question) -> Table:
    frame = question.bench.quality().select("meaning", "severity", "rows")
    severity = [say(f"review.severity.{word}") for word in frame["severity"]]
    frame = frame.with_columns(pl.Series("severity", severity, dtype=pl.String))
    columns: dict[str, Kind] = {"meaning": "text", "severity": "text", "rows": "count"}
    return layout.table("rules", frame, columns, shown=5)


def _times(question: Question) -> Table:
    """How often the times are recorded that the clocks need."""
    found = [question.bench.filled(table, "time") for table in ("tickets", "calls", "visits")]
    columns: dict[str, Kind] = {"label": "text", "rows": "count", "share": "share"}
    words = {"label": "time", "rows": "records", "share": "filled"}
    return layout.table("times", pl.concat(found), columns, headings=words)
