"""How much redaction finds in texts whose people are marked in braces: `{n:王芳}来电`."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from heatqa.redaction.cases import redact

NUMBERS, NAMES, ADDRESSES = frozenset("pibcwqeh"), frozenset("n"), frozenset("a")
MARKED = re.compile(r"\{(\w):([^}]*)\}")


@dataclass
class Score:
    """Finds wanted and made by kind, and what was masked besides.

    `altered` are texts without people that were; `free` and `over` count the characters of texts
    with people that nobody is in, and those of them that were masked.
    """

    wanted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    untouched: int = 0
    altered: int = 0
    free: int = 0
    over: int = 0

    def recall(self, kinds: frozenset[str]) -> float:
        """Share of the finds of these kinds that were made, 0 to 1."""
        return sum(self.found[kind] for kind in kinds) / sum(self.wanted[kind] for kind in kinds)

    def add(self, other: "Score") -> None:
        """Count another's texts in."""
        self.wanted += other.wanted
        self.found += other.found
        self.untouched += other.untouched
        self.altered += other.altered
        self.free += other.free
        self.over += other.over


def read(file: Path) -> list[str]:
    """The marked texts of a file, a line each; lines that begin with # are remarks."""
    return marked_lines(file.read_text(encoding="utf-8"))


def marked_lines(content: str) -> list[str]:
    """The marked texts of a file's content."""
    return [line for line in content.splitlines() if line.strip() and not line.startswith("#")]


def unmarked(text: str) -> str:
    """The text as somebody wrote it.

    Example:
        >>> unmarked("{n:王芳}来电")
        '王芳来电'
    """
    return MARKED.sub(r"\2", text)


def score(marked: Iterable[str]) -> Score:
    """Redact marked texts.

    A find counts if it is masked to its last character; blanks and commas within it may stay.
    """
    total = Score()
    for line in marked:
        text = unmarked(line)
        done = redact(text)
        covered = {place for span in done.spans for place in range(span.start, span.end)}
        wanted, before = list(MARKED.finditer(line)), 0
        for match in wanted:
            start = match.start() - before
            before += len(match.group()) - len(match[2])
            places = [start + at for at, sign in enumerate(match[2]) if sign not in " ,，"]
            total.wanted[match[1]] += 1
            total.found[match[1]] += all(place in covered for place in places)
            covered -= {*range(start, start + len(match[2]))}
        if wanted:
            total.free += len(text) - sum(len(match[2]) for match in wanted)
            total.over += len(covered)
        else:
            total.untouched += 1
            total.altered += done.text != text
    return total
