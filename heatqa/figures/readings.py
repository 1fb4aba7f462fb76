"""How a rate moves with the reading of an unclear wording."""

import plotly.graph_objects as go
import polars as pl

from heatqa.figures import marks, style
from heatqa.language import printed, say


@printed()
def readings(frame: pl.DataFrame, *, source: str) -> go.Figure:
    """The rate of each clause under each of its readings, the one in use filled.

    Args:
        frame: One row per clause and reading: `clause`, `label`, `reading_label`, `rate`, `low`,
            `high`, `target`, `in_use`, as `Workbench.readings` gives.
        source: The line that says what the data are.
    """
    frame = frame.filter(pl.col("rate").is_not_null()).reverse()
    labels = (frame["clause"] + " " + frame["label"] + " · " + frame["reading_label"]).to_list()
    made = style.figure(say("figure.readings.title"), source, height=style.rows_height(len(frame)))
    made.add_scatter(
        x=frame["rate"].round(6).to_list(),
        y=labels,
        error_x=marks.whiskers(frame),
        mode="markers",
        marker={
            "size": 11,
            "color": [
                style.colour("met" if in_use else "paper") for in_use in frame["in_use"].to_list()
            ],
            "line": {"width": 2, "color": style.colour("met")},
        },
        showlegend=False,
        hovertemplate="%{y}: %{x:.1%}",
    )
    marks.add_targets(made, frame["target"], labels)
    made.update_xaxes(tickformat=".0%", title=say("figure.readings.axis"))
    return made
