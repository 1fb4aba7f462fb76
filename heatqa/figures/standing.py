"""Where every clause stands: its rate with the interval, against its target."""

import plotly.graph_objects as go
import polars as pl

from heatqa.figures import marks, style
from heatqa.language import printed, say


@printed()
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
        marks.add_rates(
            made,
            mine,
            style.clause_labels(mine),
            mine["met"] + mine["missed"],
            colour=verdict,
            name=say(f"scorecard.standing.{verdict}"),
        )
    marks.add_targets(made, frame["target"], style.clause_labels(frame))
    made.update_xaxes(tickformat=".0%", title=say("figure.standing.axis"))
    made.update_yaxes(categoryorder="array", categoryarray=style.clause_labels(frame))
    return made
