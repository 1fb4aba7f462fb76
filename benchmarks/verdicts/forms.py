"""The clauses put down with the operators that pandas and polars share, one verdict each.

A verdict is a number: 0 met, 1 missed, 2 pending, 3 cannot tell; -1 where it is not about the row.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Protocol

MET, MISSED, PENDING, CANNOT_TELL, NOT_MEANT = 0, 1, 2, 3, -1
REST_OF_DAY = dt.timedelta(days=1) - dt.timedelta(microseconds=1)


class Rows(Protocol):
    """Columns of a frame, or expressions over them."""

    now: dt.datetime

    def __getitem__(self, name: str) -> Any: ...
    def given(self, column: Any) -> Any: ...
    def among(self, column: Any, values: Sequence[str]) -> Any: ...
    def other_than(self, column: Any, value: str) -> Any:
        """Whether it is something else, or nothing."""
        ...

    def else_(self, column: Any, value: Any) -> Any:
        """Its value, or this one where it has none."""
        ...

    def day(self, column: Any) -> Any: ...
    def working_day(self, column: Any, after: int) -> Any:
        """The midnight of the nth working day after that of a moment."""
        ...

    def seconds(self, column: Any) -> Any:
        """A number of seconds as a span, nothing as none."""
        ...

    def choose(self, branches: Sequence[tuple[Any, int]], otherwise: int) -> Any:
        """The number of the first branch that is true."""
        ...


def meant(rows: Rows, where: Any, branches: list[tuple[Any, int]], otherwise: int) -> Any:
    """A verdict on the rows that a clause is about."""
    if where is None:
        return rows.choose(branches, otherwise)
    unsure = ~rows.given(where)
    return rows.choose([(unsure, CANNOT_TELL), (~where, NOT_MEANT), *branches], otherwise)


def clock(rows: Rows, stop: Any, due: Any, over: Sequence[str]) -> list[tuple[Any, int]]:
    return [
        (~rows.given(due), CANNOT_TELL),
        (stop <= due, MET),
        (rows.given(stop), MISSED),
        *((rows.given(rows[step]), CANNOT_TELL) for step in over),
        (due < rows.now, MISSED),
    ]


def within(
    rows: Rows,
    where: Any,
    start: str,
    stop: str,
    limit: dt.timedelta,
    *,
    over: Sequence[str] = (),
    lost: Any = None,
    pause: str | None = None,
) -> Any:
    """A deadline on the natural clock."""
    begin, end = rows[start], rows[stop]
    due = begin + limit
    if pause:
        due = due + rows.seconds(rows[pause])
    gone = [(lost & ~rows.given(end), MISSED)] if lost is not None else []
    begun = [(~rows.given(begin), CANNOT_TELL), (end < begin, CANNOT_TELL)]
    return meant(rows, where, [*gone, *begun, *clock(rows, end, due, over)], PENDING)


def within_days(
    rows: Rows,
    where: Any,
    start: str,
    stop: str,
    *,
    days: int = 0,
    working_days: int = 0,
    ends: dt.timedelta = REST_OF_DAY,
    over: Sequence[str] = (),
) -> Any:
    """A deadline in days, which ends with its last."""
    begin, end = rows[start], rows[stop]
    first = rows.day(begin)
    last = rows.working_day(begin, working_days) if working_days else first + dt.timedelta(days)
    begun = [(~rows.given(begin), CANNOT_TELL), (rows.day(end) < first, CANNOT_TELL)]
    return meant(rows, where, [*begun, *clock(rows, end, last + ends, over)], PENDING)


def kept(
    rows: Rows, where: Any, stop: str, due: str, *, over: Sequence[str], start: str | None = None
) -> Any:
    """A time that was agreed in the record itself."""
    end = rows[stop]
    begun = []
    if start:
        begin = rows[start]
        begun = [(~rows.given(begin), CANNOT_TELL), (end < begin, CANNOT_TELL)]
    return meant(rows, where, [*begun, *clock(rows, end, rows[due], over)], PENDING)


def present(
    rows: Rows,
    where: Any,
    *,
    filled: Sequence[str] = (),
    true: Sequence[str] = (),
    settled: Any = None,
    due: str | None = None,
) -> Any:
    """Columns that are filled and flags that are true."""
    unknown = [(~rows.given(rows[due]), CANNOT_TELL)] if due else []
    refused = [(~rows[flag], MISSED) for flag in true]
    wanted = [rows.given(rows[name]) for name in (*filled, *true)]
    all_there = wanted[0]
    for there in wanted[1:]:
        all_there = all_there & there
    ends = [] if settled is None else [(settled, MISSED)]
    ends += [(rows[due] < rows.now, MISSED)] if due else []
    otherwise = PENDING if ends else MISSED
    branches = [*unknown, *refused, (all_there, MET), *ends]
    return meant(rows, where, branches, otherwise)


def at_most(rows: Rows, where: Any, value: str, limit: int, until: str | None = None) -> Any:
    """A count; where it never came there may still be time."""
    count = rows[value]
    absent = [(~rows.given(count), CANNOT_TELL)]
    if until:
        ends = rows[until]
        none = ~rows.given(count)
        absent = [
            (none & (ends < rows.now), MISSED),
            (none & rows.given(ends), PENDING),
            (none, CANNOT_TELL),
        ]
    return meant(rows, where, [*absent, (count <= limit, MET)], MISSED)
