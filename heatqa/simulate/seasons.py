"""Heating seasons and working days. Moments are whole seconds of local wall time since 1970."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache

import holidays

from heatqa.simulate.parameters import parameters

MINUTE = 60
HOUR = 3600
DAY = 86400


def moment(day: date) -> int:
    """Midnight at the start of a day."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


def clock(at: int) -> datetime:
    """The wall-clock time of a moment (the zone is only a carrier)."""
    return datetime.fromtimestamp(at, tz=UTC)


def midnight(at: int) -> int:
    """The start of the day that holds a moment."""
    return at - at % DAY


@dataclass(frozen=True)
class Season:
    """One heating season; `end` is the midnight after its last day, `back` is 0 for the last."""

    name: str
    start: int
    end: int
    back: int

    @property
    def days(self) -> int:
        """Days in the season."""
        return (self.end - self.start) // DAY

    def day(self, number: int) -> int:
        """Midnight of a day, 0 for the first."""
        return self.start + number * DAY


def last_seasons(count: int) -> list[Season]:
    """The last `count` seasons of the series, oldest first."""
    rule = parameters()["seasons"]
    found = []
    for back in reversed(range(count)):
        year = rule["last_start_year"] - back
        last = date(year + 1, *rule["last_day"]) + timedelta(days=1)
        name = f"{year}-{(year + 1) % 100:02d}"
        found.append(Season(name, moment(date(year, *rule["first_day"])), moment(last), back))
    return found


@cache
def _calendar() -> holidays.HolidayBase:
    return holidays.country_holidays("CN")


def is_working_day(at: int) -> bool:
    """Whether the day of a moment is a working day in China."""
    return _calendar().is_working_day(clock(at).date())


def working_day_after(at: int, days: int) -> int:
    """Midnight of the `days`-th working day after the day of a moment; 0 is the same day."""
    day = midnight(at)
    while days > 0:
        day += DAY
        days -= is_working_day(day)
    return day
