"""The hotline: how soon calls are answered, and what the wording of three rings changes."""

import polars as pl

from heatqa import figures
from heatqa.language import number, percent, say
from heatqa.review import layout, promises, said
from heatqa.review.pages import Kind, Page, Picture, Table
from heatqa.review.question import Question

KEY = "hotline"
_WAIT = "answer"
_CLAUSES = ("S3-2.1.1a", "S6-7.1a", "S4-6.4", "S1-1.1a", "S8-9", "S6-7.3b", "S6-7.2a")


def page(question: Question) -> Page:
    """The share answered in time, the curve of waiting, and the rate under each reading."""
    one = question.indicator("answering")
    rate = question.rate(one) if one else None
    waits = question.waits(_WAIT)
    if one is None or rate is None:
        return layout.unspoken(question, KEY)
    # Who gave up in the queue never heard it ring: lost as well, though nothing can be timed.
    lost = int((~waits["ended"]).sum())
    timed = waits["wait_seconds"].count()
    note = said.untold(rate)
    if lost >= question.smallest:
        share = percent(lost / len(waits))
        note = said.in_turn([note, say("review.hotline.lost", lost=number(lost), share=share)])
    return layout.page(
        question,
        KEY,
        said.finding(question, one),
        number=said.counted(rate),
        caveat=said.change_in_words(*said.compared(question, one)),
        definition=layout.rules(question, [one.clause]),
        clauses=[one.clause],
        cases=rate.decided,
        note=note,
        picture=_picture(question, timed),
        tables=[
            _readings(question, one.clause),
            promises.table(question, KEY, promises.of_clauses(question, _CLAUSES)),
        ],
    )


def _picture(question: Question, timed: int) -> Picture | None:
    if timed < question.smallest:
        return None
    curve = question.curve(_WAIT)
    label = question.bench.wait_label(_WAIT)
    drawn = figures.waiting_curves(
        curve, label=label, source=question.bench.source, limits=question.bench.ring_limits
    )
    return Picture(drawn, say("review.hotline.picture"))


def _readings(question: Question, clause: str) -> Table:
    """The rate of the promise under each way to read its wording."""
    found = question.readings().filter(clause=clause)
    decided = pl.col("met") + pl.col("missed")
    frame = found.filter(decided >= question.smallest).select(
        reading="reading_label", decided=decided, share="rate", low="low", high="high"
    )
    columns: dict[str, Kind] = {
        "reading": "text",
        "decided": "count",
        "share": "share",
        "low": "share",
        "high": "share",
    }
    on_page = ("reading", "decided", "share")
    return layout.table("answering_readings", frame, columns, shown=6, on_page=on_page)
