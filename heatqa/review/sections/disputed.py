"""Disputed readings: what would change if an unclear wording were read otherwise."""

from typing import Any

import polars as pl

from heatqa import figures
from heatqa.language import number, pick, say
from heatqa.review import layout
from heatqa.review.pages import Kind, Page, Picture, Table
from heatqa.review.question import Question

KEY = "disputed"
# Bars that a page can show and still be read from the back of a room.
_DRAWN = 5


def page(question: Question) -> Page:
    """The tornado of readings, and which of them decides whether a promise is kept."""
    decided = pl.col("met") + pl.col("missed")
    found = question.sensitivity().filter(decided >= question.smallest)
    moving = found.filter(pl.col("swing") > 0)
    if moving.is_empty():
        return layout.empty(question, KEY)
    pairs = moving.group_by("clause", "question", maintain_order=True).agg(
        pl.col("standing").n_unique().alias("standings"), pl.col("swing").first()
    )
    turning = pairs.filter(pl.col("standings") > 1)
    first = moving.row(0, named=True)
    widest = pairs.head(_DRAWN).select("clause", "question")
    drawn = moving.join(widest, on=["clause", "question"], how="semi", maintain_order="left")
    label = pick(question.bench.catalogue.clause(first["clause"]).label)
    facts: dict[str, Any] = {"label": label, "points": number(first["swing"], 0)}
    key = "title" if len(turning) else "title_none"
    return layout.page(
        question,
        KEY,
        say(f"review.disputed.{key}", turning=len(turning), all=len(pairs), **facts),
        number=say("review.disputed.number", **facts),
        caveat=say("review.disputed.caveat"),
        clauses=list(dict.fromkeys(drawn["clause"])),
        cases=int(drawn.filter("in_use").unique("clause").select(decided.sum()).item()),
        picture=Picture(
            figures.tornado(drawn, source=question.bench.source), say("review.disputed.picture")
        ),
        tables=[_table(found)],
    )


def _table(found: pl.DataFrame) -> Table:
    """The decision log: each question, the reading in use, and where every other would lead."""
    used = [say("why.yes") if used else say("why.no") for used in found["in_use"]]
    stood = [say(f"scorecard.standing.{word.replace(' ', '_')}") for word in found["standing"]]
    frame = found.with_columns(
        pl.Series("in_use", used, dtype=pl.String), pl.Series("standing", stood, dtype=pl.String)
    )
    columns: dict[str, Kind] = {
        "clause": "text",
        "asks": "text",
        "option_label": "text",
        "in_use": "text",
        "rate": "share",
        "change": "decimal",
        "standing": "text",
    }
    over = {"option_label": "reading", "rate": "share", "change": "points"}
    return layout.table("decisions", frame, columns, headings=over)
