"""Frames as tables that read well in a notebook, with a stable text form beside."""

import datetime as dt
import re
from html import escape
from typing import Any

import polars as pl

from heatqa.language import has, number, printed, say
from heatqa.tables.moments import moment

_NO_WORD = re.compile(r"\W+")
# Below each number, how many decimals: three for shares, none where they say nothing any more.
_PLACES = ((10, 3), (1000, 1))


class Table:
    """A frame shown with headings in the user's language, numbers to the right, texts escaped."""

    @printed()
    def __init__(self, frame: pl.DataFrame) -> None:
        self.headings = [heading(name) for name in frame.columns]
        self.right = [dtype.is_numeric() for dtype in frame.dtypes]
        places = {name: _places(frame[name]) for name in frame.columns}
        self.rows = [
            [cell(value, name, places[name]) for name, value in row.items()]
            for row in frame.iter_rows(named=True)
        ]

    def __repr__(self) -> str:
        return "\n".join(" | ".join(row) for row in [self.headings, *self.rows])

    def _repr_html_(self) -> str:
        head = "".join(self._cell("th", *pair) for pair in self._aligned(self.headings))
        body = "".join(
            f"<tr>{''.join(self._cell('td', *pair) for pair in self._aligned(row))}</tr>"
            for row in self.rows
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"

    def _aligned(self, cells: list[str]) -> list[tuple[str, bool]]:
        return list(zip(cells, self.right, strict=True))

    @staticmethod
    def _cell(tag: str, text: str, right: bool) -> str:
        side = "right" if right else "left"
        return f'<{tag} style="text-align: {side}">{escape(text)}</{tag}>'


def _places(column: pl.Series) -> int:
    """How many decimals a column of fractions is read with: the fewer, the larger its numbers."""
    if not column.dtype.is_float():
        return 0
    finite = column.filter(column.is_finite())
    largest = max((abs(value) for value in finite), default=0.0)
    return next((places for limit, places in _PLACES if largest < limit), 0)


def heading(name: str) -> str:
    """The heading of a column: from the wording where it has one, else its name."""
    return say(f"column.{name}") if has(f"column.{name}") else name.replace("_", " ")


def cell(value: Any, column: str = "", places: int = 3) -> str:
    """A value as it is read: thousands separated, fractions to some places, times to the second.

    A word that stands for one of a column's few values, such as a standing, is said in the user's
    language where the wording has it (`value.<column>.<word>`); the frame keeps its own.

    Example:
        >>> cell(12345), cell(0.97), cell(None), cell("met")
        ('12,345', '0.970', '–', 'met')
    """
    if value is None:
        return "–"
    if isinstance(value, dt.datetime):
        return moment(value)
    if isinstance(value, bool):
        return say("why.yes" if value else "why.no")
    if isinstance(value, int):
        return number(value)
    if isinstance(value, float):
        return number(value, places)
    key = f"value.{column}.{_NO_WORD.sub('_', str(value))}"
    return say(key) if has(key) else str(value)
