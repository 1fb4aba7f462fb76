"""Every promise on one page: how its rate varies, and what is to be expected of it."""

import datetime as dt

import polars as pl

from heatqa import figures
from heatqa.language import say
from heatqa.review import layout
from heatqa.review.pages import Kind, Page, Picture, Table
from heatqa.review.question import Question
from heatqa.statistics.control_chart import CONCERN, IMPROVEMENT, WILL_FAIL

KEY = "icons"
# A year of weeks tells what is usual; a promise with fewer points than this tells nothing.
_YEAR = dt.timedelta(weeks=52)
_LEAST = 8
_DRAWN = 8


def page(question: Question) -> Page:
    """The icons of the promises with most weeks; those of all in the workbook."""
    span = f"{question.last_day - _YEAR}..{question.last_day}"
    found = question.bench.icons(question.document, "week", span)
    known = found.filter((pl.col("points") >= _LEAST) & pl.col("variation").is_not_null())
    if known.is_empty():
        return layout.empty(question, KEY)
    better = len(known.filter(variation=IMPROVEMENT))
    worse = len(known.filter(variation=CONCERN))
    fails = len(known.filter(assurance=WILL_FAIL))
    key = "moved" if better or worse else "steady"
    shown = _chosen(question, known)
    return layout.page(
        question,
        KEY,
        say(f"review.icons.title_{key}", all=len(known), better=better, worse=worse, fails=fails),
        number=say("review.icons.number", fails=fails, all=len(known)),
        caveat=say("review.icons.caveat"),
        clauses=shown["clause"].to_list(),
        note=say("review.icons.note", first=question.last_day - _YEAR, last=question.last_day),
        picture=Picture(
            figures.icons(shown, source=question.bench.source), say("review.icons.picture")
        ),
        tables=[_table(known)],
    )


def _chosen(question: Question, known: pl.DataFrame) -> pl.DataFrame:
    """The board's promises first, then those that moved, then those with most weeks."""
    ours = [one.clause for one in question.indicators()]
    moved = pl.col("variation").is_in([IMPROVEMENT, CONCERN])
    order = known.with_columns(
        pl.col("clause").is_in(ours).alias("_ours"), moved.alias("_moved")
    ).sort("_ours", "_moved", "points", descending=True, maintain_order=True)
    chosen = order.head(_DRAWN)["clause"].to_list()
    return known.filter(pl.col("clause").is_in(chosen))


def _table(known: pl.DataFrame) -> Table:
    def words(column: str) -> pl.Series:
        texts = [
            say(f"chart.{column}.{word.replace(' ', '_')}") if word else say("chart.unknown")
            for word in known[column]
        ]
        return pl.Series(column, texts, dtype=pl.String)

    frame = known.with_columns(words("variation"), words("assurance"))
    columns: dict[str, Kind] = {
        "label": "text",
        "clause": "text",
        "variation": "text",
        "assurance": "text",
        "value": "share",
        "centre": "share",
        "target": "share",
        "points": "count",
    }
    over = {"label": "promise", "points": "weeks", "value": "latest_week", "centre": "usual"}
    return layout.table(KEY, frame, columns, headings=over)
