"""One screen about a warehouse: its books, standings by document, the misses that weigh most."""

from typing import Any

import polars as pl
from rich.table import Table
from rich.text import Text

from heatqa.language import number, say
from heatqa.tables import scorecard
from heatqa.tables.ruled import STYLES, ruled

_COUNTS = ("clauses", "met", "missed", "open", "no_data")
_FATES = ("loaded", "duplicates", "updates", "rejected")


def loaded(books: pl.DataFrame) -> str:
    """What was loaded, in a sentence that balances."""
    sums = books.select(pl.col("files", "rows_read", *_FATES).sum()).row(0, named=True)
    facts: dict[str, Any] = {fate: number(sums[fate]) for fate in _FATES}
    return say("overview.loaded", files=sums["files"], read=number(sums["rows_read"]), **facts)


def documents(frame: pl.DataFrame, period: str) -> Table:
    """One line per document."""
    return ruled(
        say("overview.documents", period=period),
        {name: say(f"overview.column.{name}") for name in ("document", "name", *_COUNTS)},
        (
            {
                "document": row["document"],
                "name": row["name"],
                **{count: _counted(count, row[count]) for count in _COUNTS},
            }
            for row in frame.iter_rows(named=True)
        ),
        right=_COUNTS,
    )


def furthest(frame: pl.DataFrame) -> Table | str:
    """One line per clause: its promise, counts and rate, or a sentence if there is none."""
    if frame.is_empty():
        return say("overview.furthest_none")
    columns = ("clause", "label", "met", "missed", "cannot_tell", "rate", "target")
    return ruled(
        say("overview.furthest"),
        {name: say(f"scorecard.column.{name}") for name in columns},
        (
            {
                "clause": row["clause"],
                "label": row["label"],
                **{count: number(row[count]) for count in ("met", "cannot_tell")},
                "missed": _counted("missed", row["missed"]),
                "rate": scorecard.rate(row),
                "target": scorecard.target(row),
            }
            for row in frame.iter_rows(named=True)
        ),
        right=columns[2:],
    )


def _counted(name: str, value: int) -> Text:
    return Text(number(value), STYLES.get(name, "") if value else "")
