"""What the SQL of a form needs to know besides its terms, and how it asks a record something."""

from collections.abc import Callable
from dataclasses import dataclass

from heatqa import conditions
from heatqa.judging.facts import Source
from heatqa.sql import quoted

# From the first moment of a day to its last.
REST_OF_DAY = "interval 86400 second - interval 1 microsecond"


@dataclass(frozen=True)
class Context:
    """What the SQL of a form needs to know besides its terms."""

    clause: str
    columns: list[str]
    now: str
    source: Source
    days_only: frozenset[str]
    # Given a question that SQL puts to a record, the SQL for its answer.
    ask: Callable[[str], str]

    def checked(self, condition: str) -> str:
        """A condition of the clause, each of its questions asked by itself."""
        return f"({conditions.checked(condition, self.columns, self.clause, self.ask)})"

    def empty(self, column: str) -> str:
        """Whether there is nothing."""
        return self.ask(f"{column} is null")

    def filled(self, column: str) -> str:
        """Whether there is something."""
        return f"not {self.empty(column)}"

    def past(self, moment: str) -> str:
        """Whether a moment has passed by now."""
        return self.ask(f"{self.now} > {moment}")

    def latest(self, column: str) -> str:
        """The last moment that a time may mean: the end of its day where only that is known."""
        moment, bare = quoted(column), self.source.day_only(column, self.days_only)
        if bare == "false":
            return moment
        return f"(case when {bare} then {moment} + {REST_OF_DAY} else {moment} end)"

    def unset(self, due: str) -> str:
        """The branch for a record of which nobody knows when its time ends."""
        return f"when {self.empty(due)} then 'cannot tell' "
