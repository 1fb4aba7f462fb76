"""Moments and lengths of time in words."""

import datetime as dt

from heatqa.clauses.limits import Limit
from heatqa.language import say

_LAST_MOMENT = dt.time(23, 59, 59, 999999)


def moment(value: dt.datetime | None) -> str:
    """A moment to the second; the end of a day is its 24:00.

    Example:
        >>> moment(dt.datetime(2025, 12, 1, 23, 59, 59, 999999))
        '2025-12-01 24:00'
    """
    if value is None:
        return "–"
    if value.time() == _LAST_MOMENT:
        return f"{value:%Y-%m-%d} 24:00"
    return f"{value:%Y-%m-%d %H:%M:%S}"


def length(value: dt.timedelta) -> str:
    """A length of time as a clock shows it, with days in front where there are any.

    Example:
        >>> length(dt.timedelta(minutes=30, seconds=1))
        '00:30:01'
    """
    seconds = round(value.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    days, rest = divmod(seconds, 86400)
    clock = f"{rest // 3600:02d}:{rest // 60 % 60:02d}:{rest % 60:02d}"
    return sign + (say("why.elapsed_days", days=days, clock=clock) if days else clock)


def limit(value: Limit) -> str:
    """A limit in words of the user's language."""
    unit = value.unit.removesuffix("s") if value.unit.endswith("days") else value.unit
    return say(f"limit.{unit.replace(' ', '_')}", amount=value.amount)
