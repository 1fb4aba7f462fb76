"""Ranks with the span that the records leave possible."""

import plotly.graph_objects as go
import polars as pl

from heatqa.figures import style
from heatqa.language import printed, say


@printed()
def ranking(frame: pl.DataFrame, *, source: str) -> go.Figure:
    """A bar per group over the ranks it may truly have, its rank on record marked.

    Args:
        frame: One row per group, its name in the first column, as `Workbench.ranking` gives.
        source: The line that says what the data are.
    """
    made = style.figure(say("figure.ranking.title"), source, height=style.rows_height(len(frame)))
    frame = frame.reverse()
    names = frame.to_series(0).to_list()
    # Bars are as long as the number of possible ranks, so that one rank shows too.
    made.add_bar(
        x=(frame["rank_high"] - frame["rank_low"] + 1).to_list(),
        base=(frame["rank_low"] - 0.5).to_list(),
        y=names,
        orientation="h",
        width=0.5,
        marker={"color": style.colour("updates")},
        name=say("figure.ranking.span"),
        customdata=list(
            zip(frame["rank_low"].to_list(), frame["rank_high"].to_list(), strict=True)
        ),
        hovertemplate="%{y}: %{customdata[0]}–%{customdata[1]}",
    )
    decided = (frame["met"] + frame["missed"]).to_list()
    made.add_scatter(
        x=frame["rank"].to_list(),
        y=names,
        mode="markers",
        marker={"size": 10, "color": style.colour("line")},
        name=say("figure.ranking.rank"),
        customdata=list(zip(frame["rate"].round(6).to_list(), decided, strict=True)),
        hovertemplate="%{y}: %{customdata[0]:.1%} (n = %{customdata[1]:,})",
    )
    made.update_xaxes(
        title=say("figure.ranking.axis"), range=[0.3, len(frame) + 0.7], dtick=_step(len(frame))
    )
    made.update_yaxes(categoryorder="array", categoryarray=names)
    return made


def _step(groups: int) -> int:
    """A tick for every rank of a few groups, for every fifth or tenth of many."""
    return 1 if groups <= 20 else 5 if groups <= 60 else 10
