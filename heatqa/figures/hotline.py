"""The hotline: service level by formula, the week hour by hour, staffing, and how long it rings."""

import math
from typing import TYPE_CHECKING

import plotly.graph_objects as go
import polars as pl

from heatqa.figures import marks, style
from heatqa.language import printed, say
from heatqa.statistics.service_level import FORMULAS

if TYPE_CHECKING:
    from heatqa.statistics.change_point import ChangePoint


@printed()
def service_level(frame: pl.DataFrame, *, source: str, seconds: float) -> go.Figure:
    """The same calls under three formulas, a mark per season.

    Args:
        frame: As `Workbench.service_level("season")` gives.
        source: The line that says what the data are.
        seconds: Seconds that three rings last.
    """
    title = say("figure.service_level.title", seconds=round(seconds))
    seasons = frame["season"].unique().sort().to_list()[-2:]
    rows = [(formula, season) for formula in FORMULAS for season in seasons]
    labels = [f"{say(f'service_level.{formula}')}  {season}" for formula, season in rows]
    made = style.figure(title, source, height=style.rows_height(len(rows), 30))
    looks = (("earlier", "circle-open"), ("latest", "circle"))
    for season, (colour, symbol) in zip(seasons, looks[-len(seasons) :], strict=False):
        mine = frame.filter((pl.col("season") == season) & pl.col("rate").is_not_null())
        named = [labels[rows.index((formula, season))] for formula in mine["formula"].to_list()]
        marks.add_rates(made, mine, named, mine["judged"], colour=colour, symbol=symbol)
    made.update_xaxes(tickformat=".0%", title=say("figure.service_level.axis"))
    made.update_yaxes(categoryorder="array", categoryarray=labels[::-1])
    return made


@printed()
def hours_of_week(frame: pl.DataFrame, *, source: str) -> go.Figure:
    """Mean calls in each hour of the week.

    Args:
        frame: As `Workbench.hours_of_week` gives.
        source: The line that says what the data are.
    """
    wide = frame.pivot("hour", index="weekday", values="calls_per_hour").sort("weekday")
    hours = sorted(frame["hour"].unique().to_list())
    grid = [[row[str(hour)] for hour in hours] for row in wide.iter_rows(named=True)]
    made = style.figure(say("figure.hours_of_week.title"), source, height=420)
    made.add_heatmap(
        x=hours,
        y=[say(f"weekday.{day}") for day in wide["weekday"].to_list()],
        z=[[None if cell is None else round(cell, 4) for cell in row] for row in grid],
        colorscale=[[0, style.colour("paper")], [1, style.colour("met")]],
        zmin=0,
        colorbar={"title": say("figure.hours_of_week.scale")},
        hovertemplate="%{y} %{x}:00: %{z:.2f}<extra></extra>",
    )
    made.update_xaxes(title=say("figure.hours_of_week.axis"), dtick=2, showgrid=False)
    made.update_yaxes(autorange="reversed", showgrid=False)
    return made


@printed()
def staffing(frame: pl.DataFrame, *, source: str, target: float, seconds: float) -> go.Figure:
    """Agents needed in each hour of the day, on a mean and on a busy day.

    Args:
        frame: As `Workbench.staffing` gives.
        source: The line that says what the data are.
        target: Share to be answered in time.
        seconds: Seconds allowed.
    """
    facts = {"target": f"{target:.0%}", "seconds": round(seconds)}
    made = style.figure(say("figure.staffing.title", **facts), source, height=420)
    for column, colour, dash in (
        ("busy_agents", "unusual", "solid"),
        ("agents", "latest", "solid"),
        ("agents_with_patience", "expected", "dot"),
    ):
        if frame[column].is_null().all():
            continue
        made.add_scatter(
            x=frame["hour"].to_list(),
            y=frame[column].to_list(),
            mode="lines",
            line={"color": style.colour(colour), "shape": "hvh", "dash": dash, "width": 3},
            name=say(f"figure.staffing.{column}"),
        )
    made.update_xaxes(title=say("figure.hours_of_week.axis"), dtick=2)
    most = max([1, *frame["busy_agents"].to_list()])
    made.update_yaxes(
        title=say("figure.staffing.axis"), rangemode="tozero", dtick=math.ceil(most / 8)
    )
    return made


@printed()
def ring_days(frame: pl.DataFrame, change: "ChangePoint | None", *, source: str) -> go.Figure:
    """How long it rang until the answer, day by day, with the level before and after a change.

    The days between which the change lies are shaded.

    Args:
        frame: As `Workbench.ring_days` gives, one season of it.
        change: As `Workbench.ring_change` gives.
        source: The line that says what the data are.
    """
    known = frame.filter(pl.col("median_ring_seconds").is_not_null()).sort("day")
    title = say("figure.ring_days.title")
    if change is not None:
        title = say("figure.ring_days.changed", day=f"{change.at:%Y-%m-%d}")
    made = style.figure(title, source, height=420)
    days = known["day"].to_list()
    made.add_scatter(
        x=days,
        y=known["median_ring_seconds"].round(3).to_list(),
        mode="markers",
        marker={"color": style.colour("earlier")},
        name=say("figure.ring_days.day"),
    )
    if change is not None and days:
        made.add_scatter(
            x=[days[0], change.at, change.at, days[-1]],
            y=[change.before, change.before, change.after, change.after],
            mode="lines",
            line={"color": style.colour("unusual"), "width": 3},
            name=say("figure.ring_days.level"),
        )
        made.add_vrect(
            x0=change.earliest,
            x1=change.latest,
            fillcolor=style.colour("band"),
            line_width=0,
            layer="below",
            name=say("figure.ring_days.interval"),
            showlegend=True,
        )
    made.update_xaxes(tickformat="%Y-%m-%d")
    made.update_yaxes(title=say("figure.ring_days.axis"), rangemode="tozero")
    return made
