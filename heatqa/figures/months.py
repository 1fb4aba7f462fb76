"""Complaints by month on the city's plan: small multiples, and one plan with a slider."""

import datetime as dt

import plotly.graph_objects as go
import polars as pl
from plotly.subplots import make_subplots

from heatqa.figures import style
from heatqa.figures.plan import Plan, even, rate_marks
from heatqa.language import printed, say

_COLUMNS = 3
_PER_ROW, _FRAME = 300, 170
_SLIDER_HEIGHT = 680


@printed()
def months(frame: pl.DataFrame, *, source: str) -> go.Figure:
    """A small plan per month, all on one scale of colour.

    Args:
        frame: As `Workbench.by_month` gives.
        source: The line that says what the data are.
    """
    every = _months(frame)
    rows = -(-len(every) // _COLUMNS)
    made = style.figure(say("figure.months.title"), source, height=_FRAME + _PER_ROW * max(rows, 1))
    grid = make_subplots(
        rows=max(rows, 1),
        cols=_COLUMNS,
        horizontal_spacing=0.04,
        vertical_spacing=0.12 / max(rows, 1),
    )
    grid.update_layout(made.layout)
    grid.update_layout(showlegend=False)
    plan, highest = Plan(frame), _highest(frame)
    for number, month in enumerate(every):
        row, column = divmod(number, _COLUMNS)
        grid.add_trace(
            _marks(frame.filter(month=month), plan, highest, scale=number == 0),
            row=row + 1,
            col=column + 1,
        )
        anchor = "" if number == 0 else str(number + 1)
        grid.add_annotation(
            text=f"{month:%Y-%m}",
            xref=f"x{anchor} domain",
            yref=f"y{anchor} domain",
            x=0,
            y=1,
            xanchor="left",
            yanchor="bottom",
            showarrow=False,
        )
        grid.update_yaxes(scaleanchor=f"x{anchor}", constrain="domain", row=row + 1, col=column + 1)
    grid.update_xaxes(showticklabels=False, gridcolor=style.colour("grid"), zeroline=False)
    grid.update_yaxes(showticklabels=False, gridcolor=style.colour("grid"), zeroline=False)
    return grid


@printed()
def slider(frame: pl.DataFrame, *, source: str) -> go.Figure:
    """One plan and a slider over the months; what moves is which marks are shown.

    Args:
        frame: As `Workbench.by_month` gives.
        source: The line that says what the data are.
    """
    every = _months(frame)
    made = style.figure(say("figure.months.slider"), source, height=_SLIDER_HEIGHT)
    plan, highest = Plan(frame), _highest(frame)
    for number, month in enumerate(every):
        trace = _marks(frame.filter(month=month), plan, highest, scale=True)
        made.add_trace(trace.update(visible=number == 0, name=f"{month:%Y-%m}"))
    steps = [
        {
            "method": "restyle",
            "label": f"{month:%Y-%m}",
            "args": [{"visible": [other == number for other in range(len(every))]}],
        }
        for number, month in enumerate(every)
    ]
    made.update_layout(
        sliders=[{"active": 0, "steps": steps, "pad": {"t": 60, "l": 30, "r": 30}}],
        margin={"b": 180},
        showlegend=False,
    )
    # The source line stays below the slider.
    made.update_annotations(yshift=-148)
    even(made)
    return made


def _months(frame: pl.DataFrame) -> list[dt.date]:
    return frame["month"].unique().sort().to_list()


def _highest(frame: pl.DataFrame) -> float:
    return max((rate or 0 for rate in frame["per_1000_households"]), default=0) or 1


def _marks(mine: pl.DataFrame, plan: Plan, highest: float, *, scale: bool) -> go.Scatter:
    east, north = plan.of(mine)
    return go.Scatter(
        x=east,
        y=north,
        mode="markers",
        marker=rate_marks(mine, "per_1000_households", highest, scale=scale),
        text=mine["place"].to_list(),
        customdata=mine.select("matters", "households").rows(),
        hovertemplate=say("figure.hotspots.hover"),
        showlegend=False,
    )
