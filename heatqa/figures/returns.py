"""After which complaints households come back: while open, or after closing."""

import plotly.graph_objects as go
import polars as pl

from heatqa.figures import style
from heatqa.figures.changes import leaf_label
from heatqa.language import printed, say

_FEW = 12
# Told apart by pattern as well as by colour.
_PARTS = (("duplicates", "duplicates", "/"), ("repeats", "missed", ""))


@printed()
def returns(frame: pl.DataFrame, *, source: str) -> go.Figure:
    """A bar per leaf: cases of households that came back, false closings apart.

    Args:
        frame: As `Workbench.returns` gives.
        source: The line that says what the data are.
    """
    frame = frame.reverse()
    names = [leaf_label(leaf) for leaf in frame["leaf"].to_list()]
    made = style.figure(say("figure.returns.title"), source, height=style.rows_height(len(frame)))
    for part, colour, pattern in _PARTS:
        made.add_bar(
            x=frame[part].to_list(),
            y=names,
            orientation="h",
            marker={"color": style.colour(colour), "pattern": {"shape": pattern}},
            name=say(f"figure.returns.{part}"),
            customdata=frame["cases"].to_list(),
            hovertemplate="%{y}: %{x} / %{customdata:,}<extra></extra>",
        )
    most = max((frame["duplicates"] + frame["repeats"]).to_list(), default=0)
    # Half a case is none, and a line for every case of a city would be a grey field.
    step = 1 if most <= _FEW else None
    made.update_xaxes(title=say("figure.returns.axis"), rangemode="tozero", dtick=step)
    made.update_yaxes(categoryorder="array", categoryarray=names)
    return made
