"""Visits: from acceptance to follow-up, emergencies, appointments, and reports back."""

from heatqa import figures
from heatqa.language import has, say
from heatqa.review import by_team, layout, promises, said
from heatqa.review.pages import Kind, Page, Picture, Table
from heatqa.review.question import Question

KEY = "visits"
_CLAUSES = ("S1-1.3", "S6-4.2a", "S6-3.6a", "S7-7c", "S7-7e", "S6-4.2b", "S6-3.1b", "S3-1.4")
_QUANTILES = ("median_seconds", "p90_seconds")


def page(question: Question) -> Page:
    """The share of emergencies reached in time; the way of a case step by step; teams."""
    one = question.indicator("arrival") or question.indicator("appointments")
    rate = question.rate(one) if one else None
    if one is None or rate is None:
        return layout.empty(question, KEY)
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
            promises.table(question, KEY, promises.of_clauses(question, _CLAUSES), shown=5),
            _steps(question),
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
    frame = found.with_columns(found["step"].replace_strict(found["step"], words).alias("step"))
    columns: dict[str, Kind] = {"step": "text", "entered": "count", "done": "count"}
    columns |= dict.fromkeys(_QUANTILES, "seconds")
    return layout.table("steps", frame, columns)
