"""Exercises with their answers, as the trainer has them."""

from dataclasses import dataclass, field
from typing import Any

from heatqa.training import spelling
from heatqa.training.sealing import seal
from heatqa.training.sheets import Kind, Question, Sheet


@dataclass(frozen=True)
class Item:
    """One thing asked, its answer and why.

    Attributes:
        answer: A code, a list of codes, a number, or a time as `11-23 08:05`.
        reason: Why, with the clause; a trainee sees it once the answer is right.
        pointed: What helps after the general hint of the exercise has not.
        options: Where they differ from those of the exercise.
    """

    ask: str
    answer: Any
    reason: str
    pointed: tuple[str, ...] = ()
    options: dict[str, str] | None = None


@dataclass(frozen=True)
class Exercise:
    """One exercise; the fields that a trainee sees are those of `sheets.Sheet`."""

    name: str
    kind: Kind
    title: str
    ask: str
    items: tuple[Item, ...]
    hint: str
    options: dict[str, str] = field(default_factory=dict)
    unit: str = ""
    step: float = 1.0
    tolerance: int = 0

    def sealed(self, *, silent: bool = False) -> Sheet:
        """The exercise without its answers."""
        return Sheet(
            name=self.name,
            kind=self.kind,
            title=self.title,
            ask=self.ask,
            questions=tuple(
                Question(
                    ask=item.ask,
                    options=self.options_of(item),
                    hints=() if silent else (self.hint, *item.pointed),
                    sealed=seal(self.key(item), item.reason, item.ask),
                )
                for item in self.items
            ),
            unit=self.unit,
            step=self.step,
            tolerance=self.tolerance,
            silent=silent,
        )

    def options_of(self, item: Item) -> dict[str, str]:
        """The options of one item."""
        return self.options if item.options is None else item.options

    def key(self, item: Item) -> str:
        """The answer of one item in the spelling that is sealed."""
        options = self.options_of(item)
        return spelling.spelled(self.kind, item.answer, options, self.step)
