"""What every condition that a user can mend has in common, and words offered for mistaken ones."""

import difflib
from collections.abc import Iterable
from typing import Any, ClassVar

from heatqa import language

# Words offered where none is close: more than these nobody reads.
_MOST_KNOWN = 30


class HeatqaError(Exception):
    """A condition the user can mend; `str()` is the whole message in the user's language."""

    key: ClassVar[str]

    def __init__(self, **facts: Any) -> None:
        super().__init__(facts)
        self.facts = facts

    def __str__(self) -> str:
        return language.say(f"error.{self.key}", **self.facts)


def nearest(word: str, known: Iterable[str]) -> str:
    """The closest known words to a mistaken one, for "did you mean"; empty if none is close."""
    close = difflib.get_close_matches(word, list(known), n=3, cutoff=0.5)
    return ", ".join(close)


def suggestion(word: str, known: Iterable[str]) -> str:
    """A sentence that offers the closest known words, or lists them, if many only the first."""
    known = list(known)
    close = nearest(word, known)
    if close:
        return language.say("hint.did_you_mean", words=close)
    shown = [*known[:_MOST_KNOWN], "…"] if len(known) > _MOST_KNOWN else known
    return language.say("hint.known", words=", ".join(shown))
