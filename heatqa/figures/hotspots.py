"""The map of hotspots: communities by size and rate, circles around what is beyond chance."""

import math
from pathlib import Path

import plotly.graph_objects as go
import polars as pl

from heatqa.figures import style
from heatqa.figures.plan import Plan, add_outlines, even, rate_marks
from heatqa.language import number, printed, say

_HEIGHT, _ALONE = 640, 460
# The map takes this share of the width, the ranked table the rest.
_MAP, _TABLE = 0.48, 0.58
_ROWS = 14
# Points of a circle, and the least it is drawn with, in km: a hotspot of one place has no radius.
_POINTS, _LEAST = 48, 0.35


@printed()
def hotspots(
    rates: pl.DataFrame,
    clusters: pl.DataFrame,
    *,
    source: str,
    outlines: Path | str | None = None,
    ranked: bool = True,
) -> go.Figure:
    """Communities sized by households and coloured by rate, hotspots circled, ranked beside.

    Args:
        rates: As `Workbench.complaint_rates` gives.
        clusters: The hotspots to circle, such as `Scan.significant` gives.
        source: The line that says what the data are.
        outlines: A GeoJSON file of districts, in degrees.
        ranked: Whether the table stands beside the map, or the map alone.
    """
    placed = rates.drop_nulls(["longitude", "latitude"])
    plan = Plan(placed)
    height = _HEIGHT if ranked else _ALONE
    made = style.figure(say("figure.hotspots.title"), source, height=height)
    add_outlines(made, plan, outlines)
    east, north = plan.of(placed)
    highest = max((rate or 0 for rate in placed["smoothed_per_1000"]), default=0) or 1
    marker = rate_marks(placed, "smoothed_per_1000", highest, scale=True)
    marker["colorbar"] |= {"x": _MAP if ranked else 1, "xpad": 4}
    made.add_scatter(
        x=east,
        y=north,
        mode="markers",
        marker=marker,
        name=say("figure.hotspots.communities"),
        text=placed["place"].to_list(),
        customdata=placed.select("matters", "households").rows(),
        hovertemplate=say("figure.hotspots.hover"),
    )
    for row in clusters.drop_nulls("radius").iter_rows(named=True):
        _add_circle(made, plan, placed, row)
    if ranked:
        made.add_trace(_ranked(placed.head(_ROWS)))
        made.update_xaxes(domain=[0, _MAP])
    even(made)
    return made


def _add_circle(made: go.Figure, plan: Plan, placed: pl.DataFrame, row: dict[str, object]) -> None:
    """A circle around a hotspot, numbered; a dashed line needs no colour to be seen."""
    centre = placed.filter(place=row["place"])
    if centre.is_empty():
        return
    (x,), (y,) = plan.of(centre)
    radius = max(float(str(row["radius"])), _LEAST)
    turns = [2 * math.pi * step / _POINTS for step in range(_POINTS + 1)]
    made.add_scatter(
        x=[round(x + radius * math.cos(turn), 3) for turn in turns],
        y=[round(y + radius * math.sin(turn), 3) for turn in turns],
        mode="lines",
        line={"width": 2, "dash": "dash", "color": style.colour("target")},
        name=say("figure.hotspots.circle"),
        legendgroup="hotspot",
        showlegend=row["cluster"] == 1,
        hovertemplate=say(
            "figure.hotspots.circle_hover",
            begins=row["begins"],
            ends=row["ends"],
            cases=row["cases"],
            expected=number(float(str(row["expected"])), 1),
            p_value=number(float(str(row["p_value"])), 3),
        ),
    )
    made.add_annotation(
        x=round(x + radius * math.cos(math.pi / 4), 3),
        y=round(y + radius * math.sin(math.pi / 4), 3),
        text=f"<b>{row['cluster']}</b> {row['begins']}",
        showarrow=False,
        font={"size": style.look()["font"]["source"]},
        xanchor="left",
        yanchor="bottom",
    )


def _position(word: str | None) -> str:
    """Where a community lies against the limits of chance, in words."""
    return "–" if word is None else say(f"figure.hotspots.position.{word.replace(' ', '_')}")


def _ranked(placed: pl.DataFrame) -> go.Table:
    """The communities with the highest smoothed rates."""
    columns = {
        "place": placed["place"].to_list(),
        "matters": [number(value) for value in placed["matters"]],
        "raw": [number(value, 1) for value in placed["per_1000_households"]],
        "smoothed": [number(value, 1) for value in placed["smoothed_per_1000"]],
        "area": [number(value, 1) for value in placed["per_10000_m2"]],
        "position": [_position(word) for word in placed["position"]],
    }
    font = {"size": style.look()["font"]["source"], "color": style.colour("text")}
    return go.Table(
        domain={"x": [_TABLE, 1], "y": [0, 1]},
        columnwidth=[2.0, 1.1, 1.1, 1.5, 1.6, 1.7],
        header={
            "values": [say(f"figure.hotspots.column.{name}") for name in columns],
            "fill": {"color": style.colour("grid")},
            "line": {"color": style.colour("paper")},
            "align": ["left"] + ["right"] * 4 + ["left"],
            "font": font,
        },
        cells={
            "values": list(columns.values()),
            "fill": {"color": style.colour("paper")},
            "line": {"color": style.colour("paper")},
            "align": ["left"] + ["right"] * 4 + ["left"],
            "font": font,
            "height": 24,
        },
    )
