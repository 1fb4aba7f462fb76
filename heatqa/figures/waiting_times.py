"""Median and P90 of a wait, group by group, with their intervals."""

from collections.abc import Collection

import plotly.graph_objects as go
import polars as pl

from heatqa.figures import durations, levels, marks, style
from heatqa.language import printed, say

_PER_ROW = 44
_SYMBOLS = {"median": "circle", "p90": "diamond"}
# Where the two stand on the line of their group, so that intervals do not lie on each other.
_SHIFTS = {"median": 0.14, "p90": -0.14}


@printed()
def waiting_times(
    times: pl.DataFrame, by: str, *, label: str, source: str, slower: Collection[str] = ()
) -> go.Figure:
    """A line per group with its median and P90; groups called slower in the colour of missed.

    Args:
        times: As `Workbench.waiting_times` gives by group.
        by: The column that tells groups apart.
        label: What is waited for, `Workbench.wait_label`.
        source: The line that says what the data are.
        slower: Groups to stand out.
    """
    frame = times.filter(pl.col("n") > 0).sort("median_seconds", nulls_last=True).reverse()
    height = style.rows_height(len(frame), _PER_ROW)
    made = style.figure(say("waiting.times.title", wait=label), source, height=height)
    size, unit = durations.unit(frame["p90_seconds"])
    places = pl.Series(range(len(frame)), dtype=pl.Float64)
    colours = [style.colour("missed" if g in slower else "met") for g in frame[by]]
    for quantile, symbol in _SYMBOLS.items():
        in_units = frame.select(
            rate=pl.col(f"{quantile}_seconds") / size,
            low=pl.col(f"{quantile}_low") / size,
            high=pl.col(f"{quantile}_high") / size,
        )
        made.add_scatter(
            x=in_units["rate"].round(4).to_list(),
            y=(places + _SHIFTS[quantile]).to_list(),
            error_x=marks.whiskers(in_units) | {"color": style.colour("cannot_tell")},
            mode="markers",
            marker={
                "size": 11,
                "symbol": symbol,
                "color": colours,
                "line": {"width": 1, "color": style.colour("line")},
            },
            hovertemplate=f"{say(f'waiting.{quantile}')}: %{{x:,.1f}} {unit}<extra></extra>",
            showlegend=False,
        )
        _add_key(made, say(f"waiting.{quantile}"), symbol, "met")
    if slower:
        _add_key(made, say("waiting.slower"), "square", "missed")
    names = [_name(row, by) for row in frame.iter_rows(named=True)]
    made.update_yaxes(tickmode="array", tickvals=places.to_list(), ticktext=names)
    made.update_yaxes(range=[-0.6, len(frame) - 0.4])
    made.update_xaxes(title=say("waiting.times.axis", unit=unit), rangemode="tozero")
    return made


def _add_key(made: go.Figure, name: str, symbol: str, meaning: str) -> None:
    """A line of the legend: one of marks in two colours would show the colour of the first."""
    marker = {"size": 11, "symbol": symbol, "color": style.colour(meaning)}
    made.add_scatter(x=[None], y=[None], mode="markers", marker=marker, name=name)


def _name(row: dict, by: str) -> str:
    """The group with the waits that its figures rest on."""
    return say("waiting.group", group=levels.name(by, row[by]), n=row["n"], open=row["open"])
