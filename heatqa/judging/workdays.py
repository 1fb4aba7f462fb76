"""Working days of the State Council's calendar, make-up working days included."""

import datetime as dt
import functools
import importlib.metadata
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    import holidays

# Holidays of a year are announced the November before; past that the calendar is a guess.
LAST_ANNOUNCED = 2026


@functools.cache
def _china(first_year: int, last_year: int) -> "holidays.HolidayBase":
    # The calendars of all countries take as long to import as a whole answer to work out.
    import holidays  # noqa: PLC0415

    return holidays.country_holidays("CN", years=range(first_year, last_year + 1))


@functools.cache
def edition() -> str:
    """Which edition of the calendar it is: a later one may know other holidays.

    The version says so without the calendars being read, which not every answer waits for.
    """
    return importlib.metadata.version("holidays")


def is_working(day: dt.date) -> bool:
    """Whether a day is worked in China: a weekday that is no holiday, or a make-up weekend day.

    Source: the State Council's notices, through the `holidays` package.

    Example:
        >>> is_working(dt.date(2026, 2, 14)), is_working(dt.date(2026, 2, 16))
        (True, False)
    """
    return _china(day.year, day.year).is_working_day(day)


def deadlines(first: dt.date, last: dt.date, counts: list[int]) -> pl.DataFrame:
    """The last day of each count of working days, for every day on which a clock may start.

    Returns:
        One row per day from `first` to `last`: `day`, and for each count n the column `after_n`,
        the n-th working day after it (the day itself is not counted).

    Source: Civil Code of the PRC, arts. 201 to 203.
    """
    days = [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]
    # The longest holiday with its weekends spans 9 days, so this reaches far enough ahead.
    reach = max(counts, default=0) * 2 + 15
    horizon = [*days, *(last + dt.timedelta(days=n + 1) for n in range(reach))]
    _china(first.year, horizon[-1].year)
    worked = [day for day in horizon if is_working(day)]
    columns: dict[str, list[dt.date]] = {"day": days}
    position = {day: index for index, day in enumerate(worked)}
    passed, following = 0, {}
    for day in days:
        passed = position[day] + 1 if day in position else passed
        following[day] = passed
    for count in counts:
        columns[f"after_{count}"] = [worked[following[day] + count - 1] for day in days]
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.Date))


def stretches(first: dt.date, last: dt.date) -> pl.DataFrame:
    """The working days from `first` to `last` as stretches of time.

    Returns:
        One row per working day: `from_at`, its midnight, and `to_at`, the next.

    Example:
        >>> stretches(dt.date(2026, 2, 13), dt.date(2026, 2, 17))["from_at"].dt.day().to_list()
        [13, 14]
    """
    days = pl.date_range(first, last, eager=True).to_list()
    begins = pl.Series([day for day in days if is_working(day)], dtype=pl.Date)
    from_at = begins.cast(pl.Datetime("us"))
    return pl.DataFrame({"from_at": from_at, "to_at": from_at.dt.offset_by("1d")})


def passed_over(start: dt.date, end: dt.date) -> list[tuple[dt.date, str]]:
    """The days after `start` up to `end` that no working-day clock counts, each with its name."""
    names = _china(start.year, end.year)
    days = (start + dt.timedelta(days=n) for n in range(1, (end - start).days + 1))
    return [(day, names.get(day, "")) for day in days if not is_working(day)]
