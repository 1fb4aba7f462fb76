"""The few forms a clause can have, each with the terms it needs; what they mean, not how in SQL."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from heatqa.clauses import limits


@dataclass(frozen=True)
class Deadline:
    """`stop` comes within `limit` of `start`.

    `over` are later steps: once one is recorded, a missing stop is missing evidence rather than
    an open case. `lost` says when the stop can no longer come (a caller who hung up).
    """

    start: str
    stop: str
    limit: limits.Limit
    over: tuple[str, ...] = ()
    lost: str | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns without which nothing can be judged."""
        return (self.start, self.stop)


@dataclass(frozen=True)
class Kept:
    """`stop` comes by the time `due` that was agreed in the record itself."""

    start: str
    stop: str
    due: str
    over: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns without which nothing can be judged."""
        return (self.start, self.stop, self.due)


@dataclass(frozen=True)
class Bound:
    """`value` lies between `low` and `high`, ends included; either may be absent."""

    value: str
    low: float | None = None
    high: float | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns without which nothing can be judged."""
        return (self.value,)


@dataclass(frozen=True)
class Count:
    """`value` is at most `limit` once it is `settled`.

    Where the value never came, the record is pending until `open_until` and missed after it.
    """

    value: str
    limit: int
    settled: str | None = None
    open_until: str | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns without which nothing can be judged."""
        return (self.value,)


@dataclass(frozen=True)
class Coverage:
    """Every item of a group has what it `needs`: conditions, each with the time it falls due."""

    needs: tuple[tuple[str, str], ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns without which nothing can be judged: none, a group may be empty."""
        return ()


@dataclass(frozen=True)
class Hours:
    """In each hour in which calls were `offered`, one was `answered`."""

    offered: str
    answered: str

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns without which nothing can be judged."""
        return (self.offered,)


@dataclass(frozen=True)
class Share:
    """The share of records that met the clause `of` reaches a target."""

    of: str

    @property
    def columns(self) -> tuple[str, ...]:
        """None of its own: they are those of the clause it counts."""
        return ()


Form = Deadline | Kept | Bound | Count | Coverage | Hours | Share
FORMS: dict[str, type[Form]] = {
    "deadline": Deadline,
    "kept": Kept,
    "bound": Bound,
    "count": Count,
    "coverage": Coverage,
    "hours": Hours,
    "share": Share,
}


def terms_of(name: str) -> tuple[str, ...]:
    """The terms a form may have, the required ones first."""
    return tuple(field.name for field in fields(FORMS[name]))


def make(name: str, terms: Mapping[str, Any]) -> Form:
    """The form of that name with its terms.

    Raises:
        ValueError: a limit cannot be read.
        TypeError: a term is missing or has the wrong type.
    """
    ready: dict[str, Any] = {}
    for term, value in terms.items():
        if term == "limit" and name == "deadline":
            ready[term] = limits.parse(value)
        elif term == "needs":
            ready[term] = tuple((condition, due) for condition, due in value)
        elif isinstance(value, list):
            ready[term] = tuple(value)
        else:
            ready[term] = value
    return FORMS[name](**ready)
