"""What one mistyped year does to a mean, and what it leaves as it was."""

import plotly.graph_objects as go
import polars as pl

from heatqa.figures import durations, style
from heatqa.language import printed, say
from heatqa.statistics.means import AS_RECORDED

_HEIGHT = 300
_FIGURES = {"mean_seconds": "missed", "median_seconds": "met", "p90_seconds": "updates"}
_SYMBOLS = {"mean_seconds": "x", "median_seconds": "circle", "p90_seconds": "diamond"}
# The three lie close together as recorded: their figures stand around the marks.
_PLACES = {
    "mean_seconds": "top center",
    "median_seconds": "bottom center",
    "p90_seconds": "middle right",
}


@printed()
def absurd(frame: pl.DataFrame, *, label: str, source: str) -> go.Figure:
    """Mean, median and P90 as recorded and with one absurd row, on a logarithmic axis.

    Args:
        frame: As `Workbench.one_absurd_row` gives.
        label: What is waited for, `Workbench.wait_label`.
        source: The line that says what the data are.
    """
    made = style.figure(say("waiting.absurd.title", wait=label), source, height=_HEIGHT)
    frame = frame.reverse()
    rows = [
        say("waiting.absurd.recorded" if rows == AS_RECORDED else "waiting.absurd.with_one")
        for rows in frame["rows"]
    ]
    for column, meaning in _FIGURES.items():
        values = frame[column].to_list()
        made.add_scatter(
            x=[None if value is None else round(value, 1) for value in values],
            y=rows,
            mode="markers+text",
            text=[durations.words(value) for value in values],
            textposition=_PLACES[column],
            marker={"size": 12, "color": style.colour(meaning), "symbol": _SYMBOLS[column]},
            name=say(f"waiting.absurd.{column}"),
            hovertemplate="%{text}",
            cliponaxis=False,
        )
    durations.use_logarithmic(made, say("waiting.absurd.axis"))
    made.update_yaxes(categoryorder="array", categoryarray=rows, range=[-0.7, 1.7])
    return made
