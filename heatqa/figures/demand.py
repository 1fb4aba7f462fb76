"""Contacts by day: against the weather, against last season, and where they surged."""

import datetime as dt

import plotly.graph_objects as go
import polars as pl

from heatqa.figures import marks, style
from heatqa.language import printed, say


@printed()
def expected_days(frame: pl.DataFrame, *, source: str, chance: float = 0.01) -> go.Figure:
    """Each day's contacts over the band that weather, weekday and start-up let expect.

    Args:
        frame: As `Workbench.expected_days` or `forecast_days` gives.
        source: The line that says what the data are.
        chance: Days rarer than this are marked.
    """
    made = style.figure(say("figure.expected_days.title"), source, height=460)
    for number, (_, season) in enumerate(frame.group_by("season", maintain_order=True)):
        known = season.filter(pl.col("expected").is_not_null())
        days = known["day"].to_list()
        made.add_scatter(
            x=[*days, *days[::-1]],
            y=[*known["high"].to_list(), *known["low"].to_list()[::-1]],
            fill="toself",
            fillcolor=style.colour("band"),
            line={"width": 0},
            mode="lines",
            name=say("figure.expected_days.band"),
            legendgroup="band",
            showlegend=number == 0,
            hoverinfo="skip",
        )
        made.add_scatter(
            x=days,
            y=known["expected"].round(3).to_list(),
            mode="lines",
            line={"color": style.colour("expected"), "dash": "dot"},
            name=say("figure.expected_days.expected"),
            legendgroup="expected",
            showlegend=number == 0,
        )
    usual = frame.filter((pl.col("surprise") >= chance).fill_null(True))
    unusual = frame.filter(pl.col("surprise") < chance)
    for mine, colour, symbol, size in (
        (usual, "latest", "circle", 5),
        (unusual, "unusual", "diamond", 12),
    ):
        name = "unusual" if mine is unusual else "usual"
        made.add_scatter(
            x=mine["day"].to_list(),
            y=mine["count"].to_list(),
            mode="markers",
            marker={"color": style.colour(colour), "symbol": symbol, "size": size},
            name=say(f"figure.expected_days.{name}"),
        )
    made.update_xaxes(rangebreaks=_summer(frame), tickformat="%Y-%m-%d")
    made.update_yaxes(title=say("figure.demand.cases"), rangemode="tozero")
    return made


def _summer(frame: pl.DataFrame) -> list[dict[str, list[str]]]:
    """The months between two seasons, which are no part of the axis."""
    ends = (
        frame.group_by("season")
        .agg(first=pl.col("day").min(), last=pl.col("day").max())
        .sort("first")
    )
    pairs = zip(ends["last"].to_list()[:-1], ends["first"].to_list()[1:], strict=True)
    return [{"bounds": [str(last + dt.timedelta(days=1)), str(first)]} for last, first in pairs]


@printed()
def contacts_and_cold(frame: pl.DataFrame, *, source: str) -> go.Figure:
    """Contacts of each day of the season over the outdoor temperature of that day.

    Args:
        frame: One season as `Workbench.contact_days` gives.
        source: The line that says what the data are.
    """
    made = style.figure(say("figure.contacts_and_cold.title"), source, height=480)
    made.add_bar(
        x=frame["day_of_season"].to_list(),
        y=frame["count"].to_list(),
        marker_color=style.colour("latest"),
        name=say("figure.demand.cases"),
    )
    made.add_scatter(
        x=frame["day_of_season"].to_list(),
        y=frame["outdoor_celsius"].to_list(),
        mode="lines",
        line={"color": style.colour("outdoor")},
        name=say("figure.demand.outdoor"),
        yaxis="y2",
    )
    made.update_layout(
        yaxis={"domain": [0, 0.62], "title": say("figure.demand.cases")},
        yaxis2={
            "domain": [0.68, 1],
            "title": say("figure.demand.outdoor"),
            "ticksuffix": " °C",
            "gridcolor": style.colour("grid"),
            "zeroline": False,
            "automargin": True,
        },
    )
    made.update_xaxes(title=say("figure.demand.day_of_season"))
    return made


@printed()
def season_beside_last(frame: pl.DataFrame, *, source: str) -> go.Figure:
    """Contacts up to each day of this season beside those of the last.

    Args:
        frame: As `Workbench.season_beside_last` gives.
        source: The line that says what the data are.
    """
    made = style.figure(say("figure.season_beside_last.title"), source, height=420)
    for column, colour, dash in (
        ("count_so_far_before", "earlier", "dash"),
        ("count_so_far", "latest", "solid"),
    ):
        made.add_scatter(
            x=frame["day_of_season"].to_list(),
            y=frame[column].to_list(),
            mode="lines",
            line={"color": style.colour(colour), "dash": dash, "width": 3},
            name=say(f"figure.season_beside_last.{column}"),
        )
    made.update_xaxes(title=say("figure.demand.day_of_season"))
    made.update_yaxes(title=say("figure.season_beside_last.axis"), rangemode="tozero")
    return made


@printed()
def surges(frame: pl.DataFrame, *, by: str, source: str) -> go.Figure:
    """The days on which groups called more than in the days before, larger marks for more.

    Args:
        frame: As `Workbench.surges` gives.
        by: The column that names the group.
        source: The line that says what the data are.
    """
    order = frame.group_by(by).agg(pl.col("excess").sum()).sort("excess", by)
    labels = [str(value) for value in order[by].to_list()]
    title = say("figure.surges.title", surges=len(frame))
    made = style.figure(title, source, height=style.rows_height(len(labels)))
    made.add_scatter(
        x=frame["day"].to_list(),
        y=[str(value) for value in frame[by].to_list()],
        mode="markers+text",
        text=frame["count"].to_list(),
        textposition="middle right",
        marker={
            "color": style.colour("unusual"),
            "size": (4 + 3 * frame["excess"].cast(pl.Float64).sqrt()).round(2).to_list(),
        },
        customdata=frame["expected"].round(2).to_list(),
        hovertemplate="%{y}, %{x}: %{text} (%{customdata})",
        showlegend=False,
    )
    made.update_xaxes(title=say("figure.surges.axis"), tickformat="%Y-%m-%d")
    made.update_yaxes(type="category", categoryorder="array", categoryarray=labels)
    return made


@printed()
def repeats(frame: pl.DataFrame, *, source: str) -> go.Figure:
    """First-contact resolution by how long one waits to see.

    Args:
        frame: As `Workbench.repeats` gives.
        source: The line that says what the data are.
    """
    known = frame.filter(pl.col("rate").is_not_null())
    made = style.figure(say("figure.repeats.title"), source, height=400)
    made.add_scatter(
        x=known["window_days"].to_list(),
        y=known["rate"].round(6).to_list(),
        error_y=marks.whiskers(known),
        mode="lines+markers+text",
        text=[f"{rate:.1%}" for rate in known["rate"].to_list()],
        textposition="top right",
        cliponaxis=False,
        marker={"size": 10, "color": style.colour("met")},
        customdata=known["judged"].to_list(),
        hovertemplate="%{x}: %{y:.1%} (n = %{customdata:,})",
        showlegend=False,
    )
    made.update_xaxes(
        title=say("figure.repeats.x"), tickvals=known["window_days"].to_list(), rangemode="tozero"
    )
    made.update_yaxes(tickformat=".0%", title=say("figure.repeats.y"))
    return made
