"""Where every clause stands: its rate with the interval, against its target."""

import plotly.graph_objects as go
import polars as pl

from heatqa.figures import style
from heatqa.language import say


def standing(scorecard: pl.DataFrame, *, source: str) -> go.Figure:
    """Rates with 95 % intervals and targets, a line per clause with data, in document order.

    Args:
        scorecard: As `Workbench.scorecard` gives.
        source: The line that says what the data are.
    """
    frame = scorecard.filter(pl.col("rate").is_not_null()).reverse()
    made = style.figure(say("figure.standing.title"), source, height=style.rows_height(len(frame)))
    for verdict in ("met", "missed"):
        mine = frame.filter(pl.col("standing") == verdict)
        made.add_scatter(
            x=mine["rate"].round(6).to_list(),
            y=style.clause_labels(mine),
            error_x={
                "type": "data",
                "symmetric": False,
                "array": (mine["high"] - mine["rate"]).round(6).to_list(),
                "arrayminus": (mine["rate"] - mine["low"]).round(6).to_list(),
                "thickness": 2,
            },
            mode="markers",
            marker={"size": 10, "color": style.colour(verdict)},
            name=say(f"scorecard.standing.{verdict}"),
            customdata=(mine["met"] + mine["missed"]).to_list(),
            hovertemplate="%{y}: %{x:.1%} (n = %{customdata:,})",
        )
    made.add_scatter(
        x=frame["target"].to_list(),
        y=style.clause_labels(frame),
        mode="markers",
        marker={
            "symbol": "line-ns",
            "size": 14,
            "line": {"width": 2, "color": style.colour("target")},
        },
        name=say("scorecard.column.target"),
        hovertemplate="%{x:.0%}",
    )
    made.update_xaxes(tickformat=".0%", title=say("figure.standing.axis"))
    made.update_yaxes(categoryorder="array", categoryarray=style.clause_labels(frame))
    return made
