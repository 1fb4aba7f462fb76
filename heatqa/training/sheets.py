"""Exercises as a trainee gets them: what is asked, hints, and answers only under seal."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

Kind = Literal["choice", "several", "order", "number", "moment"]


@dataclass(frozen=True)
class Question:
    """One thing asked.

    Attributes:
        options: Codes that can be answered, each with its label; empty for numbers and times.
        hints: What helps after a wrong answer, from general to pointed; none gives the answer.
        sealed: The reason, which the right answer opens.
    """

    ask: str
    options: dict[str, str]
    hints: tuple[str, ...]
    sealed: str


@dataclass(frozen=True)
class Sheet:
    """One exercise.

    Attributes:
        kind: One of the options, several of them, all of them in order, a number, or a time.
        step: What numbers are rounded to.
        tolerance: How many steps a number may be off.
        silent: An examination: no hints, and the first answer counts.
    """

    name: str
    kind: Kind
    title: str
    ask: str
    questions: tuple[Question, ...]
    unit: str = ""
    step: float = 1.0
    tolerance: int = 0
    silent: bool = False

    def as_data(self) -> dict[str, Any]:
        """What a file of a trainee's folder holds."""
        return asdict(self)

    @staticmethod
    def of_data(data: dict[str, Any]) -> "Sheet":
        """The sheet that `as_data` made."""
        questions = tuple(
            Question(**(entry | {"hints": tuple(entry["hints"])})) for entry in data["questions"]
        )
        given: dict[str, Any] = {**data, "questions": questions}
        return Sheet(**given)
