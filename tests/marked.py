"""Texts whose people are marked in braces, and how many of them redaction finds."""

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from heatqa.redaction import redact

TEXTS = Path(__file__).parent / "texts"
_MARKED = re.compile(r"\{(\w):([^}]*)\}")
NUMBERS = frozenset("pibcwqe")


@dataclass
class Score:
    """Finds wanted and made by kind, and texts without people that were altered."""

    wanted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    untouched: int = 0
    altered: int = 0

    def recall(self, kinds: frozenset[str]) -> float:
        return sum(self.found[kind] for kind in kinds) / sum(self.wanted[kind] for kind in kinds)


def lines(name: str) -> list[str]:
    text = (TEXTS / f"redaction_{name}.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def unmarked(line: str) -> str:
    return _MARKED.sub(r"\2", line)


def score(name: str) -> Score:
    """Every find must be masked to its last character; blanks and commas within it may stay."""
    total = Score()
    for line in lines(name):
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
