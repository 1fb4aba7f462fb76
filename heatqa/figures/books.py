"""What became of the rows read: the books of loading, and why rows were kept out or flagged."""

import plotly.graph_objects as go
import polars as pl

from heatqa.figures import style
from heatqa.language import printed, say


@printed()
def books(frame: pl.DataFrame, *, source: str) -> go.Figure:
    """Rows of each table by what became of them: loaded, updates, duplicates, rejected.

    Args:
        frame: One row per table: `label` and the counts, as `Workbench.books` gives.
        source: The line that says what the data are.
    """
    made = style.figure(say("figure.books.title"), source, height=style.rows_height(len(frame)))
    total = pl.sum_horizontal("loaded", "updates", "duplicates", "rejected")
    frame = frame.with_columns(total.alias("read")).sort("read")
    for count in ("loaded", "updates", "duplicates", "rejected"):
        made.add_bar(
            x=(frame[count] / frame["read"]).round(6).to_list(),
            y=frame["label"].to_list(),
            name=say(f"load.column.{count}"),
            customdata=frame[count].to_list(),
            hovertemplate="%{y}: %{customdata:,} (%{x:.2%})",
            marker_color=style.colour(count),
            orientation="h",
        )
    made.update_xaxes(tickformat=".0%", range=[0, 1], title=say("figure.books.axis"))
    return made


@printed()
def reasons(frame: pl.DataFrame, *, source: str) -> go.Figure:
    """How often each rule rejected or flagged a row, the most frequent on top.

    Args:
        frame: One row per rule: `label`, `severity` (`reject` or `flag`), `rows`.
        source: The line that says what the data are.
    """
    made = style.figure(say("figure.reasons.title"), source, height=style.rows_height(len(frame)))
    frame = frame.sort("rows", "label")
    for severity, meaning in (("reject", "rejected"), ("flag", "flag")):
        mine = frame.filter(pl.col("severity") == severity)
        made.add_bar(
            x=mine["rows"].to_list(),
            y=mine["label"].to_list(),
            text=mine["rows"].to_list(),
            textangle=0,
            name=say(f"figure.reasons.{severity}"),
            marker_color=style.colour(meaning),
            orientation="h",
        )
    # A few frequent flags must not hide the rest.
    made.update_xaxes(type="log", dtick=1, title=say("figure.reasons.axis"))
    made.update_yaxes(categoryorder="array", categoryarray=frame["label"].to_list())
    return made
