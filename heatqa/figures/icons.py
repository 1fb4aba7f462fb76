"""Every clause of a document on one page: how it varies, and what is to be expected of it."""

from typing import Any

import plotly.graph_objects as go
import polars as pl

from heatqa.figures import drawings, style
from heatqa.language import percent, printed, say

_ROW = 38
# Where the columns of the page stand: an icon with its word takes more room than a figure.
_COLUMNS = {
    "variation": 0.0,
    "assurance": 1.7,
    "value": 3.8,
    "usual": 4.5,
    "target": 5.2,
    "note": 5.9,
}
_ICONIC = ("variation", "assurance")
_ICON_ROOM = 34
_RANGE = [-0.3, 6.4]


@printed()
def icons(frame: pl.DataFrame, *, source: str) -> go.Figure:
    """An icon for the variation and one for the outlook of every clause, with its figures.

    Args:
        frame: One row per clause, as `Workbench.icons` gives.
        source: The line that says what the data are.
    """
    height = style.rows_height(len(frame), _ROW)
    made = style.figure(say("figure.icons.title"), source, height=height)
    labels = style.clause_labels(frame)
    for column, place in _COLUMNS.items():
        iconic = column in _ICONIC
        made.add_scatter(
            x=[place] * len(frame),
            y=labels,
            mode="markers+text" if iconic else "text",
            text=[_cell(column, row) for row in frame.iter_rows(named=True)],
            # The icon is drawn over an invisible mark, which keeps the word clear of it.
            marker={"size": _ICON_ROOM, "opacity": 0},
            textposition="middle right" if iconic else "middle center",
            hoverinfo="skip",
            showlegend=False,
        )
    for label, row in zip(labels, frame.iter_rows(named=True), strict=True):
        drawn = (
            drawings.variation(row["variation"], row["way"]),
            drawings.assurance(row["assurance"]),
        )
        for column, icon in zip(_ICONIC, drawn, strict=True):
            drawings.add(made, icon, _COLUMNS[column], label)
    made.update_xaxes(
        range=_RANGE,
        tickvals=list(_COLUMNS.values()),
        ticktext=[say(f"figure.icons.column.{column}") for column in _COLUMNS],
        side="top",
        showgrid=False,
    )
    made.update_yaxes(
        categoryorder="array",
        categoryarray=labels[::-1],
        range=[-0.6, max(len(frame), 2) - 0.4],
        showgrid=False,
    )
    return made


def _cell(column: str, row: dict[str, Any]) -> str:
    """A cell in the user's words."""
    if column in _ICONIC:
        word = row[column]
        return say(f"chart.{column}.{word.replace(' ', '_')}") if word else say("chart.unknown")
    if column == "note":
        notes = [note for note in ("short", "constant") if row[note]]
        return ", ".join(say(f"figure.icons.note.{note}") for note in notes)
    return percent(row["centre" if column == "usual" else column])
