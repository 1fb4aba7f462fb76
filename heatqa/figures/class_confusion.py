"""Which leaf was given for which by a class: a square of marks, right ones on the diagonal."""

import plotly.graph_objects as go
import polars as pl

from heatqa.complaints import taxonomy
from heatqa.figures import style
from heatqa.language import printed, say

_PER_ROW = 22
_LEAST, _MOST = 8, 22


@printed()
def class_confusion(frame: pl.DataFrame, *, source: str) -> go.Figure:
    """A mark per pair of key and answer, as big as its share of the answers to that key.

    Args:
        frame: One row per pair: `key`, `given`, `answers`, `share`, as
            `training.results.confusion` gives.
        source: The line that says what the data are.
    """
    codes = sorted(set(frame["key"]) | set(frame["given"]))
    height = style.rows_height(len(codes), _PER_ROW)
    made = style.figure(say("figure.class_confusion.title"), source, height=height)
    right = pl.col("key") == pl.col("given")
    # Shape and place tell what colour tells.
    for name, rows, symbol, meaning in (
        ("right", frame.filter(right), "circle", "met"),
        ("wrong", frame.filter(~right), "diamond", "missed"),
    ):
        made.add_scatter(
            x=rows["given"].to_list(),
            y=rows["key"].to_list(),
            mode="markers+text",
            text=rows["answers"].cast(pl.String).to_list(),
            textposition="middle right",
            marker={
                "symbol": symbol,
                "color": style.colour(meaning),
                "size": (_LEAST + (_MOST - _LEAST) * rows["share"]).round(1).to_list(),
            },
            name=say(f"figure.class_confusion.{name}"),
            hovertemplate="%{y} → %{x}: %{text}",
        )
    labels = [f"{code} {taxonomy.label(code)}" for code in codes]
    made.update_xaxes(
        title=say("figure.class_confusion.given"),
        categoryorder="array",
        categoryarray=codes,
        tickangle=-60,
    )
    made.update_yaxes(
        title=say("figure.class_confusion.key"),
        categoryorder="array",
        categoryarray=codes[::-1],
        tickvals=codes,
        ticktext=labels,
    )
    return made
