"""What has moved since this period was shown last: late data, other readings, other versions."""

from typing import Any

import polars as pl

from heatqa.language import number, pick, say
from heatqa.review import layout, runs, said
from heatqa.review.pages import Kind, Page, Table
from heatqa.review.question import Question

KEY = "changed"
# What may have changed besides the records: the setting and its name in wording.
_CAUSES = ("versions", "settings", "as_of")


def page(question: Question) -> Page:
    """The counts that differ from the review of this period that was kept last."""
    then = runs.shown_last(question)
    if then is None:
        title = say("review.changed_since.title_first")
        return layout.page(
            question,
            KEY,
            title,
            number=say("review.counted.none"),
            caveat=say("review.changed_since.first"),
        )
    moved = _moved(question, then)
    every = len(runs.figures(question))
    facts: dict[str, Any] = {
        "day": then["made_at"][:16].replace("T", " "),
        "run": then["run"],
        "moved": number(len(moved)),
    }
    key = "title_moved" if len(moved) else "title_same"
    return layout.page(
        question,
        KEY,
        say(f"review.changed_since.{key}", all=number(every), **facts),
        number=say("review.changed_since.number", all=number(every), **facts),
        caveat=_causes(question, then),
        tables=[_table(question, moved)],
    )


def _moved(question: Question, then: dict[str, Any]) -> pl.DataFrame:
    """One row per figure that is another now: `figure`, `before`, `now`."""
    now = runs.figures(question)
    rows = [
        {"figure": name, "before": then["figures"].get(name), "now": now.get(name)}
        for name in sorted({*now, *then["figures"]})
        if now.get(name) != then["figures"].get(name)
    ]
    schema = {"figure": pl.String, "before": pl.Int64, "now": pl.Int64}
    return pl.DataFrame(rows, schema=schema)


def _causes(question: Question, then: dict[str, Any]) -> str:
    """What else is other than it was then, and so may be why."""
    same = {
        "versions": then["versions"] == runs.versions(),
        "settings": then["settings"] == runs.settings_kept(question.bench.settings),
        "as_of": then["as_of"] == question.bench.as_of.isoformat(),
    }
    parts = [say(f"review.changed_since.{name}") for name in _CAUSES if not same[name]]
    return said.in_turn(parts) or say("review.changed_since.records")


def _table(question: Question, moved: pl.DataFrame) -> Table:
    """The figures that moved; a count too small to publish is left out on either side."""
    few = [pl.col(name).is_between(1, question.smallest - 1) for name in ("before", "now")]
    frame = moved.with_columns(
        pl.Series("figure", [_words(question, name) for name in moved["figure"]], dtype=pl.String),
        *(
            pl.when(~too_few.fill_null(value=False)).then(name).alias(name)
            for too_few, name in zip(few, ("before", "now"), strict=True)
        ),
    )
    columns: dict[str, Kind] = {"figure": "text", "before": "count", "now": "count"}
    over = {"before": "shown_then", "now": "shown_now"}
    return layout.table(KEY, frame, columns, shown=6, headings=over)


def _words(question: Question, name: str) -> str:
    """A figure as users read it: a clause with its verdict, or what is counted."""
    clause, _, verdict = name.partition(" ")
    known = question.bench.catalogue.clauses.get(clause)
    if known is None:
        return say(f"review.figure.{name}")
    return say(
        "review.figure.of_clause",
        clause=clause,
        label=pick(known.label),
        verdict=say(f"verdict.{verdict}"),
    )
