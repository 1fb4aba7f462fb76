"""How much redaction finds in texts whose people are marked in braces: `{n:王芳}来电`."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from heatqa.redaction.cases import redact

NUMBERS, NAMES, ADDRESSES = frozenset("pibcwqeh"), frozenset("n"), frozenset("a")
_MARKED = re.compile(r"\{(\w):([^}]*)\}")


@dataclass
class Score:
    """Finds wanted and made by kind, and texts without people that were altered."""

    wanted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    untouched: int = 0
    altered: int = 0

    def recall(self, kinds: frozenset[str]) -> float:
        """Share of the finds of these kinds that were made, 0 to 1."""
        return sum(self.found[kind] for kind in kinds) / sum(self.wanted[kind] for kind in kinds)


def read(file: Path) -> list[str]:
    """The marked texts of a file, a line each; lines that begin with # are remarks."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def unmarked(text: str) -> str:
    """The text as somebody wrote it.

    Example:
        >>> unmarked("{n:王芳}来电")
        '王芳来电'
    """
    return _MARKED.sub(r"\2", text)


def score(marked: Iterable[str]) -> Score:
    """Redact marked texts.

    A find counts if it is masked to its last character; blanks and commas within it may stay.
    """
    total = Score()
    for line in marked:
        text = unmarked(line)
        done = redact(text)
        covered = {place for span in done.spans for place in range(span.start, span.end)}
        wanted, before = list(_MARKED.finditer(line)), 0
        for match in wanted:
            start = match.start() - before
            before += len(match.group()) - len(match[2])
            places = [start + at for at, sign in enumerate(match[2]) if sign not in " ,，"]
            total.wanted[match[1]] += 1
            total.found[match[1]] += all(place in covered for place in places)
        if not wanted:
            total.untouched += 1
            total.altered += done.text != text
    return total
