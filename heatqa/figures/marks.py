"""Marks that several figures share: rates with whiskers, spans of time, ticks of targets."""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go
import polars as pl

from heatqa.figures import style
from heatqa.language import say


def whiskers(frame: pl.DataFrame) -> dict[str, Any]:
    """The interval `low` to `high` around `rate`, as plotly's error bars."""
    return {
        "type": "data",
        "symmetric": False,
        "array": (frame["high"] - frame["rate"]).round(6).to_list(),
        "arrayminus": (frame["rate"] - frame["low"]).round(6).to_list(),
        "thickness": 2,
    }


def add_rates(
    made: go.Figure,
    frame: pl.DataFrame,
    labels: list[str],
    counts: pl.Series,
    *,
    colour: str = "met",
    symbol: str = "circle",
    name: str | None = None,
) -> None:
    """A dot at each `rate` with its whiskers, on the line of its label.

    Args:
        made: The figure.
        frame: One row per dot: `rate`, `low`, `high` (0 to 1).
        labels: The line of each dot.
        counts: What each rate rests on, told beside it.
        colour: What the colour means.
        symbol: The shape.
        name: How the legend calls them; none leaves them out of it.
    """
    made.add_scatter(
        x=frame["rate"].round(6).to_list(),
        y=labels,
        error_x=whiskers(frame),
        mode="markers",
        marker={"size": 10, "color": style.colour(colour), "symbol": symbol},
        name=name,
        showlegend=name is not None,
        customdata=counts.to_list(),
        hovertemplate="%{y}: %{x:.1%} (n = %{customdata:,})<extra></extra>",
    )


def add_spans(
    made: go.Figure, starts: pl.Series, ends: pl.Series, places: Sequence[Any], colour: str
) -> None:
    """A line from each start to its end, on the line of its place; none where one is unknown."""
    points = [
        point
        for start, end, place in zip(starts, ends, places, strict=True)
        if start is not None and end is not None
        for point in ((round(start, 3), place), (round(end, 3), place), (None, None))
    ]
    made.add_scatter(
        x=[x for x, _ in points],
        y=[y for _, y in points],
        mode="lines",
        line={"color": style.colour(colour), "width": 2},
        hoverinfo="skip",
        showlegend=False,
    )


def add_targets(made: go.Figure, targets: pl.Series, labels: list[str], *, size: int = 14) -> None:
    """A tick at each target, on the line of its label."""
    made.add_scatter(
        x=targets.to_list(),
        y=labels,
        mode="markers",
        marker={
            "symbol": "line-ns",
            "size": size,
            "line": {"width": 2, "color": style.colour("target")},
        },
        name=say("scorecard.column.target"),
        hovertemplate="%{x:.0%}",
    )
