"""One style for every figure: colours by meaning, fonts with Chinese, and the source line."""

import contextlib
import contextvars
import functools
import tomllib
from collections.abc import Iterator, Mapping
from importlib import resources
from typing import Any, Literal

import plotly.graph_objects as go
import polars as pl

from heatqa.language import say

# Room above the plot for title and legend, and below it for the source line, in pixels.
_MARGIN = {"l": 10, "r": 30, "t": 80, "b": 90}
# From the upper edge to the middle of the title and to the legend. Left to itself the title moves
# down as a legend of several rows makes room for itself, into the legend.
_TITLE, _LEGEND = 32, 42

Shade = Literal["light", "dark"]
SHADES: tuple[Shade, ...] = ("light", "dark")
_OWN: contextvars.ContextVar[Mapping[str, str]] = contextvars.ContextVar("own")
_SHADE: contextvars.ContextVar[Shade] = contextvars.ContextVar("shade", default="light")


@contextlib.contextmanager
def shaded(shade: Shade) -> Iterator[None]:
    """Draw on light or dark paper within the block, in this thread or task only.

    Example:
        >>> with shaded("dark"):
        ...     colour("paper") == look()["dark"]["paper"]
        True
    """
    token = _SHADE.set(shade)
    try:
        yield
    finally:
        _SHADE.reset(token)


@contextlib.contextmanager
def painted(own: Mapping[str, str]) -> Iterator[None]:
    """Take a company's own colours for some meanings within the block, in this thread or task.

    Example:
        >>> with painted({"met": "#123456"}):
        ...     colour("met")
        '#123456'
    """
    token = _OWN.set(own)
    try:
        yield
    finally:
        _OWN.reset(token)


@functools.cache
def look() -> dict[str, Any]:
    """Colours and fonts, from `style.toml`."""
    file = resources.files("heatqa.figures") / "style.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def colour(meaning: str) -> str:
    """The colour that stands for a meaning, on dark paper its lighter kin."""
    own = _OWN.get({})
    if meaning in own:
        return own[meaning]
    light = look()["colours"][meaning]
    return look()["dark"].get(meaning, light) if _SHADE.get() == "dark" else light


def dash(number: int) -> str:
    """The dashes of one of many lines, told apart by them and not by colour alone."""
    dashes = look()["lines"]["dashes"]
    return dashes[number % len(dashes)]


def figure(title: str, source: str, *, height: int) -> go.Figure:
    """An empty figure with its title and the line that says what the data are.

    Args:
        title: The question or finding.
        source: Where the figures come from, `Workbench.source`; simulated data says so here.
        height: Pixels.
    """
    font = look()["font"]
    made = go.Figure()
    made.update_layout(
        title={
            "text": title,
            "font": {"size": font["title"]},
            "x": 0,
            "xref": "container",
            "y": 1 - _TITLE / height,
            "yref": "container",
            "yanchor": "middle",
            "pad": {"l": 10},
        },
        font={"family": font["family"], "size": font["size"], "color": colour("text")},
        paper_bgcolor=colour("paper"),
        plot_bgcolor=colour("paper"),
        height=height,
        margin=_MARGIN,
        hoverlabel={"font": {"family": font["family"]}},
        legend={
            "orientation": "h",
            "traceorder": "normal",
            "yref": "container",
            "y": 1 - _LEGEND / height,
            "yanchor": "top",
            "x": 0,
            "xref": "container",
        },
        barmode="stack",
    )
    made.add_annotation(
        text=say("figure.source_line", source=source),
        font={"size": font["source"]},
        # The right end of the plot area stays put whatever room the labels on the left take.
        xref="paper",
        yref="paper",
        x=1,
        y=0,
        xanchor="right",
        yanchor="top",
        yshift=-56,
        showarrow=False,
    )
    made.update_xaxes(gridcolor=colour("grid"), zeroline=False, automargin=True)
    made.update_yaxes(gridcolor=colour("grid"), zeroline=False, automargin=True)
    return made


def clause_labels(frame: pl.DataFrame) -> list[str]:
    """How clauses are named on an axis: number and short label."""
    return (frame["clause"] + "  " + frame["label"]).to_list()


def rows_height(rows: int, per_row: int = 26) -> int:
    """A height that gives each row of a horizontal figure the same room."""
    return _MARGIN["t"] + _MARGIN["b"] + per_row * max(rows, 2)
