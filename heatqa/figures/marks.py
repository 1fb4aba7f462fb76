"""Marks that several figures share: whiskers of an interval, ticks of targets."""

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
