"""Funnels: which groups stray further than their size explains."""

from dataclasses import dataclass

import plotly.graph_objects as go
import polars as pl

from heatqa.figures import style
from heatqa.language import printed, say

_HEIGHT = 480
# Colour and shape by what a position means for a rate that should be high.
_GOOD_ABOVE = {
    "inside": ("common_cause", "circle"),
    "below": ("concern", "diamond-open"),
    "far below": ("concern", "diamond"),
    "above": ("improvement", "triangle-up-open"),
    "far above": ("improvement", "triangle-up"),
}
# Many cases or few: neither is good by itself, for those who are cold may keep silent.
_NEITHER = {
    "inside": ("common_cause", "circle"),
    "below": ("special", "triangle-down-open"),
    "far below": ("special", "triangle-down"),
    "above": ("special", "triangle-up-open"),
    "far above": ("special", "triangle-up"),
}
_LIMITS = (("95", "dash"), ("998", "solid"))


@dataclass(frozen=True)
class _Axes:
    """What a funnel shows: columns, and how its values are written."""

    kind: str
    size: str
    value: str
    tick: str
    hover: str


_RATES = _Axes("funnel", "decided", "rate", ".0%", "%{text}: %{y:.1%} (n = %{x:,})")
_CASES = _Axes("case_funnel", "expected", "ratio", ".1f", "%{text}: %{y:.2f} × %{x:.1f}")


@printed()
def funnel(frame: pl.DataFrame, *, source: str) -> go.Figure:
    """Each group's rate against its size, between the limits that chance would keep it in.

    Args:
        frame: One row per group, its name in the first column, as `Workbench.funnel` gives.
        source: The line that says what the data are.
    """
    from heatqa.statistics import funnel as of_rates

    curve = of_rates.curve(frame)
    made = _drawn(frame, curve, _RATES, _GOOD_ABOVE, source)
    _add_line(made, curve, _RATES, "centre", "solid")
    return made


@printed()
def case_funnel(frame: pl.DataFrame, *, source: str) -> go.Figure:
    """Each group's cases as a multiple of those expected, between the limits of chance.

    Args:
        frame: One row per group, its name in the first column, as `Workbench.case_funnel` gives.
        source: The line that says what the data are.
    """
    from heatqa.statistics import case_funnel as of_cases

    return _drawn(frame, of_cases.curve(frame), _CASES, _NEITHER, source)


def _drawn(
    frame: pl.DataFrame,
    curve: pl.DataFrame,
    axes: _Axes,
    meanings: dict[str, tuple[str, str]],
    source: str,
) -> go.Figure:
    made = style.figure(say(f"figure.{axes.kind}.title"), source, height=_HEIGHT)
    for level, dash in _LIMITS:
        for side in ("low", "high"):
            _add_line(made, curve, axes, f"{side}_{level}", dash)
    for position, (colour, symbol) in meanings.items():
        mine = frame.filter(position=position)
        if mine.is_empty():
            continue
        # Names only where there is something to say: inside the funnel groups are alike.
        made.add_scatter(
            x=mine[axes.size].round(4).to_list(),
            y=mine[axes.value].round(6).to_list(),
            mode="markers" if position == "inside" else "markers+text",
            text=mine.to_series(0).to_list(),
            textposition="top center",
            marker={"size": 11, "color": style.colour(colour), "symbol": symbol},
            name=say(f"figure.funnel.position.{position.replace(' ', '_')}"),
            hovertemplate=axes.hover,
        )
    made.update_xaxes(title=say(f"figure.{axes.kind}.size"))
    made.update_yaxes(title=say(f"figure.{axes.kind}.axis"), tickformat=axes.tick)
    return made


def _add_line(made: go.Figure, curve: pl.DataFrame, axes: _Axes, column: str, dash: str) -> None:
    """The centre, or one side of a limit; both sides share an entry of the legend."""
    side, _, level = column.partition("_")
    words = say(f"figure.funnel.limit.{level}") if level else say("figure.funnel.centre")
    made.add_scatter(
        x=curve[axes.size].round(4).to_list(),
        y=curve[column].round(6).to_list(),
        mode="lines",
        line={"color": style.colour("limit" if level else "line"), "width": 1.5, "dash": dash},
        name=words,
        legendgroup=words,
        showlegend=side != "high",
        hoverinfo="skip",
    )
