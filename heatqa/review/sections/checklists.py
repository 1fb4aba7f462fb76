"""How well records and conversations are kept: fields, signatures, greetings, forbidden words."""

from heatqa.language import number, percent, say
from heatqa.review import findings, layout, promises, said
from heatqa.review.indicators import Indicator
from heatqa.review.pages import Page
from heatqa.review.question import Question

KEY = "checklists"
_CLAUSES = (
    "S3-1.5b",
    "S3-1.4D",
    "S6-3.3e",
    "S3-1.4A",
    "S3-1.4C",
    "S6-3.2b",
    "S3-2.4.2",
    "S1-3a",
    "S3-2.3.2",
    "S6-7.3a",
    "S4-6.2a",
    "S4-6.1a",
)
# Bars of two seasons with their numbers that can be read from the back of a room.
_DRAWN = 6


def page(question: Question) -> Page:
    """The promises about forms and words, the one kept least in the title."""
    every = promises.of_clauses(question, _CLAUSES)
    told = [one for one in every if _decided(question, one) >= question.smallest]
    if not told:
        return layout.empty(question, KEY)
    rates = {one: question.rate(one) for one in told}
    stood: list[findings.Standing] = [
        findings.standing(rate, question.smallest) for rate in rates.values()
    ]
    by_share = sorted(told, key=lambda one: _share(question, one))
    weakest = by_share[0]
    counts = findings.tally(stood)
    missed = counts["missed"]
    key = "title_all" if missed == len(told) else "title" if missed else "title_no_miss"
    title = say(
        f"review.checklists.{key}",
        missed=missed,
        all=len(told),
        what=said.subject(question, weakest),
        share=percent(_share(question, weakest)),
    )
    return layout.page(
        question,
        KEY,
        title,
        number=said.counted(rates[weakest]),
        caveat=say("review.checklists.caveat"),
        clauses=[one.clause for one in told],
        cases=sum(_decided(question, one) for one in told),
        note=say("review.checklists.note", n=number(len(every) - len(told)))
        if len(told) < len(every)
        else "",
        picture=promises.picture(question, by_share[:_DRAWN], _picture_title(len(told))),
        tables=[promises.table(question, KEY, told)],
    )


def _picture_title(told: int) -> str:
    if told > _DRAWN:
        return say("review.checklists.picture_weakest", n=_DRAWN)
    return say("review.checklists.picture")


def _decided(question: Question, one: Indicator) -> int:
    rate = question.rate(one)
    return rate.decided if rate else 0


def _share(question: Question, one: Indicator) -> float:
    rate = question.rate(one)
    return 1.0 if rate is None or rate.rate is None else rate.rate
