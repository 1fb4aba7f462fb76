"""Addresses finer than the community: building, entrance, floor and door."""

import functools
import re
from collections.abc import Iterator

from heatqa.redaction import digits
from heatqa.redaction.data import Found, addresses, filled


def find(text: str) -> Iterator[Found]:
    """Start, end and kind of every address found; several may overlap, the longest counts.

    Example:
        >>> [text for text in ("暖河小区3-2-501", "2025-11-23") if list(find(text))]
        ['暖河小区3-2-501']
    """
    plain = digits.narrow(text)
    narrows = tail()
    for pattern in _patterns():
        for match in pattern.finditer(plain):
            start, end = match.span(1 if pattern.groups else 0)
            # A separator that the pattern took along belongs to the sentence.
            while plain[end - 1] in " ,，、.。·/的-":
                end -= 1
            while further := narrows.match(plain, end):
                end = further.end()
            yield start, end, "address"


@functools.cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(filled(entry["find"], _pieces())) for entry in addresses()["whole"])


@functools.cache
def tail() -> re.Pattern[str]:
    """What narrows an address further, whichever form it has: the second home from the east."""
    return re.compile(_pieces()["tail"])


@functools.cache
def _pieces() -> dict[str, str]:
    pieces: dict[str, str] = {}
    for name, piece in addresses()["pieces"].items():
        pieces[name] = filled(piece, pieces)
    return pieces
