"""How rates move with the readings, as a table."""

import datetime as dt
from typing import Any

import polars as pl
from rich.table import Table
from rich.text import Text

from heatqa.judging.period import Period
from heatqa.language import number, say
from heatqa.tables import scorecard
from heatqa.tables.moments import moment
from heatqa.tables.ruled import STYLES, ruled

_COLUMNS = ("clause", "question", "option", "in_use", "met", "missed", "rate", "change", "standing")
_FIGURES = ("met", "missed", "rate", "change")


def table(frame: pl.DataFrame, period: Period, as_of: dt.datetime, *, source: str) -> Table:
    """One line per clause, question and option; clause and question are said once."""
    cited = frame.select("clause", "question")
    repeated = [False, *(cited[:-1].hash_rows() == cited[1:].hash_rows())][: len(frame)]
    return ruled(
        say("readings.title", period=scorecard.span(period), as_of=moment(as_of)),
        {name: say(f"readings.column.{name}") for name in _COLUMNS},
        (
            _cells(row, again)
            for row, again in zip(frame.iter_rows(named=True), repeated, strict=True)
        ),
        right=_FIGURES,
        whole=("clause",),
        caption=f"{say('figure.source_line', source=source)}\n{say('readings.footnote')}",
    )


def _cells(row: dict[str, Any], again: bool) -> dict[str, str | Text]:
    change = "–" if row["change"] is None else f"{row['change']:+.1f}"
    standing = say(f"scorecard.standing.{row['standing'].replace(' ', '_')}")
    return {
        "clause": "" if again else row["clause"],
        "question": "" if again else f"{row['asks']} [{row['question']}]",
        "option": row["option_label"],
        "in_use": "●" if row["in_use"] else "",
        "met": number(row["met"]),
        "missed": number(row["missed"]),
        "rate": scorecard.rate(row),
        "change": "" if row["in_use"] else change,
        "standing": Text(standing, style=STYLES.get(row["standing"], "grey50")),
    }
