"""A funnel: which groups stray further than their size explains."""

import plotly.graph_objects as go
import polars as pl

from heatqa.figures import style
from heatqa.language import say
from heatqa.statistics import funnel as statistics

_HEIGHT = 480
# Colour and shape by what a position means for a rate that should be high.
_POSITIONS = {
    "inside": ("common_cause", "circle"),
    "below": ("concern", "diamond-open"),
    "far below": ("concern", "diamond"),
    "above": ("improvement", "triangle-up-open"),
    "far above": ("improvement", "triangle-up"),
}
_LIMITS = (("95", "dash"), ("998", "solid"))


def funnel(frame: pl.DataFrame, *, source: str) -> go.Figure:
    """Each group's rate against its size, between the limits that chance would keep it in.

    Args:
        frame: One row per group, its name in the first column, as `Workbench.funnel` gives.
        source: The line that says what the data are.
    """
    made = style.figure(say("figure.funnel.title"), source, height=_HEIGHT)
    curve = statistics.curve(frame)
    for level, dash in _LIMITS:
        for side in ("low", "high"):
            made.add_scatter(
                x=curve["decided"].to_list(),
                y=curve[f"{side}_{level}"].round(6).to_list(),
                mode="lines",
                line={"color": style.colour("limit"), "width": 1.5, "dash": dash},
                name=say(f"figure.funnel.limit.{level}"),
                legendgroup=level,
                showlegend=side == "low",
                hoverinfo="skip",
            )
    made.add_scatter(
        x=curve["decided"].to_list(),
        y=curve["centre"].round(6).to_list(),
        mode="lines",
        line={"color": style.colour("line"), "width": 1.5},
        name=say("figure.funnel.centre"),
        hoverinfo="skip",
    )
    for position, (colour, symbol) in _POSITIONS.items():
        mine = frame.filter(position=position)
        if mine.is_empty():
            continue
        # Names only where there is something to say: inside the funnel groups are alike.
        made.add_scatter(
            x=mine["decided"].to_list(),
            y=mine["rate"].round(6).to_list(),
            mode="markers" if position == "inside" else "markers+text",
            text=mine.to_series(0).to_list(),
            textposition="top center",
            marker={"size": 11, "color": style.colour(colour), "symbol": symbol},
            name=say(f"figure.funnel.position.{position.replace(' ', '_')}"),
            hovertemplate="%{text}: %{y:.1%} (n = %{x:,})",
        )
    made.update_xaxes(title=say("figure.funnel.size"))
    made.update_yaxes(title=say("figure.funnel.axis"), tickformat=".0%")
    return made
