"""The period before, the same one a year before, and how periods are called on a page."""

import calendar
import datetime as dt
import re

from heatqa.judging.period import Period
from heatqa.language import has, say

_QUARTER = re.compile(r"(\d{4})Q([1-4])")
_MONTHS = 12


def days(period: Period) -> tuple[dt.date, dt.date]:
    """First and last day of a period that has both.

    Raises:
        ValueError: the period is open.
    """
    if period.first is None or period.last is None:
        raise ValueError(period.name)
    return period.first, period.last


def before(period: Period) -> Period:
    """The period of the same length just before: the quarter before a quarter.

    Example:
        >>> before(Period("2025Q1", dt.date(2025, 1, 1), dt.date(2025, 3, 31))).name
        '2024Q4'
    """
    first, last = days(period)
    if _whole_months(first, last):
        months = _months_between(first, last)
        return _named(_shifted(first, -months), _month_end(first - dt.timedelta(days=1)))
    length = last - first + dt.timedelta(days=1)
    return _named(first - length, last - length)


def year_before(period: Period, until: dt.date | None = None) -> Period:
    """The same days a year before, which are the same days of the season.

    Args:
        period: The period shown.
        until: The last day that the records of it can know; the year before goes no further.

    Example:
        >>> quarter = Period("2025Q4", dt.date(2025, 10, 1), dt.date(2025, 12, 31))
        >>> year_before(quarter).name, year_before(quarter, dt.date(2025, 11, 30)).name
        ('2024Q4', '2024-10-01..2024-11-30')
    """
    first, last = days(period)
    whole = _whole_months(first, last)
    if until is not None and first <= until < last:
        last, whole = until, False
    starts = _shifted(first, -_MONTHS)
    ends = _shifted(last, -_MONTHS)
    return _named(starts, _month_end(ends) if whole else ends)


def label(period: Period) -> str:
    """A period as a page calls it, with its days."""
    first, last = days(period)
    return say("review.period.days", name=name(period), first=first, last=last)


def name(period: Period) -> str:
    """A period as a sentence calls it."""
    found = _QUARTER.fullmatch(period.name)
    if found:
        return say(f"review.period.q{found[2]}", year=found[1])
    return period.name


def part_of_year(period: Period) -> str:
    """What the heating year is about in a quarter, empty for other periods."""
    found = _QUARTER.fullmatch(period.name)
    key = f"review.part.q{found[2]}" if found else ""
    return say(key) if has(key) else ""


def _named(first: dt.date, last: dt.date) -> Period:
    """A quarter or month by its name, else by its days, so that it can be asked for again."""
    if _whole_months(first, last):
        months = _months_between(first, last)
        if months == 3 and first.month % 3 == 1:
            return Period(f"{first.year}Q{(first.month + 2) // 3}", first, last)
        if months == 1:
            return Period(f"{first:%Y-%m}", first, last)
        if months == _MONTHS and first.month == 1:
            return Period(f"{first.year}", first, last)
    return Period(f"{first}..{last}", first, last)


def _whole_months(first: dt.date, last: dt.date) -> bool:
    return first.day == 1 and last == _month_end(last)


def _months_between(first: dt.date, last: dt.date) -> int:
    return _MONTHS * (last.year - first.year) + last.month - first.month + 1


def _month_end(day: dt.date) -> dt.date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _shifted(day: dt.date, months: int) -> dt.date:
    year, month = divmod(_MONTHS * day.year + day.month - 1 + months, _MONTHS)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
