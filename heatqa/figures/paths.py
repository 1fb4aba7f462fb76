"""Ways through cases, and how often each ended in a bad rating."""

import plotly.graph_objects as go
import polars as pl

from heatqa.complaints import taxonomy
from heatqa.complaints.together import BEFORE, STEP
from heatqa.figures import marks, style
from heatqa.language import number, printed, say

_PATHS = 15


@printed()
def paths(frame: pl.DataFrame, *, source: str) -> go.Figure:
    """A mark per path: the share of its households whose last score was bad, the worst on top.

    Args:
        frame: As `Workbench.paths_to_bad_ratings` gives; the worst are drawn.
        source: The line that says what the data are.
    """
    frame = frame.head(_PATHS).reverse()
    names = [
        say("figure.paths.row", path=STEP.join(map(_step, path.split(STEP))), n=number(rated))
        for path, rated in frame.select("path", "rated").iter_rows()
    ]
    made = style.figure(say("figure.paths.title"), source, height=style.rows_height(len(frame)))
    marks.add_rates(made, frame, names, frame["rated"], colour="concern", symbol="diamond")
    made.update_xaxes(tickformat=".0%", title=say("figure.paths.axis"), rangemode="tozero")
    made.update_yaxes(categoryorder="array", categoryarray=names)
    return made


def _step(step: str) -> str:
    """A step as the frame has it, a leaf and what the case was to its fault, in words."""
    if step == BEFORE:
        return step
    if step.startswith(taxonomy.CANNOT_TELL):
        relation = step.removeprefix(taxonomy.CANNOT_TELL).strip()
        name = say("verdict.cannot_tell")
    else:
        leaf, _, relation = step.partition(" ")
        name = taxonomy.label(leaf)
    return say(f"figure.paths.{relation.replace(' ', '_')}", name=name)
