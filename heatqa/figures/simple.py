"""Bars, columns, stacks and lines: charts so plain that office programs have them too."""

from collections.abc import Sequence

import plotly.graph_objects as go
import polars as pl

from heatqa.figures import style
from heatqa.language import printed, say

SHAPES = ("bars", "columns", "stacked", "lines")
_HEIGHT = 420


@printed()
def simple(
    frame: pl.DataFrame,
    *,
    source: str,
    shape: str = "columns",
    title: str = "",
    axis: str = "",
    form: str = "",
    labels: str = "",
    layered: bool = False,
) -> go.Figure:
    """A chart of one or few series over categories, in the order of the rows.

    Args:
        frame: One row per category and series: `category`, `series`, `value` (null leaves a gap)
            and `meaning`, the name of a colour of `style.toml`.
        source: The line that says what the data are.
        shape: `bars` (lying), `columns`, `stacked` (lying) or `lines`.
        title: What it shows, where the page around it does not say so.
        axis: What the values are.
        form: How values are written along their axis, as plotly's `tickformat`.
        labels: How they are written at the ends of bars; empty for no numbers there.
        layered: Bars of all series in one row, each category having a value in one series only.
    """
    lying = shape in ("bars", "stacked")
    categories = frame["category"].unique(maintain_order=True).to_list()
    height = style.rows_height(len(categories), 30) if lying else _HEIGHT
    made = style.figure(title or say("figure.simple.title"), source, height=height)
    series = frame.partition_by("series", maintain_order=True)
    for number, mine in enumerate(series):
        colour = style.colour(mine["meaning"][0])
        values, names = mine["value"].to_list(), mine["category"].to_list()
        if shape == "lines":
            made.add_scatter(
                x=names,
                y=values,
                mode="lines",
                line={"color": colour, "width": 3, "dash": style.dash(number)},
                name=mine["series"][0],
            )
            continue
        made.add_bar(
            x=values if lying else names,
            y=names if lying else values,
            orientation="h" if lying else "v",
            marker_color=colour,
            name=mine["series"][0],
            texttemplate=f"%{{value:{labels}}}" if labels else None,
            textposition="outside" if labels else None,
            cliponaxis=False,
        )
    mode = "stack" if shape == "stacked" else "overlay" if layered else "group"
    made.update_layout(barmode=mode, showlegend=len(series) > 1)
    of_values, of_names = ("x", "y") if lying else ("y", "x")
    made.update_layout({f"{of_values}axis": {"title": axis, "tickformat": form}})
    made.update_layout({f"{of_names}axis": {"type": "category"}})
    if shape == "lines":
        made.update_yaxes(rangemode="tozero")
    if lying:
        made.update_yaxes(autorange="reversed")
    return made


def add_line(made: go.Figure, name: str, values: Sequence[float | None], meaning: str) -> None:
    """One more line over the categories of a chart, on an axis of its own at the right.

    Args:
        made: A chart of `simple` whose values stand upright.
        name: What the line is, with its unit.
        values: In the order of the categories.
        meaning: The name of a colour of `style.toml`.
    """
    made.add_scatter(
        x=made.to_dict()["data"][0]["x"],
        y=list(values),
        mode="lines+markers",
        line={"color": style.colour(meaning), "width": 2, "dash": "dot"},
        name=name,
        yaxis="y2",
    )
    made.update_layout(
        showlegend=True,
        yaxis2={
            "title": name,
            "overlaying": "y",
            "side": "right",
            "showgrid": False,
            "zeroline": False,
            "automargin": True,
            "tickmode": "auto",
            "nticks": 6,
        },
    )
