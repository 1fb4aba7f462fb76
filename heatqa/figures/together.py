"""Problems that come in one text, the most frequent pairs."""

import plotly.graph_objects as go
import polars as pl

from heatqa.complaints import taxonomy
from heatqa.figures import style
from heatqa.language import printed, say

_PAIRS = 15


@printed()
def together(frame: pl.DataFrame, *, source: str) -> go.Figure:
    """A bar per pair of leaves, with how many times more often they meet than by chance.

    Args:
        frame: As `Workbench.problems_together` gives; the most frequent pairs are drawn.
        source: The line that says what the data are.
    """
    frame = frame.head(_PAIRS).reverse()
    names = [
        f"{taxonomy.label(leaf)} + {taxonomy.label(second)}"
        for leaf, second in frame.select("leaf", "second_leaf").iter_rows()
    ]
    lifts = [f"{lift:.1f}" for lift in frame["lift"].to_list()]
    made = style.figure(say("figure.together.title"), source, height=style.rows_height(len(frame)))
    made.add_bar(
        x=frame["cases"].to_list(),
        y=names,
        orientation="h",
        marker={"color": style.colour("updates")},
        # The words stand once below: beside a bar they would run over the edge of a narrow page.
        text=[say("figure.together.lift", lift=lift) for lift in lifts],
        textposition="outside",
        cliponaxis=False,
        showlegend=False,
        customdata=[say("figure.together.told", lift=lift) for lift in lifts],
        hovertemplate="%{y}: %{x} · %{customdata}<extra></extra>",
    )
    # Room for the number beside the longest bar.
    longest = max(frame["cases"].to_list(), default=1)
    made.update_xaxes(title=say("figure.together.axis"), range=[0, 1.2 * longest])
    made.update_yaxes(categoryorder="array", categoryarray=names)
    return made
