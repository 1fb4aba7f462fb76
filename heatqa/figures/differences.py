"""How far each group's rate is from that of the others, with the interval of the difference."""

import plotly.graph_objects as go
import polars as pl

from heatqa.figures import style
from heatqa.language import printed, say

# What an interval wholly on one side of no difference means for a rate that should be high.
_SIDES = (
    ("below", "concern", "diamond", pl.col("difference_high") < 0),
    ("above", "improvement", "triangle-up", pl.col("difference_low") > 0),
)


@printed()
def differences(frame: pl.DataFrame, *, source: str) -> go.Figure:
    """A line per group: the difference of its rate from the others' in percentage points.

    Args:
        frame: One row per group, its name in the first column, as `Workbench.differences` gives.
        source: The line that says what the data are.
    """
    height = style.rows_height(len(frame))
    made = style.figure(say("figure.differences.title"), source, height=height)
    frame = frame.drop_nulls("difference").reverse()
    neither = pl.lit(value=True)
    sides = [*_SIDES, ("alike", "common_cause", "circle", neither)]
    told = pl.lit(value=False)
    for side, colour, symbol, holds in sides:
        mine = frame.filter(holds & ~told)
        told |= holds
        points = 100 * mine["difference"]
        made.add_scatter(
            x=points.round(4).to_list(),
            y=mine.to_series(0).to_list(),
            error_x={
                "type": "data",
                "symmetric": False,
                "array": (100 * mine["difference_high"] - points).round(4).to_list(),
                "arrayminus": (points - 100 * mine["difference_low"]).round(4).to_list(),
                "thickness": 2,
            },
            mode="markers",
            marker={"size": 10, "color": style.colour(colour), "symbol": symbol},
            name=say(f"figure.differences.{side}"),
            showlegend=not mine.is_empty(),
            hovertemplate="%{y}: %{x:+.1f}",
        )
    made.add_vline(x=0, line={"color": style.colour("line"), "width": 1})
    made.update_xaxes(title=say("figure.differences.axis"))
    made.update_yaxes(categoryorder="array", categoryarray=frame.to_series(0).to_list())
    return made
