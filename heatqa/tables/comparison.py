"""One company's records under every document, and the documents' contradictions, as tables."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import polars as pl
from rich.table import Table
from rich.text import Text

from heatqa.clauses.neighbours import contradictions
from heatqa.judging.compare import NO_VERDICT
from heatqa.judging.period import Period
from heatqa.language import number, percent, pick, say
from heatqa.tables import scorecard
from heatqa.tables.moments import moment
from heatqa.tables.ruled import STYLES, ruled

_COUNTS = ("clauses", "met", "missed", "pending", "cannot_tell", "no_data")
_DOCUMENTS = ("document", *_COUNTS, "share", "worst")
_THEMES = ("theme", "clause", "promise", "met", "missed", "rate", "target", "standing")
_CONTRADICTIONS = ("id", "clauses", "about", "differs", "deals")


def parts(
    documents: pl.DataFrame,
    themes: pl.DataFrame,
    period: Period,
    as_of: dt.datetime,
    *,
    source: str,
) -> Iterator[Table]:
    """The documents side by side, then the clauses of each theme side by side."""
    yield ruled(
        say("compare.title", period=scorecard.span(period), as_of=moment(as_of)),
        {name: say(f"compare.column.{name}") for name in _DOCUMENTS},
        map(_document, documents.iter_rows(named=True)),
        right=(*_COUNTS, "share"),
    )
    repeated = [False, *(themes["theme"][:-1] == themes["theme"][1:])]
    yield ruled(
        say("compare.themes"),
        {name: say(f"compare.column.{name}") for name in _THEMES},
        map(_promise, themes.iter_rows(named=True), repeated),
        right=("met", "missed", "rate", "target"),
        whole=("clause",),
        caption=f"{say('figure.source_line', source=source)}\n{say('compare.footnote')}",
    )


def contradiction_frame() -> pl.DataFrame:
    """One row per contradiction, in both languages, for JSON and CSV."""
    return pl.DataFrame(
        {
            "id": each.id,
            "clauses": list(each.clauses),
            "documents": list(each.documents),
            **{
                f"{name}_{language}": texts[language]
                for name, texts in (
                    ("title", each.title),
                    ("differs", each.differs),
                    ("deals", each.deals),
                )
                for language in ("en", "zh")
            },
        }
        for each in contradictions()
    )


def contradictions_said() -> pl.DataFrame:
    """One row per contradiction in the user's language: `id`, `title`, `differs`, `deals`."""
    return pl.DataFrame(
        {
            "id": each.id,
            "title": pick(each.title),
            "differs": pick(each.differs),
            "deals": pick(each.deals),
        }
        for each in contradictions()
    )


def contradiction_table() -> Table:
    """The contradictions in the user's language: what differs, and how heatqa deals with it."""
    return ruled(
        say("contradictions.title"),
        {name: say(f"contradictions.column.{name}") for name in _CONTRADICTIONS},
        (
            {
                "id": each.id,
                "clauses": "\n".join((*each.clauses, *each.documents)),
                "about": pick(each.title),
                "differs": pick(each.differs),
                "deals": pick(each.deals),
            }
            for each in contradictions()
        ),
        whole=("id", "clauses"),
        lines=True,
    )


def _document(row: dict[str, Any]) -> dict[str, str | Text]:
    worst = "–"
    if row["worst_clause"]:
        worst = say(
            "compare.worst",
            clause=row["worst_clause"],
            label=row["worst_label"],
            points=number(row["worst_gap"], 1),
            decided=number(row["worst_decided"]),
        )
    return {
        "document": f"{row['document']} {row['title']}",
        **{name: number(row[name]) for name in _COUNTS},
        "share": percent(row["share"], 0),
        "worst": worst,
    }


def _promise(row: dict[str, Any], again: bool) -> dict[str, str | Text]:
    silent = row["standing"] == NO_VERDICT
    standing = say(f"scorecard.standing.{row['standing'].replace(' ', '_')}")
    return {
        "theme": "" if again else row["theme_label"],
        "clause": row["clause"],
        "promise": row["label"],
        "met": number(row["met"]),
        "missed": number(row["missed"]),
        "rate": scorecard.rate(row),
        "target": "–" if silent else percent(row["target"], 0),
        "standing": Text(standing, style=STYLES.get(row["standing"], "grey50")),
    }
