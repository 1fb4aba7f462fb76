"""The way of a case: how many reach each step, and how long each takes on either clock."""

import plotly.graph_objects as go
import polars as pl

from heatqa.figures import durations, marks, style
from heatqa.language import printed, say

_PARTS = {"done": "met", "open": "pending", "skipped": "duplicates", "cannot_tell": "cannot_tell"}
_PATTERNS = {"done": "", "open": "/", "skipped": ".", "cannot_tell": "x"}
_CLOCKS = {"natural": ("met", "circle", 0.13), "working": ("updates", "square", -0.13)}
_PER_ROW = 46


@printed()
def steps(frame: pl.DataFrame, *, source: str) -> go.Figure:
    """Of the cases that came to the step before: those that went on, wait, or passed it over.

    Args:
        frame: As `Workbench.steps` gives.
        source: The line that says what the data are.
    """
    counted = frame.filter(pl.col("clock") == "natural").reverse()
    height = style.rows_height(len(counted), _PER_ROW)
    made = style.figure(say("waiting.steps.title"), source, height=height)
    names = _names(counted)
    for part, meaning in _PARTS.items():
        made.add_bar(
            x=counted[part].to_list(),
            y=names,
            orientation="h",
            marker={"color": style.colour(meaning), "pattern": {"shape": _PATTERNS[part]}},
            name=say(f"waiting.steps.{part}"),
            hovertemplate="%{y}: %{x:,}",
        )
    made.update_xaxes(title=say("waiting.steps.axis"))
    return made


@printed()
def step_times(frame: pl.DataFrame, *, source: str) -> go.Figure:
    """Median to P90 of each step, natural and working clock, on a logarithmic axis.

    Args:
        frame: As `Workbench.steps` gives.
        source: The line that says what the data are.
    """
    frame = frame.filter(pl.col("median_seconds").is_not_null()).reverse()
    named = frame.unique("step", maintain_order=True)
    lines = {step: line for line, step in enumerate(named["step"])}
    height = style.rows_height(len(named), _PER_ROW)
    made = style.figure(say("waiting.step_times.title"), source, height=height)
    for clock, (meaning, symbol, shift) in _CLOCKS.items():
        mine = frame.filter(pl.col("clock") == clock)
        places = [lines[step] + shift for step in mine["step"]]
        marks.add_spans(made, mine["median_seconds"], mine["p90_seconds"], places, meaning)
        for quantile, filled in (("median", ""), ("p90", "-open")):
            made.add_scatter(
                x=mine[f"{quantile}_seconds"].round(1).to_list(),
                y=places,
                mode="markers",
                marker={"size": 10, "symbol": symbol + filled, "color": style.colour(meaning)},
                name=say(
                    f"waiting.step_times.{clock}",
                    quantile=say(f"waiting.absurd.{quantile}_seconds"),
                ),
                hovertemplate="%{x:,.0f} s",
            )
    durations.use_logarithmic(made, say("waiting.step_times.axis"))
    made.update_yaxes(tickmode="array", tickvals=list(lines.values()), ticktext=_names(named))
    return made


def _names(frame: pl.DataFrame) -> list[str]:
    return [
        say("waiting.step", step=say(f"waiting.step_name.{row['step']}"), entered=row["entered"])
        for row in frame.iter_rows(named=True)
    ]
