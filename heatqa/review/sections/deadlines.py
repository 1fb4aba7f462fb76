"""Answers to complaints, letters and reports: kept deadlines, and what is overdue."""

import datetime as dt

import polars as pl

from heatqa import figures
from heatqa.language import number, say
from heatqa.review import layout, promises, said
from heatqa.review.pages import Kind, Page, Picture, Table
from heatqa.review.question import Question

KEY = "deadlines"
_WAIT = "reply"
_CLAUSES = ("S5-5.6c", "S5-5.6d", "S1-1.5b", "S1-2.9b", "S5-5.4c", "S6-1.3b", "S2-1.3a", "S2-1.2b")
# Ages of what is overdue, in days up to each.
_AGES = {"day": 1, "week": 7, "month": 30}


def page(question: Question) -> Page:
    """The share answered in time, how long an answer takes, and how old the overdue ones are."""
    one = question.indicator("complaints") or question.indicator("letters")
    rate = question.rate(one) if one else None
    if one is None or rate is None:
        return layout.unspoken(question, KEY)
    overdue = _overdue(question, one.clause)
    open_ = int(overdue["overdue"].sum())
    key = "none" if not open_ else "overdue" if open_ >= question.smallest else "few"
    told = say(f"review.deadlines.{key}", n=number(open_))
    if not rate.decided and not rate.pending:
        told = say("review.note.empty")
    return layout.page(
        question,
        KEY,
        said.finding(question, one),
        number=said.counted(rate),
        caveat=said.in_turn([told, said.change_in_words(*said.compared(question, one))]),
        definition=layout.rules(question, [one.clause]),
        clauses=[one.clause],
        cases=rate.decided,
        note=said.untold(rate),
        picture=_picture(question),
        tables=[
            promises.table(question, KEY, promises.of_clauses(question, _CLAUSES), shown=5),
            _table(question, overdue),
        ],
    )


def _picture(question: Question) -> Picture | None:
    timed = question.waits(_WAIT).drop_nulls("wait_seconds")
    if len(timed) < question.smallest:
        return None
    label = question.bench.wait_label(_WAIT)
    curve = question.curve(_WAIT)
    drawn = figures.waiting_curves(curve, label=label, source=question.bench.source)
    return Picture(drawn, say("review.deadlines.picture"))


def _overdue(question: Question, clause: str) -> pl.DataFrame:
    """Open records past their limit by how long ago it passed: `age`, `overdue`."""
    late = question.bench.records(clause, question.period.name, verdict="missed")
    still = late.filter(pl.col("stops_at").is_null() & pl.col("due_at").is_not_null())
    as_of = pl.lit(question.bench.as_of, dtype=pl.Datetime("us"))
    since = as_of - pl.col("due_at")
    age = pl.when(since.is_null()).then(None)
    for name, days in _AGES.items():
        age = age.when(since <= dt.timedelta(days=days)).then(pl.lit(name))
    counts = still.group_by(age=age.otherwise(pl.lit("older"))).agg(overdue=pl.len().cast(pl.Int64))
    every = pl.DataFrame({"age": [*_AGES, "older"]})
    return every.join(counts, on="age", how="left", maintain_order="left").with_columns(
        pl.col("overdue").fill_null(0)
    )


def _table(question: Question, overdue: pl.DataFrame) -> Table:
    few = pl.col("overdue").is_between(1, question.smallest - 1)
    words = [say(f"review.age.{age}") for age in overdue["age"]]
    frame = overdue.with_columns(
        pl.Series("age", words, dtype=pl.String),
        overdue=pl.when(~few).then("overdue"),
    )
    columns: dict[str, Kind] = {"age": "text", "overdue": "count"}
    return layout.table("overdue", frame, columns)
