"""Whose customers were asked, and whose were not."""

import plotly.graph_objects as go
import polars as pl

from heatqa.figures import levels, style
from heatqa.language import percent, printed, say

_PER_ROW = 25


@printed()
def who_was_heard(frame: pl.DataFrame, *, source: str, features: int = 3) -> go.Figure:
    """The share asked and the share heard of each level, the features that tell most on top.

    Args:
        frame: As `Workbench.who_was_heard` gives.
        source: The line that says what the data are.
        features: How many features are shown.
    """
    shown = frame["feature"].unique(maintain_order=True).head(features)
    frame = frame.filter(pl.col("feature").is_in(shown.to_list()) & (pl.col("scored") > 0))
    frame = frame.sort(
        pl.col("feature").replace_strict(shown, list(range(len(shown))), return_dtype=pl.Int64),
        "coverage",
        maintain_order=True,
    ).reverse()
    height = style.rows_height(len(frame), _PER_ROW)
    made = style.figure(say("opinions.who_was_heard.title"), source, height=height)
    names = [
        say(
            "opinions.who_was_heard.row",
            feature=levels.column(row["feature"]),
            level=levels.name(row["feature"], row["level"]),
            cases=row["cases"],
        )
        for row in frame.iter_rows(named=True)
    ]
    for column, meaning, symbol in (("coverage", "met", "circle"), ("heard", "updates", "diamond")):
        made.add_scatter(
            x=frame[column].round(6).to_list(),
            y=names,
            mode="markers",
            marker={"size": 9, "color": style.colour(meaning), "symbol": symbol},
            name=say(f"opinions.who_was_heard.{column}"),
            hovertemplate="%{y}: %{x:.1%}",
        )
    if len(frame):
        everybody = frame.filter(pl.col("feature") == frame["feature"][0])
        share = float(everybody.select(pl.col("asked").sum() / pl.col("cases").sum()).item())
        made.add_vline(
            x=round(share, 6),
            line={"color": style.colour("pending"), "dash": "dot"},
            annotation_text=say("opinions.who_was_heard.all", share=percent(share, 0)),
            annotation_position="top",
        )
    made.update_xaxes(tickformat=".0%", range=[0, 1], title=say("opinions.who_was_heard.axis"))
    made.update_yaxes(categoryorder="array", categoryarray=names)
    return made
