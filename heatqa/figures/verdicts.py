"""All four verdicts of every clause: what was decided, what is open, what cannot be told."""

import plotly.graph_objects as go
import polars as pl

from heatqa.figures import style
from heatqa.language import printed, say

_COUNTS = ("met", "missed", "pending", "cannot_tell")


@printed()
def verdicts(scorecard: pl.DataFrame, *, source: str) -> go.Figure:
    """The share of each verdict among a clause's records, a bar per clause with records.

    Args:
        scorecard: As `Workbench.scorecard` gives.
        source: The line that says what the data are.
    """
    frame = scorecard.with_columns(pl.sum_horizontal(_COUNTS).alias("records"))
    frame = frame.filter(pl.col("records") > 0).reverse()
    made = style.figure(say("figure.verdicts.title"), source, height=style.rows_height(len(frame)))
    for count in _COUNTS:
        made.add_bar(
            x=(frame[count] / frame["records"]).round(6).to_list(),
            y=style.clause_labels(frame),
            name=say(f"verdict.{count}"),
            customdata=frame[count].to_list(),
            hovertemplate="%{y}: %{customdata:,} (%{x:.1%})",
            marker_color=style.colour(count),
            orientation="h",
        )
    made.update_xaxes(tickformat=".0%", range=[0, 1], title=say("figure.verdicts.axis"))
    return made
