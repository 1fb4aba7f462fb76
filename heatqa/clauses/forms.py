"""The few forms a clause can have, each with the terms it needs; what they mean, not how in SQL."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from heatqa.clauses import limits
from heatqa.clauses.phrases import PhraseList


@dataclass(frozen=True)
class Deadline:
    """`stop` comes within `limit` of `start`.

    `over` are later steps: once one is recorded, a missing stop is missing evidence rather than
    an open case. `lost` says when the stop can no longer come (a caller who hung up). `pause` is
    a column of seconds during which the clock stood still; `day_ends` is the time at which a
    limit in days ends on its last day, midnight if it is not given.
    """

    start: str
    stop: str
    limit: limits.Limit
    over: tuple[str, ...] = ()
    lost: str | None = None
    pause: str | None = None
    day_ends: dt.time | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns without which nothing can be judged."""
        return (self.start, self.stop, *((self.pause,) if self.pause else ()))


@dataclass(frozen=True)
class Kept:
    """`stop` comes by the time `due` that was agreed in the record itself.

    Without a `start`, no stop is too early.
    """

    stop: str
    due: str
    start: str | None = None
    over: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns without which nothing can be judged."""
        return (*((self.start,) if self.start else ()), self.stop, self.due)


@dataclass(frozen=True)
class Present:
    """Columns are `filled` and flags `true`, once the record is `settled` or `due` has passed.

    A flag that says no is missed at once; what is empty is pending until then and missed after. As
    no time is set, what comes late still counts as done.
    """

    filled: tuple[str, ...] = ()
    true: tuple[str, ...] = ()
    settled: str | None = None
    due: str | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns without which nothing can be judged."""
        return (*self.filled, *self.true)


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
        return (self.offered, self.answered)


@dataclass(frozen=True)
class Absent:
    """What must not happen was not `found`, and somebody `reported`: three conditions.

    What is `undecided` is pending; where nobody reported, nothing can be told.
    """

    found: str
    undecided: str
    reported: str

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns without which nothing can be judged: none by themselves, conditions name them."""
        return ()


@dataclass(frozen=True)
class Phrase:
    """In a written-down conversation the agent says all that is `required`, nothing `forbidden`.

    All name lists of phrases, `lists` by their names. Only agent turns count: all of them, or
    those of the `opening` or `closing`. With `when` the clause is about conversations in which
    a phrase of one of these lists is said, by the `customer`, the `agent`, or anyone (`when_by`).
    """

    required: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    within: str = "anywhere"
    when: tuple[str, ...] = ()
    when_by: str = "anyone"
    lists: Mapping[str, PhraseList] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Hold the places against those there are, and ask for something to look for."""
        if self.within not in WITHIN:
            raise ValueError(self.within)
        if self.when_by not in WHEN_BY:
            raise ValueError(self.when_by)
        if not self.required and not self.forbidden:
            raise TypeError(self)

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns without which nothing can be judged."""
        return ("agent_words",)


# The terms of a phrase clause that name lists.
OF_LISTS = ("required", "forbidden", "when")
# Where an agent's words are looked for, and in whose words lies the occasion: with the columns.
WITHIN = {"opening": "opening_words", "closing": "closing_words", "anywhere": "agent_words"}
WHEN_BY = {"customer": "customer_words", "agent": "agent_words", "anyone": "all_words"}


@dataclass(frozen=True)
class Share:
    """The share of records that met the clause `of` reaches a target."""

    of: str

    @property
    def columns(self) -> tuple[str, ...]:
        """None of its own: they are those of the clause it counts."""
        return ()


@dataclass(frozen=True)
class Distribution:
    """The text sets no limit: how long `stop` takes from `start`, or how large `value` is.

    Shown in `unit`, never as a rate.
    """

    unit: str
    start: str | None = None
    stop: str | None = None
    value: str | None = None

    def __post_init__(self) -> None:
        """Hold the unit against those there are, and ask for a clock or a value."""
        if self.unit not in (limits.UNITS if self.value else limits.SECONDS):
            raise ValueError(self.unit)
        if (self.start is None or self.stop is None) == (self.value is None):
            raise TypeError(self)

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns without which there is nothing to show."""
        return tuple(column for column in (self.start, self.stop, self.value) if column)


@dataclass(frozen=True)
class Unjudged:
    """The records cannot show it; `why` names the reason among those of the catalogue."""

    why: str

    @property
    def columns(self) -> tuple[str, ...]:
        """None: no column would help."""
        return ()


Form = (
    Deadline
    | Kept
    | Present
    | Absent
    | Bound
    | Count
    | Coverage
    | Hours
    | Phrase
    | Share
    | Distribution
    | Unjudged
)
FORMS: dict[str, type[Form]] = {
    "deadline": Deadline,
    "kept": Kept,
    "present": Present,
    "absent": Absent,
    "bound": Bound,
    "count": Count,
    "coverage": Coverage,
    "hours": Hours,
    "phrase": Phrase,
    "share": Share,
    "distribution": Distribution,
    "unjudged": Unjudged,
}
# Forms that give records no verdict.
WITHOUT_VERDICT = ("distribution", "unjudged")


def terms_of(name: str) -> tuple[str, ...]:
    """The terms a form may have, the required ones first."""
    return tuple(field.name for field in fields(FORMS[name]) if field.name != "lists")


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
        elif term == "day_ends":
            ready[term] = dt.time.fromisoformat(value)
        elif term == "needs":
            ready[term] = tuple((condition, due) for condition, due in value)
        elif isinstance(value, list):
            ready[term] = tuple(value)
        else:
            ready[term] = value
    return FORMS[name](**ready)
