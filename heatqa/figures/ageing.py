"""What is open, owner by owner, by how far its clock has run."""

import plotly.graph_objects as go
import polars as pl

from heatqa.figures import style
from heatqa.language import printed, say

# The states of `judging.due` from the gravest, each with its colour and, beside it, a pattern.
_STATES = {
    "overdue": ("missed", ""),
    "used 90 %": ("rate_middle", "/"),
    "used 75 %": ("expected", "\\"),
    "used 50 %": ("band", "."),
    "begun": ("pending", ""),
}
_MOST = 20


@printed()
def ageing(frame: pl.DataFrame, *, source: str) -> go.Figure:
    """A bar per owner with its open records, the owner with most overdue on top.

    Args:
        frame: One row per owner and state: `team` (null where nobody is recorded), `state` as
            `judging.due` names it, and the `records`.
        source: The line that says what the data are.
    """
    late = pl.col("records").filter(pl.col("state") == "overdue").sum()
    owners = frame.group_by("team").agg(late=late, every=pl.col("records").sum())
    order = owners.sort("late", "every", "team", descending=[True, True, False]).head(_MOST)
    names = order["team"].to_list()
    made = style.figure(say("figure.ageing.title"), source, height=style.rows_height(len(names)))
    nobody = say("figure.ageing.nobody")
    for state, (colour, pattern) in _STATES.items():
        counts = dict(frame.filter(state=state).select("team", "records").rows())
        made.add_bar(
            x=[counts.get(name, 0) for name in names],
            y=[name or nobody for name in names],
            orientation="h",
            name=say(f"due.state.{state.removesuffix(' %').replace(' ', '_')}"),
            marker={"color": style.colour(colour), "pattern": {"shape": pattern}},
            hovertemplate="%{y}: %{x:,}",
        )
    made.update_yaxes(type="category", autorange="reversed")
    made.update_xaxes(title=say("figure.ageing.axis"))
    return made
