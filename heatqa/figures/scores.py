"""Scores of groups, each with how many of its customers were heard."""

import plotly.graph_objects as go
import polars as pl

from heatqa.figures import levels, marks, style
from heatqa.language import percent, printed, say

_PER_ROW = 40


@printed()
def scores(frame: pl.DataFrame, by: str, *, source: str) -> go.Figure:
    """The share satisfied with its interval, beside the share of all cases heard.

    Args:
        frame: As `Workbench.satisfaction` gives by group; without its columns of coverage
            nothing is drawn, for a score without them says nothing.
        by: The column that tells groups apart.
        source: The line that says what the data are.

    Raises:
        polars.exceptions.ColumnNotFoundError: the frame has scores and no coverage.
    """
    frame = frame.filter(pl.col("scored") > 0).sort("satisfied", descending=True).reverse()
    height = style.rows_height(len(frame), _PER_ROW)
    made = style.figure(say("opinions.scores.title"), source, height=height)
    names = [
        say(
            "opinions.scores.group",
            group=levels.name(by, row[by]),
            scored=row["scored"],
            cases=row["cases"],
            heard=percent(row["heard"], 0),
        )
        for row in frame.iter_rows(named=True)
    ]
    made.add_bar(
        x=frame["heard"].round(6).to_list(),
        y=names,
        orientation="h",
        width=0.5,
        marker_color=style.colour("grid"),
        name=say("opinions.scores.heard"),
        hovertemplate="%{x:.1%}",
    )
    limits = frame.select(rate="satisfied", low="satisfied_low", high="satisfied_high")
    made.add_scatter(
        x=frame["satisfied"].round(6).to_list(),
        y=names,
        error_x=marks.whiskers(limits),
        mode="markers",
        marker={"size": 10, "color": style.colour("met")},
        name=say("opinions.scores.satisfied"),
        hovertemplate="%{x:.1%}",
    )
    made.update_xaxes(tickformat=".0%", range=[0, 1.02], title=say("opinions.scores.axis"))
    made.update_yaxes(categoryorder="array", categoryarray=names)
    return made
