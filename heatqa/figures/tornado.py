"""The tornado: how far each unclear wording can move a rate, the widest swing on top."""

import plotly.graph_objects as go
import polars as pl

from heatqa.figures import marks, style
from heatqa.language import printed, say

# Two lines of text per bar: the clause, and the question that its wording leaves open.
_PER_ROW = 56
# Pixels from the middle of a bar to the names of the readings at its ends.
_BELOW = 19


@printed()
def tornado(frame: pl.DataFrame, *, source: str) -> go.Figure:
    """A bar per clause and question from the lowest rate to the highest, the one in use marked.

    Args:
        frame: One row per clause, question and option: `clause`, `label`, `asks`, `option_label`,
            `in_use`, `rate`, `target`, as `Workbench.sensitivity` gives.
        source: The line that says what the data are.
    """
    bars = _bars(frame.filter(pl.col("rate").is_not_null()))
    names = bars["name"].to_list()
    height = style.rows_height(len(bars), _PER_ROW)
    made = style.figure(say("figure.tornado.title"), source, height=height)
    made.add_bar(
        x=(bars["highest"] - bars["lowest"]).round(6).to_list(),
        base=bars["lowest"].round(6).to_list(),
        y=names,
        orientation="h",
        width=0.36,
        marker={"color": style.colour("updates")},
        name=say("figure.tornado.span"),
        hoverinfo="skip",
    )
    for bar in bars.iter_rows(named=True):
        for end, anchor in (("lowest", "right"), ("highest", "left")):
            # Below the bar, where neither the mark nor the target runs through the words.
            made.add_annotation(
                x=bar[end],
                y=bar["name"],
                text=bar[f"{end}_option"],
                xanchor=anchor,
                yshift=-_BELOW,
                showarrow=False,
                font={"size": style.look()["font"]["source"]},
            )
    made.add_scatter(
        x=bars["used"].round(6).to_list(),
        y=names,
        mode="markers",
        marker={"size": 11, "color": style.colour("met")},
        name=say("figure.tornado.in_use"),
        hovertemplate="%{y}: %{x:.1%}",
    )
    marks.add_targets(made, bars["target"], names, size=18)
    made.update_xaxes(tickformat=".0%", title=say("figure.tornado.axis"), range=[-0.05, 1.18])
    made.update_yaxes(categoryorder="array", categoryarray=names)
    return made


def _bars(frame: pl.DataFrame) -> pl.DataFrame:
    """One row per bar, the widest last: plotly draws the first at the bottom."""
    rate, option = pl.col("rate"), pl.col("option_label")
    bars = frame.group_by("clause", "label", "asks", maintain_order=True).agg(
        rate.min().alias("lowest"),
        rate.max().alias("highest"),
        option.get(rate.arg_min()).alias("lowest_option"),
        option.get(rate.arg_max()).alias("highest_option"),
        pl.when("in_use").then(rate).mean().alias("used"),
        pl.col("target").first(),
    )
    # Where nothing moves, one name beside the mark is enough.
    still = pl.col("lowest") == pl.col("highest")
    name = pl.col("clause") + "  " + pl.col("label") + "<br>" + pl.col("asks")
    return bars.with_columns(
        name=name,
        lowest_option=pl.when(still).then(pl.lit("")).otherwise("lowest_option"),
    ).reverse()
