"""Which moments the records carry: the share of rows in which each step is recorded."""

import plotly.graph_objects as go
import polars as pl

from heatqa.figures import style
from heatqa.language import printed, say


@printed()
def filled(frame: pl.DataFrame, *, source: str) -> go.Figure:
    """The share of rows in which each column holds a value.

    Args:
        frame: One row per column: `label`, `share` (0 to 1), as `Workbench.filled` gives.
        source: The line that says what the data are.
    """
    made = style.figure(say("figure.filled.title"), source, height=style.rows_height(len(frame)))
    frame = frame.reverse()
    made.add_bar(
        x=frame["share"].round(4).to_list(),
        y=frame["label"].to_list(),
        marker_color=style.colour("met"),
        orientation="h",
        showlegend=False,
        hovertemplate="%{y}: %{x:.1%}",
    )
    made.update_xaxes(tickformat=".0%", range=[0, 1], title=say("figure.filled.axis"))
    return made
