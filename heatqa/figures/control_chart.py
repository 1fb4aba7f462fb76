"""A control chart: a rate or a wait over time, what is noise in it, and what is not."""

import datetime as dt

import plotly.graph_objects as go
import polars as pl

from heatqa.figures import drawings, durations, style
from heatqa.language import printed, say

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


@printed()
def control_chart(frame: pl.DataFrame, *, source: str) -> go.Figure:
    """A clause's rate by period with its centre line, limits, target, and signals marked.

    Args:
        frame: One row per period, as `Workbench.control_chart` gives.
        source: The line that says what the data are.
    """
    named = "  ".join(frame.select("clause", "label").row(0)) if frame.height else ""
    title = say("figure.control_chart.title", clause=named)
    made = _drawn(frame, title, source, hover="%{y:.1%}")
    made.update_yaxes(tickformat=".0%", title=say("figure.control_chart.axis"))
    return made


@printed()
def wait_chart(frame: pl.DataFrame, *, label: str, source: str) -> go.Figure:
    """The median wait by period with its centre line, limits, target, and signals marked.

    Args:
        frame: One row per period, as `Workbench.wait_chart` gives.
        label: What is waited for, see `Workbench.wait_label`.
        source: The line that says what the data are.
    """
    seconds, unit = durations.unit(frame["value"], frame["target"])
    measured = ("value", *(name for name, _ in _LINES), "target")
    title = say("figure.wait_chart.title", label=label)
    scaled = frame.with_columns(pl.col(measured) / seconds)
    made = _drawn(scaled, title, source, hover=f"%{{y:,.1f}} {unit}")
    made.update_yaxes(title=say("figure.wait_chart.axis", unit=unit), rangemode="nonnegative")
    return made


def _drawn(frame: pl.DataFrame, title: str, source: str, *, hover: str) -> go.Figure:
    """The chart of any measure; `hover` is how plotly shall write a value of it."""
    made = style.figure(title, source, height=_HEIGHT)
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
        _add_points(made, frame.filter(cause=cause), (colour, symbol), hover)
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


def _add_points(made: go.Figure, mine: pl.DataFrame, look: tuple[str, str], hover: str) -> None:
    """The points of one cause, in its colour and shape."""
    if mine.is_empty():
        return
    (colour, symbol), cause = look, mine["cause"][0]
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
        hovertemplate=f"%{{x|%Y-%m-%d}}: {hover} (n = %{{customdata[0]:,}}), %{{customdata[1]}}",
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
