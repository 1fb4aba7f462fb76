"""The words of the lessons, in both languages, from one file per lesson."""

import functools
import tomllib
from collections.abc import Mapping
from importlib import resources
from typing import Any

from heatqa import errors, typography
from heatqa.language import current, pick

# The lessons in their order, each with the name of its file; the last one is the examination.
LESSONS = {
    1: "20_training_1_promises",
    2: "21_training_2_first_minute",
    3: "22_training_3_classify",
    4: "23_training_4_not_hot",
    5: "24_training_5_leak",
    6: "25_training_6_escalation",
    7: "29_training_test",
}
TEST = 7


@functools.cache
def lesson(number: int) -> dict[str, Any]:
    """All that is written for a lesson.

    Raises:
        ChoiceUnknown: there is no such lesson.
    """
    if number not in LESSONS:
        hint = errors.suggestion(str(number), map(str, LESSONS))
        raise errors.ChoiceUnknown(what="lesson", found=number, hint=hint)
    file = resources.files("heatqa.training") / "lessons" / f"{LESSONS[number]}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def read(texts: Mapping[str, str]) -> str:
    """A text of a lesson in the language in force, as it is printed."""
    return _in_print(pick(texts).strip())


class Words:
    """What is written for one exercise, in the language in force."""

    def __init__(self, number: int, exercise: str) -> None:
        self.name = exercise
        self._entry = lesson(number)["exercise"][exercise]

    def __call__(self, name: str, /, **facts: Any) -> str:
        """The text of that name, facts filled in."""
        return _in_print(read(self._entry[name]).format(**facts))

    def options(self, name: str = "options") -> dict[str, str]:
        """Options that are written by hand: code and label."""
        return {code: read(label) for code, label in self._entry[name].items()}

    def rows(self, name: str) -> Any:
        """Entries that are written by hand, as they stand."""
        return self._entry[name]


def _in_print(text: str) -> str:
    return typography.in_print(text) if current() == "zh" else text
