"""Room temperatures: pass rates by group, degree-hours, sensors, seasons, plan, silent cold."""

from typing import TYPE_CHECKING

import plotly.graph_objects as go
import polars as pl

from heatqa.figures import marks, style
from heatqa.language import has, printed, say
from heatqa.statistics.sensor_faults import FAULTS

if TYPE_CHECKING:
    from heatqa.statistics.weather_normal import Comparison


def group_label(by: str, value: object) -> str:
    """How a group is called: places by their name, codes in the user's language."""
    key = f"group.{by}.{value}"
    return say(key) if has(key) else str("–" if value is None else value)


@printed()
def pass_rates(
    frame: pl.DataFrame, *, by: str, source: str, target: float | None = None
) -> go.Figure:
    """The pass rate of each group with the interval between homes.

    Args:
        frame: One row per group: the column `by`, `homes`, `rate`, `low`, `high`, as
            `Workbench.pass_rates` gives, in the order to be shown.
        by: The column that names the group.
        source: The line that says what the data are.
        target: Where the target lies, if there is one.
    """
    frame = frame.filter(pl.col("rate").is_not_null()).reverse()
    labels = [group_label(by, value) for value in frame[by].to_list()]
    made = style.figure(
        say("figure.pass_rates.title"), source, height=style.rows_height(len(frame))
    )
    marks.add_rates(made, frame, labels, frame["homes"])
    if target is not None:
        made.add_vline(x=target, line={"color": style.colour("target"), "dash": "dot"})
    made.update_xaxes(tickformat=".0%", title=say("figure.pass_rates.axis"))
    made.update_yaxes(type="category", categoryorder="array", categoryarray=labels)
    return made


@printed()
def degree_hours(frame: pl.DataFrame, *, by: str, source: str) -> go.Figure:
    """How long and how far the rooms of each group were too cold.

    Args:
        frame: One row per group: the column `by`, `homes`, `degree_hours_per_home_day`, as
            `Workbench.degree_hours` gives, in the order to be shown.
        by: The column that names the group.
        source: The line that says what the data are.
    """
    frame = frame.filter(pl.col("degree_hours_per_home_day").is_not_null()).reverse()
    made = style.figure(
        say("figure.degree_hours.title"), source, height=style.rows_height(len(frame))
    )
    made.add_bar(
        x=frame["degree_hours_per_home_day"].round(4).to_list(),
        y=[group_label(by, value) for value in frame[by].to_list()],
        customdata=frame["homes"].to_list(),
        hovertemplate="%{y}: %{x:.2f} K·h (n = %{customdata:,})",
        marker_color=style.colour("missed"),
        orientation="h",
        showlegend=False,
    )
    made.update_xaxes(title=say("figure.degree_hours.axis"))
    made.update_yaxes(type="category")
    return made


@printed()
def silent_cold(frame: pl.DataFrame, *, source: str) -> go.Figure:
    """Each community by how warm its rooms are and how often it calls.

    Args:
        frame: As `Workbench.silent_cold` gives.
        source: The line that says what the data are.
    """
    frame = frame.filter(pl.col("expected").is_not_null())
    made = style.figure(say("figure.silent_cold.title"), source, height=520)
    line = frame.sort("mean_celsius")
    made.add_scatter(
        x=line["mean_celsius"].round(3).to_list(),
        y=(1000 * line["expected"] / line["households"]).round(3).to_list(),
        mode="markers",
        marker={"symbol": "line-ew-open", "size": 9, "color": style.colour("expected")},
        name=say("figure.silent_cold.expected"),
        hoverinfo="skip",
    )
    for finding, colour, symbol in (
        ("in line", "earlier", "circle"),
        ("silent cold", "missed", "diamond"),
        ("loud warm", "latest", "square"),
    ):
        mine = frame.filter(pl.col("finding") == finding)
        named = finding != "in line"
        made.add_scatter(
            x=mine["mean_celsius"].round(3).to_list(),
            y=mine["contacts_per_1000"].round(3).to_list(),
            text=mine["community_id"].to_list(),
            mode="markers+text" if named else "markers",
            textposition="top right",
            marker={"size": 13 if named else 8, "color": style.colour(colour), "symbol": symbol},
            name=say(f"finding.{finding.replace(' ', '_')}"),
            hovertemplate="%{text}: %{x:.1f} °C, %{y:.0f}",
        )
    made.update_xaxes(title=say("figure.silent_cold.x"), ticksuffix=" °C")
    made.update_yaxes(title=say("figure.silent_cold.y"), rangemode="tozero")
    return made


