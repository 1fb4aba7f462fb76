"""How much of the time allowed was used, record by record."""

import plotly.graph_objects as go
import polars as pl

from heatqa.figures import style
from heatqa.language import printed, say

_HEIGHT = 400
# Bars of a tenth of the time allowed; what took more than thrice is one bar at the end.
_STEP, _LAST = 0.1, 3.0


@printed()
def time_used(frame: pl.DataFrame, *, source: str) -> go.Figure:
    """A histogram of the share of the time allowed, met and missed records apart.

    Args:
        frame: One row per decided record: `used_share` (1 is all the time allowed) and
            `verdict`, `met` or `missed`.
        source: The line that says what the data are.
    """
    made = style.figure(say("figure.time_used.title"), source, height=_HEIGHT)
    place = (pl.col("used_share").clip(0, _LAST) / _STEP).floor() * _STEP + _STEP / 2
    counts = frame.group_by("verdict", place=place.round(3)).len("records").sort("place")
    for verdict in ("met", "missed"):
        mine = counts.filter(verdict=verdict)
        made.add_bar(
            x=mine["place"].to_list(),
            y=mine["records"].to_list(),
            width=_STEP,
            marker={
                "color": style.colour(verdict),
                "pattern": {"shape": "" if verdict == "met" else "/"},
            },
            name=say(f"verdict.{verdict}"),
            hovertemplate="%{x:.0%}: %{y:,}",
        )
    made.add_vline(x=1, line={"color": style.colour("target"), "dash": "dot"})
    made.update_xaxes(tickformat=".0%", title=say("figure.time_used.axis"), rangemode="tozero")
    made.update_yaxes(title=say("figure.time_used.records"))
    return made
