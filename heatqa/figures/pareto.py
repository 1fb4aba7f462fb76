"""How few communities, buildings or households bring most matters."""

import plotly.graph_objects as go
import polars as pl

from heatqa.figures import style
from heatqa.language import printed, say

_HEIGHT = 460
# Colour and dashes say the same, for those who see no colour.
_LOOKS = {"household": ("earlier", "dot"), "building": ("expected", "dash")}
_OTHERS = ("latest", "solid")
# Where the lines are read off: what the first fifth brings.
_FIFTH = 0.2


@printed()
def pareto(frame: pl.DataFrame, *, source: str) -> go.Figure:
    """The share of matters that each share of places brings, those with most first.

    Were matters spread evenly, every line would be the dotted one.

    Args:
        frame: As `Workbench.concentration` gives.
        source: The line that says what the data are.
    """
    made = style.figure(say("figure.pareto.title"), source, height=_HEIGHT)
    made.add_scatter(
        x=[0, 1],
        y=[0, 1],
        mode="lines",
        line={"color": style.colour("limit"), "width": 1, "dash": "dot"},
        name=say("figure.pareto.even"),
        hoverinfo="skip",
    )
    for (unit,), mine in frame.group_by("unit", maintain_order=True):
        colour, dash = _LOOKS.get(str(unit), _OTHERS)
        made.add_scatter(
            x=[0, *mine["places_share"].round(6)],
            y=[0, *mine["cases_share"].round(6)],
            mode="lines",
            line={"color": style.colour(colour), "dash": dash, "width": 3},
            name=say(f"figure.pareto.{unit}", places=mine["places"][0]),
            hovertemplate="%{x:.1%}: %{y:.1%}",
        )
    made.add_vline(x=_FIFTH, line={"color": style.colour("grid"), "width": 2})
    made.update_xaxes(title=say("figure.pareto.x"), tickformat=".0%", range=[0, 1])
    made.update_yaxes(title=say("figure.pareto.y"), tickformat=".0%", range=[0, 1.02])
    return made
