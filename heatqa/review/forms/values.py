"""Values of tables and charts as they are read, and as a spreadsheet formats them."""

import datetime as dt
from typing import Any

from heatqa.language import current, number, percent, say
from heatqa.review.pages import Kind
from heatqa.tables.moments import moment

# How spreadsheets and native charts write a kind; what is missing here is text.
FORMATS: dict[Kind, str] = {
    "count": "#,##0",
    "share": "0.0%",
    "decimal": "#,##0.00",
    "day": "yyyy-mm-dd",
    "moment": "yyyy-mm-dd hh:mm:ss",
    "seconds": "#,##0",
    "hours": "#,##0.0",
    "days": "#,##0.0",
}
# A percent sign stands off its number in English and close to it in Chinese, as in sentences.
_CHART_SHARE = {"en": "0.0 %", "zh": "0.0%"}
_AXIS_SHARE = {"en": "0 %", "zh": "0%"}
_DECIMALS: dict[Kind, int] = {"count": 0, "decimal": 1, "seconds": 0, "hours": 1, "days": 1}


def chart_format(kind: Kind, *, axis: bool = False) -> str:
    """How a native chart writes a kind, at its bars or along its axis.

    Example:
        >>> chart_format("share"), chart_format("share", axis=True), chart_format("count")
        ('0.0 %', '0 %', '#,##0')
    """
    if kind == "share":
        return (_AXIS_SHARE if axis else _CHART_SHARE)[current()]
    return FORMATS.get(kind, "General")


def words(value: Any, kind: Kind) -> str:
    """A value as it is read on a page, a dash where there is none.

    Example:
        >>> words(0.97, "share"), words(1234, "count"), words(None, "share"), words(True, "text")
        ('97.0 %', '1,234', '–', 'yes')
    """
    if value is None:
        return "–"
    if isinstance(value, bool):
        return say("why.yes" if value else "why.no")
    if isinstance(value, list | tuple):
        return say("forms.between").join(words(entry, kind) for entry in value)
    if kind == "share":
        return percent(float(value))
    if kind in _DECIMALS:
        return number(value, _DECIMALS[kind])
    if isinstance(value, dt.datetime):
        return moment(value)
    return str(value)


def to_the_right(kind: Kind) -> bool:
    """Whether values of a kind are read from their right end."""
    return kind in _DECIMALS or kind == "share"
