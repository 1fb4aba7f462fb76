"""Promises without a limit as a table: how long it took, and what no export brought."""

import datetime as dt
from typing import Any

import polars as pl
from rich.console import Group
from rich.text import Text

from heatqa.judging.period import Period
from heatqa.language import number, say
from heatqa.tables import moments, scorecard
from heatqa.tables.ruled import ruled

_FIGURES = ("n", "median", "p90", "worst", "open", "cannot_tell")


def table(frame: pl.DataFrame, period: Period, as_of: dt.datetime, *, source: str) -> Group:
    """The clauses that set no limit, those without records last; never a rate.

    Args:
        frame: As `Workbench.distributions` gives.
        period: What it is about.
        as_of: The moment as of which it was counted.
        source: The line that says what the data are.
    """
    names = ("clause", "rule", *_FIGURES)
    headings = {name: say(f"distributions.column.{name}") for name in names}
    seen = pl.sum_horizontal("n", "open", "cannot_tell") > 0
    title = say("distributions.title", period=scorecard.span(period), as_of=moments.moment(as_of))
    made = ruled(
        title,
        headings,
        map(_cells, frame.filter(seen).iter_rows(named=True)),
        right=_FIGURES,
        whole=("clause",),
        caption=say("distributions.footnote"),
    )
    lacking = [_lacking(row) for row in frame.filter(~seen).iter_rows(named=True)]
    return Group(made, *lacking, say("figure.source_line", source=source))


def _cells(row: dict[str, Any]) -> dict[str, str]:
    counts = {name: number(row[name]) for name in ("n", "open", "cannot_tell")}
    sizes = {name: _size(row[name], row["unit"]) for name in ("median", "p90", "worst")}
    return {"clause": row["clause"], "rule": row["label"]} | counts | sizes


def _size(value: float | None, unit: str) -> str:
    if value is None:
        return "–"
    return say(f"distributions.unit.{'percent' if unit == '%' else unit}", amount=f"{value:,.1f}")


def _lacking(row: dict[str, Any]) -> Text:
    needs = scorecard.wanting(row["needs"]) or say("distributions.no_record")
    return Text(say("distributions.lacking", clause=row["clause"], label=row["label"], needs=needs))
