"""Figures for a screen that is read from across a room.

A browser's own zoom is no way: plotly then misses its labels and the place of the pointer.
"""

from typing import Any

import plotly.graph_objects as go

TIMES = 1.7
# What is measured in pixels, wherever it stands; `width` is so in lines and error bars alone.
_MARGINS = ("t", "b", "l", "r", "pad", "xpad", "ypad", "xshift", "yshift")
_PIXELS = frozenset(("size", "height", "thickness", "ticklen", "standoff", *_MARGINS))
_LINES = frozenset(("line", "error_x", "error_y"))
# Bins are measured in values, and a template is not ours.
_OTHER = frozenset(("xbins", "ybins", "template", "customdata"))


def enlarge(figure: go.Figure) -> None:
    """Make letters, marks, lines and margins of a figure larger, and the figure with them."""
    grown = _grown(figure.to_dict(), "")
    figure.update(grown, overwrite=True)


def _grown(part: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: _larger(key, value, name) for key, value in part.items()}


def _larger(key: str, value: Any, within: str) -> Any:
    if key in _OTHER:
        return value
    if isinstance(value, dict):
        return _grown(value, key)
    if isinstance(value, list | tuple):
        if any(isinstance(one, dict) for one in value):
            return [_grown(one, key) for one in value]
        return [one * TIMES for one in value] if key == "size" else value
    measured = key in _PIXELS or (key == "width" and within in _LINES)
    return round(value * TIMES) if measured and isinstance(value, int | float) else value
