"""From all cases to satisfied customers: what a score rests on."""

import plotly.graph_objects as go
import polars as pl

from heatqa.figures import style
from heatqa.language import percent, printed, say
from heatqa.statistics import coverage

_HEIGHT = 450


@printed()
def heard(frame: pl.DataFrame, *, source: str) -> go.Figure:
    """A waterfall from the cases that could be rated to those rated 4 or 5.

    Args:
        frame: As `Workbench.heard` gives.
        source: The line that says what the data are.
    """
    made = style.figure(say("opinions.heard.title"), source, height=_HEIGHT)
    counts = dict(frame.select("part", "count").iter_rows())
    total = int(frame["count"].sum())
    lost = [coverage.NOT_ASKED, coverage.SILENT, coverage.NOT_SATISFIED]
    steps = [
        ("cases", total, "relative"),
        *((part, -counts.get(part, 0), "relative") for part in lost),
    ]
    steps.append((coverage.SATISFIED, counts.get(coverage.SATISFIED, 0), "total"))
    made.add_waterfall(
        x=[say(f"opinions.part.{name.replace(' ', '_')}") for name, _, _ in steps],
        y=[size for _, size, _ in steps],
        measure=[measure for _, _, measure in steps],
        text=[
            say(
                "opinions.heard.bar",
                count=abs(size),
                share=percent(abs(size) / total if total else None),
            )
            for _, size, _ in steps
        ],
        textposition="outside",
        cliponaxis=False,
        connector={"line": {"color": style.colour("pending")}},
        decreasing={"marker": {"color": style.colour("pending")}},
        totals={"marker": {"color": style.colour("met")}},
        increasing={"marker": {"color": style.colour("updates")}},
        hovertemplate="%{x}: %{text}<extra></extra>",
        showlegend=False,
    )
    made.update_yaxes(title=say("opinions.heard.axis"), range=[0, 1.12 * max(total, 1)])
    return made