@printed()
def winters(days: pl.DataFrame, comparison: "Comparison", *, source: str) -> go.Figure:
    """Room temperature against outdoor temperature, a colour per season.

    Args:
        days: As `Workbench.room_days` gives.
        comparison: The second of what `Workbench.compare_winters` gives.
        source: The line that says what the data are.
    """
    # Adding zero turns -0.0 into 0.0.
    change, low, high = (
        round(value, 2) + 0.0 for value in (comparison.change, comparison.low, comparison.high)
    )
    title = say("figure.winters.title", change=change, low=low, high=high)
    made = style.figure(title, source, height=460)
    known = days.drop_nulls(["room_celsius", "outdoor_celsius"])
    seasons = known["season"].unique().sort().to_list()
    looks = (("earlier", "circle-open"), ("latest", "circle"))
    for season, (colour, symbol) in zip(seasons, looks, strict=False):
        mine = known.filter(pl.col("season") == season)
        made.add_scatter(
            x=mine["outdoor_celsius"].round(3).to_list(),
            y=mine["room_celsius"].round(3).to_list(),
            mode="markers",
            marker={"color": style.colour(colour), "symbol": symbol},
            name=season,
            hovertemplate="%{x:.1f} °C → %{y:.1f} °C",
        )
    made.update_xaxes(title=say("figure.winters.x"), ticksuffix=" °C")
    made.update_yaxes(title=say("figure.winters.y"), ticksuffix=" °C")
    return made


@printed()
def sensors(frame: pl.DataFrame, *, source: str) -> go.Figure:
    """How many sensors show each fault.

    Args:
        frame: As `Workbench.sensor_faults` gives.
        source: The line that says what the data are.
    """
    counts = [int(frame[fault].sum()) if len(frame) else 0 for fault in FAULTS]
    labels = [say(f"fault.{fault}") for fault in FAULTS]
    title = say("figure.sensors.title", count=len(frame))
    made = style.figure(title, source, height=style.rows_height(len(FAULTS), 34))
    made.add_bar(
        x=counts[::-1],
        y=labels[::-1],
        text=counts[::-1],
        textposition="outside",
        cliponaxis=False,
        marker_color=style.colour("missed"),
        orientation="h",
        showlegend=False,
    )
    made.update_xaxes(title=say("figure.sensors.axis"), rangemode="tozero", range=_range(counts))
    return made


def _range(counts: list[int]) -> list[float]:
    return [0, max(5, 1.15 * max(counts))]


@printed()
def plan_coverage(frame: pl.DataFrame, *, source: str, share: float) -> go.Figure:
    """The share of homes measured in each community, by whether the plan is kept.

    Args:
        frame: As `Workbench.plan_coverage` gives.
        source: The line that says what the data are.
        share: The share of homes that the plan asks for.
    """
    frame = frame.sort("share_of_homes", "community_id", nulls_last=False)
    labels = frame["community_id"].to_list()
    title = say("figure.plan_coverage.title", kept=int(frame["kept"].sum()), communities=len(frame))
    made = style.figure(title, source, height=style.rows_height(len(frame), 16))
    for kept, colour in ((True, "met"), (False, "missed")):
        mine = frame.filter(pl.col("kept") == kept)
        made.add_bar(
            x=mine["share_of_homes"].round(6).to_list(),
            y=mine["community_id"].to_list(),
            marker_color=style.colour(colour),
            marker_pattern_shape="" if kept else "/",
            orientation="h",
            name=say(f"figure.plan_coverage.{'kept' if kept else 'not_kept'}"),
            hovertemplate="%{y}: %{x:.1%}",
        )
    made.add_vline(x=share, line={"color": style.colour("target"), "dash": "dot"})
    made.update_xaxes(tickformat=".0%", title=say("figure.plan_coverage.axis"))
    made.update_yaxes(categoryorder="array", categoryarray=labels, dtick=1, tickfont={"size": 10})
    return made
