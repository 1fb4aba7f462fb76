"""The scorecard as a table for the terminal and for notebooks."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

import polars as pl
from rich import box
from rich.table import Table
from rich.text import Text

from heatqa import dictionary
from heatqa.clauses import UNTELLABLE, Catalogue
from heatqa.judging.period import Period
from heatqa.judging.scorecard import NO_DATA
from heatqa.language import current, number, percent, pick, say
from heatqa.tables.moments import moment
from heatqa.tables.ruled import STYLES

_COUNTS = ("met", "missed", "pending", "cannot_tell")
_FIGURES = (*_COUNTS, "rate", "share", "target")
_COLUMNS = ("clause", "rule", *_COUNTS, "rate", "target", "standing", "reading")
_NARROW = ("clause", "label", *_COUNTS, "share", "standing")
# Columns that the whole table takes without breaking words.
_WIDE = 130


def brief(frame: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """The scorecard in words: one row per clause, its rule, counts, rate, target and standing."""
    rows = [
        {
            "clause": row["clause"],
            "rule": pick(catalogue.clause(row["clause"]).rule),
            **{count: number(row[count]) for count in _COUNTS},
            "rate": rate(row),
            "target": target(row),
            "standing": standing(row),
            "reading": row["reading_label"],
        }
        for row in frame.iter_rows(named=True)
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(_COLUMNS, pl.String))


def table(
    frame: pl.DataFrame,
    catalogue: Catalogue,
    period: Period,
    as_of: dt.datetime,
    *,
    source: str,
    width: int = _WIDE,
) -> Table:
    """The scorecard with a line per clause; the colours mean good and bad, not red and green.

    On a terminal narrower than the whole table it keeps what matters most: the clause by its
    short label, the four counts, the rate and the standing.
    """
    wide = width >= _WIDE
    columns = _COLUMNS if wide else _NARROW
    made = Table(
        title=title(period, as_of),
        caption=f"{say('figure.source_line', source=source)}\n{caption(frame, catalogue)}",
        caption_justify="left",
        box=box.HEAVY_HEAD if wide else box.SIMPLE_HEAD,
        pad_edge=wide,
    )
    for name in columns:
        justify = "right" if name in _FIGURES else "left"
        heading = say(f"scorecard.column.{name}")
        made.add_column(
            heading if wide else heading.replace(" ", "\n", 1),
            justify=justify,
            no_wrap=name not in ("rule", "label", "standing"),
            overflow="fold",
        )
    if not wide:
        # What the evidence is has room in the whole table, and in the explanation of the check.
        frame = frame.with_columns(last_evidence=None)
    words = brief(frame, catalogue).with_columns(
        label=frame["label"],
        share=pl.Series([percent(rate) for rate in frame["rate"]], dtype=pl.String),
    )
    for row, stands in zip(words.iter_rows(named=True), frame["standing"], strict=True):
        style = STYLES.get(stands, "grey50")
        row["standing"] = Text(row["standing"], style=style)
        made.add_row(*(row[name] for name in columns))
    return made


def title(period: Period, as_of: dt.datetime) -> str:
    """What the scorecard speaks of, in words."""
    return say("scorecard.title", period=span(period), as_of=moment(as_of))


def span(period: Period) -> str:
    """A period with its first and last day, in words."""
    if period.first is None:
        return say("scorecard.period.all")
    return say("scorecard.period.span", name=period.name, first=period.first, last=period.last)


def caption(frame: pl.DataFrame, catalogue: Catalogue) -> str:
    """How to read the figures, and how many clauses have none."""
    notes = [say("scorecard.footnote")]
    if "not clear" in frame["evidence"].to_list():
        notes.append(say("scorecard.unclear_note"))
    documents = {catalogue.clause(clause).document for clause in frame["clause"]}
    untold = [c for c in catalogue.chosen(classes=UNTELLABLE) if c.document in documents]
    if untold:
        asked = " ".join(f"--class {cls}" for cls in UNTELLABLE)
        notes.append(say("scorecard.untellable", count=len(untold), classes=asked))
    return " ".join(notes)


def rate(row: dict[str, Any]) -> str:
    """A rate with its interval, or a dash."""
    if row["rate"] is None:
        return "–"
    low, high = (percent(row[end]).removesuffix(" %") for end in ("low", "high"))
    return f"{percent(row['rate'])} ({low}–{high})"


def target(row: dict[str, Any]) -> str:
    """The share that was promised; a text that names none promises every case."""
    return percent(row["target"], 0) if row["target_stated"] else say("scorecard.every_case")


def wanting(needs: Iterable[str]) -> str:
    """The columns that no export brought, each named so that it is found in an export.

    A profile names them as English does; a Chinese reader looks for the heading.
    """
    if current() == "en":
        return ", ".join(needs)
    return "、".join(_heading(name) for name in needs)


def _heading(name: str) -> str:
    table, _, column = name.partition(".")
    known = dictionary.tables().get(table)
    if known is None or column not in known.columns:
        return name
    return f"{pick(known.label)}“{pick(known.columns[column].label)}”"


def standing(row: dict[str, Any]) -> str:
    """Where a clause stands, in words, with what is wanting where there is no data."""
    if row["standing"] == NO_DATA and row["needs"]:
        return say("scorecard.needs", columns=wanting(row["needs"]))
    word = say(f"scorecard.standing.{str(row['standing']).replace(' ', '_')}")
    if row["evidence"] == "not clear":
        word = say("scorecard.standing.unclear", standing=word)
    if row["last_check"] is None:
        return word
    key = "checked_evidence" if row["last_evidence"] else "checked"
    facts = {"day": row["last_check"], "evidence": row["last_evidence"]}
    return say(f"scorecard.{key}", standing=word, **facts)
