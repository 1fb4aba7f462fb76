"""Addresses finer than the community: building, entrance, floor and door."""

import functools
import re
from collections.abc import Iterator

from heatqa.redaction import digits
from heatqa.redaction.data import addresses, filled


def find(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and kind of every address found; several may overlap, the longest counts.

    Example:
        >>> [text for text in ("暖河小区3-2-501", "2025-11-23") if list(find(text))]
        ['暖河小区3-2-501']
    """
    plain = digits.narrow(text)
    for pattern in _patterns():
        for match in pattern.finditer(plain):
            start, end = match.span(1 if pattern.groups else 0)
            # A separator that the pattern took along belongs to the sentence.
            while plain[end - 1] in " ,，、.。·/的-":
                end -= 1
            yield start, end, "address"


@functools.cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    data = addresses()
    pieces: dict[str, str] = {}
    for name, piece in data["pieces"].items():
        pieces[name] = filled(piece, pieces)
    return tuple(re.compile(filled(entry["find"], pieces)) for entry in data["whole"])
