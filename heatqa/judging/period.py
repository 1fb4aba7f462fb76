"""Periods as people write them: a quarter, month, year or season, or two dates."""

import calendar
import datetime as dt
import re
from dataclasses import dataclass

from heatqa import errors
from heatqa.settings import Settings, season_name

_QUARTER = re.compile(r"(\d{4})[Qq]([1-4])")
_YEAR = re.compile(r"(\d{4})")
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_SEASON = re.compile(r"(\d{4})-(\d{2})")
_RANGE = re.compile(r"(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})")


@dataclass(frozen=True, repr=False)
class Period:
    """Days from `first` to `last`, both included; both None for all the records there are."""

    name: str
    first: dt.date | None = None
    last: dt.date | None = None

    def __repr__(self) -> str:
        return f"{self.name} ({self.first} to {self.last})" if self.first else self.name


def parse(text: str | None, as_of: dt.datetime, settings: Settings) -> Period:
    """The period that a text names; without a text, all records.

    `2025-11` is a month and `2025-26` a season: no month has the number of the following year.

    Raises:
        PeriodUnclear: the text names no period.

    Example:
        >>> parse("2025Q4", dt.datetime(2026, 1, 1), Settings()).last
        datetime.date(2025, 12, 31)
    """
    if text is None:
        return Period("all")
    try:
        period = _parsed(text.strip(), as_of, settings)
    except ValueError:
        period = None
    if period is None or (period.first and period.last and period.first > period.last):
        raise errors.PeriodUnclear(found=text)
    return period


def _parsed(text: str, as_of: dt.datetime, settings: Settings) -> Period | None:
    if text == "all":
        return Period("all")
    if text == "season":
        first, last = settings.season_of(as_of.date())
        return Period(season_name(first), first, last)
    if found := _QUARTER.fullmatch(text):
        year, quarter = int(found[1]), int(found[2])
        return Period(text.upper(), *_months(year, 3 * quarter - 2, 3 * quarter))
    if found := _YEAR.fullmatch(text):
        return Period(text, *_months(int(found[1]), 1, 12))
    if found := _SEASON.fullmatch(text):
        year = int(found[1])
        if int(found[2]) == (year + 1) % 100:
            first, last = settings.season_of(dt.date(year, *settings.season_starts))
            return Period(text, first, last)
    if found := _MONTH.fullmatch(text):
        return Period(text, *_months(int(found[1]), int(found[2]), int(found[2])))
    if found := _RANGE.fullmatch(text):
        first, last = (dt.date.fromisoformat(day) for day in found.groups())
        return Period(text, first, last)
    return None


def _months(year: int, first: int, last: int) -> tuple[dt.date, dt.date]:
    end = calendar.monthrange(year, last)[1]
    return dt.date(year, first, 1), dt.date(year, last, end)
