"""Limits of time as a clause writes them: `30 min`, `24 h`, `5 working days`, `7 days`."""

import re
from dataclasses import dataclass

SECONDS = {"s": 1, "min": 60, "h": 3600, "days": 86400}
# What a value is divided by to be shown: seconds as a length of time, a share as per cent.
UNITS: dict[str, float] = {**SECONDS, "%": 0.01}
_FORM = re.compile(r"(\d+) (s|min|h|working days?|days?)")


@dataclass(frozen=True)
class Limit:
    """A length of time, in seconds that run from the moment or in whole days.

    Days run to the end of the last one, the day of the start not counted (Civil Code of the
    PRC, arts. 201 to 203); working days follow the State Council's calendar.
    """

    amount: int
    unit: str

    @property
    def seconds(self) -> int | None:
        """Seconds from the moment of the start, or None for a limit in days."""
        return None if "day" in self.unit else self.amount * SECONDS[self.unit]

    @property
    def in_working_days(self) -> bool:
        """Whether holidays and weekends are passed over."""
        return self.unit.startswith("working")


def parse(text: str) -> Limit:
    """The limit that a text states.

    Raises:
        ValueError: the text is not a number and one of the units.

    Example:
        >>> parse("30 min").seconds, parse("5 working days").in_working_days
        (1800, True)
    """
    found = _FORM.fullmatch(text.strip())
    if not found:
        raise ValueError(text)
    return Limit(int(found[1]), found[2])
