"""Seconds in the unit that reads well, and its name."""

import plotly.graph_objects as go
import polars as pl

from heatqa.language import say

# From so many seconds on an axis is in the unit: seconds, minutes, hours, days.
_UNITS = (("s", 1, 0), ("min", 60, 600), ("h", 3600, 3 * 3600), ("days", 86_400, 4 * 86_400))
# Marks of a logarithmic axis at durations that people know.
_MARKS = {
    "10_s": 10,
    "1_min": 60,
    "10_min": 600,
    "1_h": 3600,
    "10_h": 36_000,
    "1_day": 86_400,
    "10_days": 864_000,
    "100_days": 8_640_000,
    "1000_days": 86_400_000,
}


def use_logarithmic(made: go.Figure, title: str) -> None:
    """Make the horizontal axis of seconds logarithmic, with marks in words."""
    words_of_marks = [say(f"waiting.mark.{mark}") for mark in _MARKS]
    made.update_xaxes(type="log", title=title, tickmode="array")
    made.update_xaxes(tickvals=list(_MARKS.values()), ticktext=words_of_marks)


def unit(*columns: pl.Series) -> tuple[int, str]:
    """The seconds in one unit of an axis that is to show the longest of these, and its name."""
    longest = max((column.max() or 0 for column in columns), default=0)  # type: ignore[type-var]
    name, seconds, _ = next(each for each in reversed(_UNITS) if longest >= each[2])  # type: ignore[operator]
    return seconds, say(f"waiting.unit.{name}")


def words(seconds: float | None) -> str:
    """One duration in words, such as "19.0 min"; a dash where there is none."""
    if seconds is None:
        return "–"
    size, name = unit(pl.Series([seconds]))
    return f"{seconds / size:,.1f} {name}"
