"""Satisfaction: never without how many customers were asked and heard."""

from typing import Any

import polars as pl

from heatqa import figures
from heatqa.figures import levels
from heatqa.judging.period import Period
from heatqa.language import number, percent, say
from heatqa.review import findings, layout
from heatqa.review.findings import Rate
from heatqa.review.pages import Kind, Page, Picture, Table
from heatqa.review.question import Question
from heatqa.statistics import coverage, satisfaction

KEY = "satisfaction"


def page(question: Question) -> Page:
    """The satisfied share of those heard, what share of cases that is, and where they were lost."""
    cases = question.opinions()
    heard = _heard(question, question.period)
    if not heard.decided:
        key = "title_nobody" if len(cases) else "title_empty"
        title = say(f"review.satisfaction.{key}", n=number(len(cases)))
        caveat = say("review.note.empty")
        return layout.page(question, KEY, title, number=say("review.counted.none"), caveat=caveat)
    changed = findings.change(heard, _heard(question, question.last_season), question.smallest)
    facts: dict[str, Any] = {
        "share": percent(heard.rate),
        "n": number(heard.decided),
        "heard": percent(heard.decided / len(cases)),
        "cases": number(len(cases)),
    }
    if heard.decided < question.smallest:
        title = say("review.satisfaction.title_few")
    else:
        word = changed.replace(" ", "_")
        title = say("review.satisfaction.title", **facts) + say(f"review.satisfaction.{word}")
    return layout.page(
        question,
        KEY,
        title,
        number=_number(question, heard),
        caveat=say("review.satisfaction.caveat", **facts),
        cases=len(cases),
        picture=_picture(question, cases),
        tables=[_by_leaf(question, cases), _by_type(question, cases)],
    )


def _number(question: Question, heard: Rate) -> str:
    interval = heard.interval
    if interval is None or heard.decided < question.smallest:
        return say("review.counted.none")
    return say(
        "review.satisfaction.number",
        good=number(heard.met),
        n=number(heard.decided),
        low=percent(interval[0]),
        high=percent(interval[1]),
    )


def _heard(question: Question, period: Period) -> Rate:
    """The scores as counts: satisfied or not; they have no target."""
    scores = question.opinions(period)["score"].drop_nulls()
    good = int((scores >= coverage.SATISFIED_FROM).sum())
    return Rate(good, len(scores) - good, 0, 0, target=1.0, stated=False)


def _picture(question: Question, cases: pl.DataFrame) -> Picture | None:
    parts = coverage.waterfall(cases)
    if parts["count"].is_between(1, question.smallest - 1).any():
        return None
    drawn = figures.heard(parts, source=question.bench.source)
    return Picture(drawn, say("review.satisfaction.picture"))


def _by_leaf(question: Question, cases: pl.DataFrame) -> Table:
    return _by(question, cases, "leaf", "satisfaction_by_leaf", 5)


def _by_type(question: Question, cases: pl.DataFrame) -> Table:
    return _by(question, cases, "record_type", "satisfaction_by_type", 0)


def _by(question: Question, cases: pl.DataFrame, by: str, name: str, shown: int) -> Table:
    """Scores of each group of which enough customers were heard."""
    found = satisfaction.scores(cases, by, smallest=question.smallest)
    found = found.filter(pl.col("scored") >= question.smallest)
    words = [levels.name(by, value) for value in found[by]]
    frame = found.with_columns(pl.Series("group", words, dtype=pl.String)).sort("satisfied")
    columns: dict[str, Kind] = {
        "group": "text",
        "cases": "count",
        "scored": "count",
        "heard": "share",
        "satisfied": "share",
        "satisfied_low": "share",
        "satisfied_high": "share",
    }
    words_over = {"group": by, "satisfied_low": "low", "satisfied_high": "high"}
    return layout.table(name, frame, columns, shown=shown, headings=words_over)
