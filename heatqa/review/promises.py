"""Several promises side by side: their table and their picture."""

from collections.abc import Sequence

import polars as pl

from heatqa.language import say
from heatqa.review import findings, layout, said
from heatqa.review.indicators import Indicator
from heatqa.review.pages import Kind, Picture, Table
from heatqa.review.question import Question

_COLUMNS: dict[str, Kind] = {
    "promise": "text",
    "clause": "text",
    "decided": "count",
    "share": "share",
    "low": "share",
    "high": "share",
    "target": "share",
    "standing": "text",
    "share_before": "share",
    "change": "text",
}
# What can be read from the back of a room; the rest is in the workbook.
_ON_PAGE = ("promise", "decided", "share", "standing")
_TYPES = {"count": pl.Int64, "share": pl.Float64, "text": pl.String}


def of_clauses(question: Question, clauses: Sequence[str]) -> list[Indicator]:
    """Clauses as indicators, those that bind the company, in the order given.

    One that already is an indicator of the board keeps its own words.
    """
    known = {one.clause: one for one in question.indicators()}
    binding = question.scorecard()["clause"].to_list()
    return [known.get(name, Indicator("clause", name)) for name in clauses if name in binding]


def table(question: Question, name: str, every: Sequence[Indicator], shown: int = 0) -> Table:
    """A row per promise: its rate with interval, target, standing, and what it was a year before.

    What rests on fewer records than the company publishes has no figures.
    """
    rows = [_row(question, one) for one in every]
    schema = {column: _TYPES[kind] for column, kind in _COLUMNS.items()}
    frame = pl.DataFrame(rows, schema=schema)
    return layout.table(name, frame, _COLUMNS, shown=shown, on_page=_ON_PAGE)


def _row(question: Question, one: Indicator) -> dict[str, object]:
    rate = question.rate(one)
    then = question.rate(one, question.last_season)
    known = rate if rate and rate.decided >= question.smallest else None
    low, high = (known.interval if known else None) or (None, None)
    stands = findings.standing(rate, question.smallest)
    return {
        "promise": said.subject(question, one),
        "clause": one.clause,
        "decided": known.decided if known else None,
        "share": known.rate if known else None,
        "low": low,
        "high": high,
        "target": rate.target if rate else None,
        "standing": say(f"review.standing.{stands.replace(' ', '_')}"),
        "share_before": then.rate if then and then.decided >= question.smallest else None,
        "change": said.change_in_words(*said.compared(question, one)),
    }


def picture(question: Question, every: Sequence[Indicator], title: str) -> Picture | None:
    """A bar per promise with enough records, now and a year before; None without any."""
    shown = []
    for one in every:
        rate = question.rate(one)
        if rate and rate.decided >= question.smallest:
            shown.append((one, rate, question.rate(one, question.last_season)))
    if not shown:
        return None
    rows = [
        {
            "category": said.subject(question, one),
            "series": say(f"review.series.{name}"),
            "value": found.rate if found and found.decided >= question.smallest else None,
            "meaning": meaning,
        }
        for name, meaning, place in (("now", "latest", 0), ("year_before", "earlier", 1))
        for one, *rates in shown
        for found in (rates[place],)
    ]
    return layout.charted(
        question,
        pl.DataFrame(rows, schema_overrides={"value": pl.Float64}),
        shape="bars",
        kind="share",
        title=title,
        axis=say("review.axis.share"),
    )
