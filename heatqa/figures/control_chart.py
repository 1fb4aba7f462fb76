"""A control chart: a rate over time, what is noise in it, and what is not."""

import datetime as dt

import plotly.graph_objects as go
import polars as pl

from heatqa.figures import drawings, style
from heatqa.language import say

_HEIGHT = 460
# Colour and shape say the same, for those who see no colour.
_SHAPES = {
    "common cause": ("common_cause", "circle"),
    "improvement": ("improvement", "triangle-up"),
    "concern": ("concern", "diamond"),
    "high": ("special", "triangle-up"),
    "low": ("special", "triangle-down"),
}
_LINES = (("centre", "solid"), ("low_limit", "dash"), ("high_limit", "dash"))
# Where the two icons of the whole chart stand, above the right end of the plot.
_ICONS = ((0.93, 1.1), (0.98, 1.1))
# So many periods without a record, such as a summer, are folded away.
_FOLDED = 5


def control_chart(frame: pl.DataFrame, *, source: str) -> go.Figure:
    """A clause's rate by period with its centre line, limits, target, and signals marked.

    Args:
        frame: One row per period, as `Workbench.control_chart` gives.
        source: The line that says what the data are.
    """
    named = "  ".join(frame.select("clause", "label").row(0)) if frame.height else ""
    made = style.figure(say("figure.control_chart.title", clause=named), source, height=_HEIGHT)
    # Where there is no value there is nothing to compare with the lines.
    told = frame.with_columns(
        pl.when(pl.col("value").is_not_null()).then(pl.col(name)) for name, _ in _LINES
    )
    for segment in frame["segment"].unique(maintain_order=True):
        _add_lines(made, told.filter(segment=segment), first=segment == frame["segment"][0])
    breaks = [{"bounds": gap} for gap in _gaps(frame)]
    made.update_xaxes(rangebreaks=breaks, tickformat="%m-%d<br>%Y")
    for target in frame["target"].head(1).drop_nulls():
        made.add_scatter(
            x=[frame["day"].min(), frame["day"].max()],
            y=[target, target],
            mode="lines",
            line={"color": style.colour("target"), "width": 2, "dash": "dot"},
            name=say("scorecard.column.target"),
            hoverinfo="skip",
        )
    made.add_scatter(
        x=frame["day"].to_list(),
        y=frame["value"].round(6).to_list(),
        mode="lines",
        line={"color": style.colour("common_cause"), "width": 1},
        showlegend=False,
        hoverinfo="skip",
    )
    for cause, (colour, symbol) in _SHAPES.items():
        _add_points(made, frame.filter(cause=cause), cause, colour, symbol)
    made.update_yaxes(tickformat=".0%", title=say("figure.control_chart.axis"))
    _add_reading(made, frame)
    return made


def _add_lines(made: go.Figure, segment: pl.DataFrame, *, first: bool) -> None:
    """Centre and limits of one segment; after a rebasing they begin anew."""
    for name, dash in _LINES:
        made.add_scatter(
            x=segment["day"].to_list(),
            y=segment[name].round(6).to_list(),
            mode="lines",
            line={
                "color": style.colour("line" if name == "centre" else "limit"),
                "width": 1.5,
                "dash": dash,
                "shape": "hvh",
            },
            name=say("chart.centre" if name == "centre" else "chart.limits"),
            legendgroup=dash,
            showlegend=first and name != "high_limit",
            hoverinfo="skip",
        )


def _add_points(made: go.Figure, mine: pl.DataFrame, cause: str, colour: str, symbol: str) -> None:
    if mine.is_empty():
        return
    signals = [
        say(f"chart.signal.{signal.replace(' ', '_')}") if signal else say("chart.signal.none")
        for signal in mine["signal"]
    ]
    made.add_scatter(
        x=mine["day"].to_list(),
        y=mine["value"].round(6).to_list(),
        mode="markers",
        marker={"size": 10, "color": style.colour(colour), "symbol": symbol},
        name=say(f"chart.variation.{cause.replace(' ', '_')}"),
        customdata=list(zip(mine["size"].to_list(), signals, strict=True)),
        hovertemplate="%{x|%Y-%m-%d}: %{y:.1%} (n = %{customdata[0]:,}), %{customdata[1]}",
    )


def _add_reading(made: go.Figure, frame: pl.DataFrame) -> None:
    """The two icons, and what to beware of: few points, or none that vary."""
    known = frame.filter(pl.col("value").is_not_null()).tail(1)
    for row in known.iter_rows(named=True):
        drawn = (
            drawings.variation(row["cause"], row["way"]),
            drawings.assurance(row["assurance"]),
        )
        for icon, (x, y) in zip(drawn, _ICONS, strict=True):
            drawings.add(made, icon, x, y, xref="paper", yref="paper")
        notes = [say(f"chart.note.{note}") for note in ("short", "constant") if row[note]]
        if notes:
            made.add_annotation(
                text="; ".join(notes),
                xref="paper",
                yref="paper",
                x=1,
                y=0.02,
                xanchor="right",
                yanchor="bottom",
                showarrow=False,
                bgcolor=style.colour("paper"),
                bordercolor=style.colour("limit"),
            )


def _gaps(frame: pl.DataFrame) -> list[list[dt.date]]:
    """First and last day of each long stretch without a value."""
    runs = frame.with_columns(run=pl.col("value").is_null().rle_id())
    empty = runs.filter(pl.col("value").is_null()).group_by("run", maintain_order=True)
    spans = empty.agg(pl.len(), first=pl.col("day").first(), last=pl.col("day").last())
    return [
        [row["first"], row["last"]] for row in spans.iter_rows(named=True) if row["len"] >= _FOLDED
    ]
