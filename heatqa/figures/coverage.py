"""How much of each document the records can answer for, a bar per document."""

import plotly.graph_objects as go
import polars as pl

from heatqa.figures import style
from heatqa.language import printed, say

_COLOURS = {
    "judged": "met",
    "shown": "updates",
    "no_data": "missed",
    "untellable": "pending",
}


@printed()
def coverage(frame: pl.DataFrame, *, source: str) -> go.Figure:
    """The clauses of each document: judged, shown without a limit, without records, untellable.

    Args:
        frame: As `Workbench.coverage` gives.
        source: The line that says what the data are.
    """
    rows = frame.reverse()
    made = style.figure(
        say("figure.coverage.title"), source, height=style.rows_height(len(rows), 36)
    )
    for state, meaning in _COLOURS.items():
        made.add_bar(
            x=rows[state].to_list(),
            y=rows["document"].to_list(),
            name=say(f"figure.coverage.{state}"),
            text=[str(count) if count else "" for count in rows[state]],
            textposition="inside",
            insidetextanchor="middle",
            hovertemplate="%{y}: %{x}",
            marker_color=style.colour(meaning),
            orientation="h",
        )
    made.update_xaxes(title=say("figure.coverage.axis"))
    return made
