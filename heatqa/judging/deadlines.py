"""When the limit of a promise ends, as SQL: the moment, and whether another one comes too late.

Whether a limit was kept is asked in whole numbers. To add an interval to the start of every record
takes twice as long, and to go to the end of a day four times.
"""

from collections.abc import Callable
from dataclasses import dataclass

from heatqa.clauses import forms
from heatqa.judging.context import REST_OF_DAY
from heatqa.sql import quoted


@dataclass(frozen=True)
class End:
    """The end of a limit that begins with some moment of a record.

    Attributes:
        due: The moment.
        kept: Given SQL for another moment, whether that comes no later.
        by_calendar: The day, where a calendar that need not reach it tells.
        joins: The join with that calendar.
    """

    due: str
    kept: Callable[[str], str]
    by_calendar: str | None = None
    joins: tuple[str, ...] = ()


def end(start: str, form: forms.Deadline) -> End:
    """When the limit of a deadline ends that begins at `start`, SQL for a moment."""
    if form.limit.seconds is not None:
        return _after_seconds(start, form.limit.seconds, form.pause)
    by_calendar, joins = None, ()
    begun = f"cast({start} as date)"
    day = f"{begun} + interval {form.limit.amount} day"
    if form.limit.in_working_days:
        calendar = f"workdays_of_{start.strip(chr(34))}"
        joins = (f"left join workdays as {calendar} on {calendar}.clock_day = {begun}",)
        day = by_calendar = f"{calendar}.after_{form.limit.amount}"
    if form.day_ends:
        closing = form.day_ends
        seconds = 3600 * closing.hour + 60 * closing.minute + closing.second
        due = f"({day} + interval {seconds} second)"
        return End(due, lambda moment: f"{moment} <= {due}", by_calendar, joins)

    def kept(moment: str) -> str:
        stopped = f"cast({moment} as date)"
        if by_calendar:
            return f"{stopped} <= {by_calendar}"
        return f"date_diff('day', {begun}, {stopped}) <= {form.limit.amount}"

    # The last moment of the last day: an export without clock times writes the next day as its
    # midnight, and that is a day too late.
    return End(f"({day} + {REST_OF_DAY})", kept, by_calendar, joins)


def _after_seconds(start: str, seconds: int, pause: str | None) -> End:
    paused, longer = "", ""
    if pause:
        paused = f" + coalesce({quoted(pause)}, 0) * interval 1 second"
        longer = f" + cast(round(coalesce({quoted(pause)}, 0) * 1000000) as bigint)"
    most = f"{seconds * 1_000_000}{longer}"
    return End(
        f"({start} + interval {seconds} second{paused})",
        lambda moment: f"date_diff('microsecond', {start}, {moment}) <= {most}",
    )
