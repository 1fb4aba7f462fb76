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
    line = pl.col("clause") + " " + pl.col("label") + " · " + pl.col("reading_label")
    frame = frame.with_columns(line=line)
    labels = frame["line"].to_list()
    made = style.figure(say("figure.readings.title"), source, height=style.rows_height(len(frame)))
    for in_use, fill in ((True, "met"), (False, "paper")):
        mine = frame.filter(in_use=in_use)
        made.add_scatter(
            x=mine["rate"].round(6).to_list(),
            y=mine["line"].to_list(),
            error_x=marks.whiskers(mine) | {"color": style.colour("met")},
            mode="markers",
            marker={
                "size": 11,
                "color": style.colour(fill),
                "line": {"width": 2, "color": style.colour("met")},
            },
            name=say("figure.readings.in_use"),
            showlegend=in_use,
            hovertemplate="%{y}: %{x:.1%}<extra></extra>",
        )
    marks.add_targets(made, frame["target"], labels)
    made.update_xaxes(tickformat=".0%", title=say("figure.readings.axis"))
    made.update_yaxes(categoryorder="array", categoryarray=labels)
    return made
