"""Repairs: made in time or not, week by week, and which teams are late."""

import datetime as dt

import polars as pl

from heatqa import figures
from heatqa.language import say
from heatqa.review import by_team, layout, periods, promises, said
from heatqa.review.pages import Page, Picture, Table
from heatqa.review.question import Question

KEY = "repairs"
_CLAUSES = ("S1-2.4d", "S1-2.4e", "S8-15b", "S7-10b", "S1-2.7b")
# A chart needs the weeks before the period to know what is usual.
_BEFORE = dt.timedelta(weeks=39)
_UNITS = {"%": "percent"}


def page(question: Question) -> Page:
    """The share repaired in time, its control chart, and the teams."""
    one = question.indicator("repair")
    rate = question.rate(one) if one else None
    if one is None or rate is None:
        return layout.unspoken(question, KEY)
    return layout.page(
        question,
        KEY,
        said.finding(question, one),
        number=said.counted(rate),
        caveat=said.change_in_words(*said.compared(question, one)),
        definition=layout.rules(question, [one.clause]),
        clauses=[one.clause],
        cases=rate.decided,
        note=said.untold(rate),
        picture=_picture(question, one.clause),
        tables=[
            by_team.table(question, "repairs_by_team", "repair", shown=5),
            promises.table(question, KEY, promises.of_clauses(question, _CLAUSES)),
            _outdoors(question),
        ],
    )


def _picture(question: Question, clause: str) -> Picture | None:
    first, _ = periods.days(question.period)
    span = f"{first - _BEFORE}..{question.last_day}"
    chart = question.bench.control_chart(clause, "week", span)
    if chart["value"].drop_nulls().is_empty():
        return None
    drawn = figures.control_chart(chart, source=question.bench.source)
    return Picture(drawn, say("review.repairs.picture"))


def _outdoors(question: Question) -> Table:
    """How long faults took for which no limit is stated."""
    found = question.distributions().filter(pl.col("n") >= question.smallest)
    units = [say(f"review.unit.{_UNITS.get(unit, unit)}") for unit in found["unit"]]
    found = found.with_columns(pl.Series("unit", units, dtype=pl.String))
    return layout.table(
        "no_limit",
        found,
        {
            "label": "text",
            "clause": "text",
            "n": "count",
            "median": "decimal",
            "p90": "decimal",
            "unit": "text",
        },
        headings={"label": "promise"},
    )
