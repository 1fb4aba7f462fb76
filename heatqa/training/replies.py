"""What a trainee hears after an answer: right with the reason, or a hint, never the key."""

from dataclasses import dataclass
from html import escape

from heatqa.language import printed, say

RIGHT, WRONG, OPEN, UNCLEAR = "right", "wrong", "open", "unclear"
MARKS = {RIGHT: "✓", WRONG: "✗", OPEN: "·", UNCLEAR: "?"}


class Note(str):
    """A sentence that a notebook shows without quotation marks."""

    __slots__ = ()
    __repr__ = str.__str__


@dataclass(frozen=True)
class Line:
    """What is said of one answer."""

    number: int
    state: str
    words: str


@dataclass(frozen=True)
class Reply:
    """What is said of all answers of an exercise."""

    title: str
    tries: int
    lines: tuple[Line, ...]

    def count(self, state: str) -> int:
        """How many answers are in that state."""
        return sum(line.state == state for line in self.lines)

    @property
    @printed()
    def head(self) -> str:
        """The first line: how many are right, wrong, left."""
        left = self.count(OPEN) + self.count(UNCLEAR)
        if left == len(self.lines):
            return say("training.nothing_yet", title=self.title)
        return say(
            "training.so_far",
            title=self.title,
            tries=self.tries,
            right=self.count(RIGHT),
            wrong=self.count(WRONG),
            left=left,
        )

    def shown(self) -> list[tuple[str, str, str]]:
        """Sign, numbers and words; what is said of several answers alike stands once."""
        numbers: dict[tuple[str, str], list[str]] = {}
        for line in self.lines:
            if line.state != OPEN:
                numbers.setdefault((line.state, line.words), []).append(str(line.number))
        return [
            (MARKS[state], ", ".join(places), words) for (state, words), places in numbers.items()
        ]

    def __repr__(self) -> str:
        return "\n".join((self.head, *(" ".join(line) for line in self.shown())))

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<li><b>{sign} {numbers}</b> {escape(words)}</li>"
            for sign, numbers, words in self.shown()
        )
        return f"<p><b>{escape(self.head)}</b></p><ul>{rows}</ul>"
