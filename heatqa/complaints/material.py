"""What the models learn from: short phrases by leaf, and whole texts by several hands."""

import csv
import functools
import io
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from typing import Literal

from heatqa.complaints.data import read
from heatqa.complaints.taxonomy import CANNOT_TELL, OUTSIDE

_PHRASES = "phrases.toml"
# What stands before a phrase that is an emergency.
_URGENT = "! "

Kind = Literal["phrase", "framed", "whole", "label"]


@dataclass(frozen=True)
class Lesson:
    """A text whose leaf is known.

    Attributes:
        text: What is said.
        leaf: Its leaf, or "X" if it belongs to none.
        urgent: Whether it is an emergency; None where nobody said.
        kind: A `phrase` alone, the same `framed` by what people say around it, a `whole` text, or
            a text with a company's own `label`.
        second_leaf: The leaf of a second matter in it, empty if there is none.
        hand: Who wrote it, where that is known.
    """

    text: str
    leaf: str
    urgent: bool | None
    kind: Kind
    second_leaf: str = ""
    hand: str = ""


@functools.cache
def own() -> tuple[Lesson, ...]:
    """All that comes with heatqa."""
    alone = phrases()
    return (*alone, *_framed(alone), *whole())


def phrases() -> list[Lesson]:
    """Heatqa's own phrases."""
    return [
        Lesson(line.removeprefix(_URGENT), leaf, line.startswith(_URGENT), "phrase")
        for leaf, lines in read(_PHRASES)["phrases"].items()
        for line in lines.strip().splitlines()
    ]


def whole() -> Iterator[Lesson]:
    """The whole texts of `told.csv`, written by people who knew neither phrases nor clues."""
    file = resources.files("heatqa.complaints") / "told.csv"
    for row in csv.DictReader(io.StringIO(file.read_text(encoding="utf-8"), newline="")):
        leaf = OUTSIDE if row["leaf"] == CANNOT_TELL else row["leaf"]
        urgent, second = row["urgent"] == "yes", row["second_leaf"]
        yield Lesson(row["text"], leaf, urgent, "whole", second, row["id"][0])


def _framed(alone: list[Lesson]) -> Iterator[Lesson]:
    """Each phrase between what people say before and after the matter, in turn."""
    before, after = (read(_PHRASES)["around"][name] for name in ("before", "after"))
    for place, lesson in enumerate(alone):
        said = before[place % len(before)] + lesson.text + after[place % len(after)]
        yield Lesson(said, lesson.leaf, None, "framed")
