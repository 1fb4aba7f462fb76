"""Visits: from acceptance to follow-up, emergencies, appointments, and reports back."""

import polars as pl

from heatqa import figures
from heatqa.figures import durations
from heatqa.language import has, say
from heatqa.review import by_team, layout, promises, said
from heatqa.review.pages import Kind, Page, Picture, Table
from heatqa.review.question import Question

KEY = "visits"
_CLAUSES = ("S1-1.3", "S6-4.2a", "S6-3.6a", "S7-7c", "S7-7e", "S6-4.2b", "S6-3.1b", "S3-1.4")
_QUANTILES = ("median", "p90")


def page(question: Question) -> Page:
    """The share of emergencies reached in time; the way of a case step by step; teams."""
    one = question.indicator("arrival") or question.indicator("appointments")
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
        picture=_picture(question),
        tables=[
            _steps(question),
            promises.table(question, KEY, promises.of_clauses(question, _CLAUSES)),
            by_team.table(question, "visits_by_team", "appointments"),
        ],
    )


def _picture(question: Question) -> Picture | None:
    found = question.steps()
    if not found["entered"].sum():
        return None
    drawn = figures.steps(found, source=question.bench.source)
    return Picture(drawn, say("review.visits.picture"))


def _steps(question: Question) -> Table:
    """Median and P90 of each step on the natural clock."""
    found = question.steps().filter(clock="natural")
    words = [
        say(key) if has(key := f"waiting.step_name.{step}") else step for step in found["step"]
    ]
    in_words = {
        name: pl.Series([durations.words(value) for value in found[f"{name}_seconds"]])
        for name in _QUANTILES
    }
    frame = found.with_columns(pl.Series("step", words, dtype=pl.String), **in_words)
    columns: dict[str, Kind] = {"step": "text", "entered": "count", "done": "count"}
    columns |= {f"{name}_seconds": "seconds" for name in _QUANTILES}
    columns |= dict.fromkeys(_QUANTILES, "text")
    on_page = ("step", *_QUANTILES)
    return layout.table("steps", frame, columns, shown=len(frame), on_page=on_page)
