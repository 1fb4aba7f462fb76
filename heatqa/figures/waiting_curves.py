"""The share of customers still waiting after each time, group by group."""

from collections.abc import Collection, Mapping

import plotly.graph_objects as go
import polars as pl

from heatqa.figures import durations, levels, style
from heatqa.language import printed, say

_HEIGHT = 470
# A curve is drawn up to the time by which so few still wait in every group.
_LEFT = 0.02


@printed()
def waiting_curves(
    curves: pl.DataFrame,
    by: str | None = None,
    *,
    label: str,
    source: str,
    slower: Collection[str] = (),
    limits: Mapping[str, float] | None = None,
) -> go.Figure:
    """Kaplan-Meier curves as steps; groups called slower stand out with their 95 % band.

    Args:
        curves: As `Workbench.waiting_curves` gives.
        by: The column that tells groups apart.
        label: What is waited for, `Workbench.wait_label`.
        source: The line that says what the data are.
        slower: Groups to stand out.
        limits: Times up to which something is promised, in seconds, by what they are called.
    """
    made = style.figure(say("waiting.curves.title", wait=label), source, height=_HEIGHT)
    shown = curves.filter(pl.col("waiting") >= _LEFT)
    size, unit = durations.unit(shown["wait_seconds"])
    parts = shown.partition_by(by, as_dict=True) if by else {(None,): shown}
    for number, ((group,), mine) in enumerate(parts.items()):
        name = levels.name(by, group) if by else say("waiting.curves.all")
        if by and group in slower:
            name = say("waiting.curves.slower", group=name)
        stands_out = not by or group in slower
        if stands_out:
            _add_band(made, mine, size, marked=bool(by))
        made.add_scatter(
            x=(mine["wait_seconds"] / size).round(4).to_list(),
            y=mine["waiting"].round(6).to_list(),
            mode="lines",
            line={
                "shape": "hv",
                "width": 3 if stands_out else 1.5,
                "color": style.colour(_meaning(stands_out, marked=bool(by))),
                "dash": "solid" if stands_out else style.dash(number),
            },
            name=name,
            hovertemplate=f"{name}: %{{y:.1%}} > %{{x:,.1f}} {unit}<extra></extra>",
        )
    for number, (name, seconds) in enumerate(sorted((limits or {}).items(), key=_seconds)):
        # The shortest stands left of its line: between lines there is room for one name each.
        _add_limit(made, name, seconds / size, side="left" if number else "right")
    made.update_yaxes(tickformat=".0%", range=[0, 1.02], title=say("waiting.curves.axis"))
    made.update_xaxes(title=say("waiting.axis", unit=unit), rangemode="tozero")
    return made


def _seconds(limit: tuple[str, float]) -> float:
    return limit[1]


def _add_limit(made: go.Figure, name: str, at: float, *, side: str) -> None:
    """A line down the plot, its name beside its upper end."""
    made.add_vline(
        x=round(at, 4),
        line={"color": style.colour("target"), "width": 1.5, "dash": "dot"},
        annotation={
            "text": name,
            "textangle": -90,
            "xanchor": side,
            "yanchor": "top",
            "y": 1,
            "font": {"size": style.look()["font"]["size"]},
        },
    )


def _meaning(stands_out: bool, *, marked: bool) -> str:
    if not marked:
        return "met"
    return "missed" if stands_out else "cannot_tell"


def _add_band(made: go.Figure, mine: pl.DataFrame, size: int, *, marked: bool) -> None:
    band = mine.drop_nulls(["low", "high"])
    x = (band["wait_seconds"] / size).round(4).to_list()
    for column, fill in (("low", None), ("high", "tonexty")):
        made.add_scatter(
            x=x,
            y=band[column].round(6).to_list(),
            mode="lines",
            line={"shape": "hv", "width": 0, "color": style.colour("grid")},
            fill=fill,
            fillcolor=style.colour("band_missed" if marked else "band_met"),
            hoverinfo="skip",
            showlegend=False,
        )
