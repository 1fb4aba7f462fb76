"""What each leaf contributes to the change against an earlier span, with intervals."""

import plotly.graph_objects as go
import polars as pl

from heatqa.complaints import rising, taxonomy
from heatqa.figures import style
from heatqa.language import printed, say

# More complaints are worse; each change by colour and by shape.
_CHANGES = (
    (rising.RISING, "concern", "diamond"),
    (rising.NEW, "concern", "star-diamond"),
    (rising.FALLING, "improvement", "triangle-down"),
    (rising.STEADY, "common_cause", "circle"),
)


@printed()
def changes(frame: pl.DataFrame, *, source: str) -> go.Figure:
    """A mark per leaf: how many more or fewer cases than before, the most risen on top.

    Args:
        frame: As `Workbench.rising_leaves` gives.
        source: The line that says what the data are.
    """
    frame = frame.sort("more", "leaf")
    names = [leaf_label(leaf) for leaf in frame["leaf"].to_list()]
    named = frame.with_columns(name=pl.Series(names, dtype=pl.String))
    height = style.rows_height(len(frame), 22)
    made = style.figure(say("figure.changes.title"), source, height=height)
    for change, colour, symbol in _CHANGES:
        mine = named.filter(change=change)
        made.add_scatter(
            x=mine["more"].round(4).to_list(),
            y=mine["name"].to_list(),
            error_x={
                "type": "data",
                "symmetric": False,
                "array": (mine["more_high"] - mine["more"]).round(4).to_list(),
                "arrayminus": (mine["more"] - mine["more_low"]).round(4).to_list(),
                "thickness": 1.5,
            },
            mode="markers",
            marker={"size": 10, "color": style.colour(colour), "symbol": symbol},
            name=say(f"figure.changes.{change}"),
            showlegend=not mine.is_empty(),
            customdata=list(zip(mine["before"].to_list(), mine["now"].to_list(), strict=True)),
            hovertemplate="%{y}: %{customdata[0]:,} → %{customdata[1]:,}<extra></extra>",
        )
    made.add_vline(x=0, line={"color": style.colour("line"), "width": 1})
    made.update_xaxes(title=say("figure.changes.axis"))
    made.update_yaxes(categoryorder="array", categoryarray=names)
    return made


def leaf_label(leaf: str) -> str:
    """How a leaf is named on an axis: code and name; what fits none in words of its own."""
    if leaf == taxonomy.CANNOT_TELL:
        return say("verdict.cannot_tell")
    return f"{leaf}  {taxonomy.label(leaf)}"
