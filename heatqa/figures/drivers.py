"""What moves satisfaction, other things being equal."""

import plotly.graph_objects as go
import polars as pl

from heatqa.figures import levels, marks, style
from heatqa.language import percent, printed, say

_COLOURS = {"helps": "met", "hurts": "missed", "unclear": "cannot_tell"}
_SYMBOLS = {"helps": "triangle-right", "hurts": "triangle-left", "unclear": "circle-open"}
_PER_ROW = 27


@printed()
def drivers(frame: pl.DataFrame, *, source: str) -> go.Figure:
    """The change in the satisfied share that each driver makes, with its 95 % interval.

    Args:
        frame: As `Workbench.drivers` gives.
        source: The line that says what the data are.
    """
    heard = {"n": 0, "cases": 0, "heard": percent(None)}
    if len(frame):
        n, cases, share = frame.select("n", "cases", "heard").row(0)
        heard = {"n": n, "cases": cases, "heard": percent(share, 0)}
    height = style.rows_height(len(frame), _PER_ROW)
    made = style.figure(say("opinions.drivers.title", **heard), source, height=height)
    frame = frame.reverse()
    frame = frame.with_columns(
        name=pl.Series([_name(row) for row in frame.iter_rows(named=True)], dtype=pl.String)
    )
    made.add_vline(x=0, line={"color": style.colour("line"), "width": 1})
    for meaning, colour in _COLOURS.items():
        mine = frame.filter(pl.col("meaning") == meaning)
        limits = mine.select(
            rate=pl.col("effect").round(3),
            low=pl.col("effect_low").round(3),
            high=pl.col("effect_high").round(3),
        )
        made.add_scatter(
            x=mine["effect"].round(3).to_list(),
            y=mine["name"].to_list(),
            error_x=marks.whiskers(limits),
            mode="markers",
            marker={"size": 10, "color": style.colour(colour), "symbol": _SYMBOLS[meaning]},
            name=say(f"opinions.drivers.{meaning}"),
            hovertemplate="%{y}: %{x:+.1%}",
        )
    made.update_xaxes(tickformat="+.0%", title=say("opinions.drivers.axis"))
    made.update_yaxes(categoryorder="array", categoryarray=frame["name"].to_list())
    return made


def _name(row: dict) -> str:
    """One unit more of what is measured, or a level against the reference."""
    if row["level"] is None:
        return say(f"opinions.driver.{row['driver']}")
    return say(
        "opinions.drivers.level",
        driver=levels.column(row["driver"]),
        level=levels.name(row["driver"], row["level"]),
        reference=levels.name(row["driver"], row["reference"]),
    )
