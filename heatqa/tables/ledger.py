"""The books as tables: loads, states of a record, rows by fate, broken rules, found numbers."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from rich.table import Table

from heatqa import dictionary, errors
from heatqa.language import number, say
from heatqa.tables.moments import moment
from heatqa.tables.ruled import ruled

_MOST_SHOWN = 40
_FATES = ("rows_read", "loaded", "duplicates", "updates", "rejected")


def record(given: Sequence[str]) -> tuple[str, str]:
    """Table and record as given on the command line.

    Raises:
        ArgumentUnusable: there is no such table, or one of the two is missing.
    """
    tables = dictionary.tables()
    if len(given) != 2 or given[0] not in tables:
        remedy = errors.suggestion(given[0], tables)
        raise errors.ArgumentUnusable(argument="TABLE RECORD", found=" ".join(given), remedy=remedy)
    return given[0], given[1]


def loads(frame: pl.DataFrame) -> Table:
    """One line per load."""
    return ruled(
        say("ledger.loads"),
        _headings("load_id", "loaded_at", "files", *_FATES, "state"),
        (
            {
                "load_id": str(row["load_id"]),
                "loaded_at": moment(row["loaded_at"]),
                "files": row["files"] or "–",
                "state": say(
                    "ledger.undone" if row["undone_at"] else "ledger.stands",
                ),
                **{fate: number(row[fate]) for fate in _FATES},
            }
            for row in frame.iter_rows(named=True)
        ),
        right=("load_id", *_FATES),
        whole=("loaded_at",),
    )


def history(frame: pl.DataFrame, name: str) -> Table:
    """One line per state of a record."""
    return ruled(
        say("ledger.history", record=name),
        _headings("load_id", "loaded_at", "file", "source_row", "changes"),
        (
            {
                "load_id": str(row["load_id"]),
                "loaded_at": moment(row["loaded_at"]),
                "file": row["file"],
                "source_row": number(row["source_row"]),
                "changes": "\n".join(row["changes"]),
            }
            for row in frame.iter_rows(named=True)
        ),
        right=("load_id", "source_row"),
        whole=("loaded_at",),
        lines=True,
    )


def books(frame: pl.DataFrame) -> Table:
    """One line per table: what became of the rows read."""
    counts = (*_FATES, "flagged")
    return ruled(
        say("ledger.books"),
        _headings("label", "files", *counts),
        (
            {
                "label": row["label"],
                "files": number(row["files"]),
                **{count: number(row[count]) for count in counts},
            }
            for row in frame.iter_rows(named=True)
        ),
        right=("files", *counts),
    )


def reasons(frame: pl.DataFrame, *, source: str) -> Table:
    """One line per rule that rows broke, with what it means and what to do."""
    return ruled(
        say("ledger.reasons"),
        _headings("rule", "severity", "rows", "meaning", "first_row"),
        (
            {
                "rule": row["rule"],
                "severity": say(f"ledger.severity.{row['severity']}"),
                "rows": number(row["rows"]),
                "meaning": row["meaning"],
                "first_row": _first_row(row),
            }
            for row in frame.iter_rows(named=True)
        ),
        right=("rows",),
        lines=True,
        caption=say("figure.source_line", source=source),
    )


def _first_row(row: Mapping[str, Any]) -> str:
    """Where to look for an example of a broken rule, and what stands there."""
    place = say("ledger.place", file=row["file"], row=number(row["source_row"]))
    text = (row["found"] or "").strip()
    shown = text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"
    return f"{place}: {shown}" if shown else place


def leaks(frame: pl.DataFrame) -> Table:
    """One line per place and kind of number found."""
    return ruled(
        say("leaks.title"),
        _headings("place", "kind", "findings", "example"),
        (
            {
                "place": row["place"],
                "kind": say(f"leaks.kind.{row['kind']}"),
                "findings": number(row["findings"]),
                "example": row["example"],
            }
            for row in frame.iter_rows(named=True)
        ),
        right=("findings",),
    )


def _headings(*names: str) -> dict[str, str]:
    return {name: say(f"ledger.column.{name}") for name in names}
