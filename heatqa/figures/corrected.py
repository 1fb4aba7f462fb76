"""What the score would be if everybody had been heard."""

from typing import Any

import plotly.graph_objects as go
import polars as pl

from heatqa.figures import marks, style
from heatqa.language import percent, printed, say

_HEIGHT = 330
_CURVE_HEIGHT = 430


@printed()
def corrected(frame: pl.DataFrame, bounds: pl.DataFrame, *, source: str) -> go.Figure:
    """The satisfied share as recorded and weighted, within what is possible at all.

    Args:
        frame: As `Workbench.corrected` gives.
        bounds: As `Workbench.score_bounds` gives.
        source: The line that says what the data are.
    """
    made = style.figure(say("opinions.corrected.title", **_heard(frame)), source, height=_HEIGHT)
    frame = frame.reverse()
    names = [
        say(
            f"opinions.corrected.{row['method'].replace(' ', '_')}",
            effect=row["design_effect"] or 0,
            effective=row["effective"] or 0,
        )
        for row in frame.iter_rows(named=True)
    ]
    for row in bounds.drop_nulls("satisfied_low").iter_rows(named=True):
        made.add_vrect(
            x0=round(row["satisfied_low"], 6),
            x1=round(row["satisfied_high"], 6),
            fillcolor=style.colour("grid"),
            opacity=0.6,
            line_width=0,
            layer="below",
            annotation_text=say("opinions.corrected.bounds"),
            annotation_position="top left",
        )
    limits = frame.select(rate="satisfied", low="satisfied_low", high="satisfied_high")
    made.add_scatter(
        x=frame["satisfied"].round(6).to_list(),
        y=names,
        error_x=marks.whiskers(limits),
        mode="markers",
        marker={"size": 11, "color": style.colour("met")},
        customdata=frame["mean"].round(3).to_list(),
        hovertemplate=say("opinions.corrected.hover"),
        showlegend=False,
    )
    made.update_xaxes(tickformat=".0%", range=[0, 1.02], title=say("opinions.corrected.axis"))
    made.update_yaxes(categoryorder="array", categoryarray=names)
    # Room above the first row for the words of the bounds.
    made.update_yaxes(range=[-0.6, len(names) - 0.1])
    return made


@printed()
def tilted(frame: pl.DataFrame, *, source: str) -> go.Figure:
    """The mean score against how many times as often satisfied customers were heard.

    Args:
        frame: As `Workbench.tilted` gives.
        source: The line that says what the data are.
    """
    title = say("opinions.tilted.title", **_heard(frame))
    made = style.figure(title, source, height=_CURVE_HEIGHT)
    made.add_scatter(
        x=frame["ratio"].to_list(),
        y=frame["mean"].round(4).to_list(),
        mode="lines+markers",
        line={"color": style.colour("met"), "width": 3},
        customdata=frame["satisfied"].round(4).to_list(),
        hovertemplate=say("opinions.tilted.hover"),
        showlegend=False,
    )
    for row in frame.filter(pl.col("ratio") == 1).drop_nulls("mean").iter_rows(named=True):
        made.add_annotation(
            x=row["ratio"],
            y=round(row["mean"], 4),
            text=say("opinions.tilted.recorded"),
            ax=60,
            ay=-25,
        )
    made.update_xaxes(title=say("opinions.tilted.x"))
    made.update_yaxes(title=say("opinions.tilted.y"), range=[1, 5])
    return made


def _heard(frame: pl.DataFrame) -> dict[str, Any]:
    """The coverage that stands in the title: no score without it."""
    if frame.is_empty():
        return {"scored": 0, "cases": 0, "heard": percent(None)}
    scored, cases, share = frame.select("scored", "cases", "heard").row(0)
    return {"scored": scored, "cases": cases, "heard": percent(share, 0)}
