"""Which earlier weeks a week is compared with: the same ones of earlier years, and the rest."""

import datetime as dt
from collections.abc import Callable, Sequence

import polars as pl


def finder(weeks: pl.Series, weeks_per_year: int | None) -> Callable[[int, int], list[int]]:
    """A function of a row and a number of years that gives the same weeks of earlier years.

    Args:
        weeks: First days of the weeks, or any numbers if `weeks_per_year` is given.
        weeks_per_year: Rows of one year; without it the calendar decides, and the same week is
            the one with the same weekday nearest to the same date.

    Returns:
        The rows of the years before, the latest first, as far back as the series reaches.
    """
    if weeks_per_year is not None:
        return lambda now, years: [
            back for n in range(1, years + 1) if (back := now - n * weeks_per_year) >= 0
        ]
    days = weeks.to_list()
    row_of = {day: row for row, day in enumerate(days)}

    def by_calendar(now: int, years: int) -> list[int]:
        wanted = (_same_week(days[now], n) for n in range(1, years + 1))
        return [row_of[day] for day in wanted if day in row_of]

    return by_calendar


def blocks(
    now: int, like: Sequence[int], *, half_width: int, periods: int, skip: int
) -> dict[int, int]:
    """The earlier weeks used, each with its part of the year; 0 is that of the week judged.

    The weeks between two windows of like weeks are shared among the other parts evenly, the
    first parts one longer where it does not come out even.

    Example:
        >>> blocks(10, [2], half_width=1, periods=3, skip=0)
        {1: 0, 2: 0, 3: 0, 4: 1, 5: 1, 6: 1, 7: 2, 8: 2, 9: 0}
    """
    part_of: dict[int, int] = {}
    for later, week in zip([now, *like], like, strict=False):
        around = range(week - half_width, week + half_width + 1)
        part_of |= {row: 0 for row in around if row >= 0}
        if periods > 1:
            between = range(week + half_width + 1, later - half_width)
            part_of |= _shared(between, periods - 1)
    if periods > 1 or skip < half_width:
        part_of |= dict.fromkeys(range(max(now - half_width, 0), now + 1), 0)
    return {row: part for row, part in sorted(part_of.items()) if row < now - skip}


def _shared(rows: range, parts: int) -> dict[int, int]:
    each, longer = divmod(len(rows), parts)
    shared: dict[int, int] = {}
    start = 0
    for part in range(parts):
        size = each + (part < longer)
        shared |= dict.fromkeys(rows[start : start + size], part + 1)
        start += size
    return shared


def _same_week(day: dt.date, years: int) -> dt.date:
    """The day with the same weekday nearest to the same date so many years before."""
    try:
        then = day.replace(year=day.year - years)
    except ValueError:
        # 29 February; the calendar's next day in other years.
        then = dt.date(day.year - years, 3, 1)
    ahead = (day.weekday() - then.weekday()) % 7
    return then + dt.timedelta(days=ahead if ahead <= 3 else ahead - 7)
