"""Which leaves come when: a heat map of leaves by phase of the season or by cold."""

import plotly.graph_objects as go
import polars as pl

from heatqa.complaints import phases, taxonomy
from heatqa.figures import style
from heatqa.figures.changes import leaf_label
from heatqa.language import printed, say

_FORMATS = {"share": ".0%", "cases_per_day": ".1f"}
_PHASES = (phases.START_UP, phases.DEEP, phases.END, phases.OUTSIDE_SEASON)


@printed()
def leaf_heat(frame: pl.DataFrame, *, by: str, value: str, source: str) -> go.Figure:
    """A cell per leaf and group, darker where more, each with its figure.

    Args:
        frame: As `Workbench.leaves_by_phase` or `leaves_by_cold` gives.
        by: The column of the groups: `phase`, or `outdoor_celsius`, the lower end of five degrees.
        value: What the cells show: `share` of the group's cases, or `cases_per_day`.
        source: The line that says what the data are.
    """
    found = frame[by].unique().to_list()
    groups = [phase for phase in _PHASES if phase in found] if by == "phase" else sorted(found)
    known = set(frame["leaf"].to_list())
    leaves = [leaf for leaf in (*taxonomy.leaves(), taxonomy.CANNOT_TELL) if leaf in known]
    rows = frame.select("leaf", by, value).iter_rows()
    shown = {(leaf, group): measured for leaf, group, measured in rows}
    cells = [[round(shown.get((leaf, group), 0.0), 4) for group in groups] for leaf in leaves]
    form = _FORMATS[value]
    height = style.rows_height(len(leaves), 22)
    made = style.figure(say(f"figure.leaf_heat.{by}"), source, height=height)
    made.add_heatmap(
        x=[_named(by, group) for group in groups],
        y=[leaf_label(leaf) for leaf in leaves],
        z=cells,
        text=[[format(cell, form) if cell else "" for cell in row] for row in cells],
        texttemplate="%{text}",
        colorscale=[
            [0, style.colour("paper")],
            [0.5, style.colour("rate_middle")],
            [1, style.colour("rate_high")],
        ],
        zmin=0,
        colorbar={"title": {"text": say(f"figure.leaf_heat.{value}")}, "tickformat": form},
        xgap=1,
        ygap=1,
        hovertemplate="%{y}<br>%{x}: %{text}<extra></extra>",
    )
    made.update_xaxes(type="category", title=say(f"figure.leaf_heat.axis.{by}"))
    made.update_yaxes(type="category", autorange="reversed")
    return made


def _named(by: str, group: str | float) -> str:
    if isinstance(group, str):
        return say(f"group.{by}.{group.replace(' ', '_').replace('-', '_')}")
    return say("figure.leaf_heat.from_to", low=f"{group:g}", high=f"{group + phases.COLD_STEP:g}")
