"""The watch-list as tables: what is overdue, then what falls due."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import polars as pl
from rich.console import RenderableType
from rich.text import Text

from heatqa.judging.due import BEGUN, OVERDUE
from heatqa.language import number, percent, say
from heatqa.tables import moments
from heatqa.tables.ruled import STYLES, ruled

_COLUMNS = ("clause", "rule", "record", "owner", "community", "due", "left", "used", "state")
_STATES = {OVERDUE: STYLES["missed"], BEGUN: STYLES["pending"]}


def parts(
    frame: pl.DataFrame, as_of: dt.datetime, *, source: str, most: int
) -> Iterator[RenderableType]:
    """The overdue records, then those whose clock runs, at most so many of each."""
    late = pl.col("state") == OVERDUE
    for part, kind in ((frame.filter(late), "overdue"), (frame.filter(~late), "running")):
        if part.is_empty():
            yield say(f"due.none.{kind}", as_of=moments.moment(as_of))
            continue
        yield ruled(
            say(f"due.title.{kind}", as_of=moments.moment(as_of)),
            {name: say(f"due.column.{name}") for name in _COLUMNS},
            map(_cells, part.head(most).iter_rows(named=True)),
            right=("left", "used"),
            whole=("clause", "record", "due", "state"),
        )
        if most < len(part):
            yield say("records.more", shown=number(most), all=number(len(part)))
    yield say("due.footnote")
    yield say("figure.source_line", source=source)


def _cells(row: dict[str, Any]) -> dict[str, str | Text]:
    state = say(f"due.state.{row['state'].removesuffix(' %').replace(' ', '_')}")
    return {
        "clause": row["clause"],
        "rule": row["label"],
        "record": row["record"] or "–",
        "owner": row["team"] or "–",
        "community": row["community_id"] or "–",
        "due": moments.moment(row["due_at"]),
        "left": moments.length(dt.timedelta(seconds=row["left_seconds"])),
        # Past the limit the delay says more than a percentage in the thousands.
        "used": percent(row["used_share"], 0) if (row["used_share"] or 0) <= 1 else "–",
        "state": Text(state, style=_STATES.get(row["state"], "bold")),
    }
