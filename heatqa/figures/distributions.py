"""How long it took where no limit is stated: median, P90 and worst of each clause, in one scale."""

import plotly.graph_objects as go
import polars as pl

from heatqa.clauses import limits
from heatqa.figures import durations, marks, style
from heatqa.language import printed, say

_SYMBOLS = {"median": "circle", "p90": "diamond", "worst": "x-thin-open"}
_PER_ROW = 30


@printed()
def distributions(frame: pl.DataFrame, *, source: str) -> go.Figure:
    """A line per clause from its median to its worst record, on a logarithmic axis of time.

    Clauses measured in another unit than time are left to the table.

    Args:
        frame: As `Workbench.distributions` gives.
        source: The line that says what the data are.
    """
    timed = frame.filter(pl.col("n") > 0, pl.col("unit").is_in(list(limits.SECONDS))).reverse()
    seconds = pl.col("unit").replace_strict(limits.SECONDS, return_dtype=pl.Float64)
    # What took no time at all has no place on a logarithmic axis: it stands at one second.
    timed = timed.with_columns((pl.col(name) * seconds).clip(1) for name in _SYMBOLS)
    height = style.rows_height(len(timed), _PER_ROW)
    made = style.figure(say("figure.distributions.title"), source, height=height)
    names = [
        say("figure.distributions.row", clause=row["clause"], label=row["label"], n=row["n"],
            open=row["open"])
        for row in timed.iter_rows(named=True)
    ]  # fmt: skip
    marks.add_spans(made, timed["median"], timed["worst"], names, "pending")
    for figure, symbol in _SYMBOLS.items():
        made.add_scatter(
            x=timed[figure].round(3).to_list(),
            y=names,
            mode="markers",
            name=say(f"distributions.column.{figure}"),
            marker={
                "symbol": symbol,
                "size": 10,
                "color": style.colour("common_cause"),
                "line": {"width": 1.5, "color": style.colour("line")},
            },
        )
    durations.use_logarithmic(made, say("figure.distributions.axis"))
    made.update_yaxes(categoryorder="array", categoryarray=names)
    return made
