"""How much room a text takes, estimated without the font: which one a reader has is not known.

Letters are taken as wide as those of DejaVu Sans, which Linux shows where there is no Arial and
which is wider; Chinese characters are as wide as high.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from heatqa.review.forms import look

# Shares of the size, of the wider half of each kind of letter.
_WIDE, _BROAD, _CAPITAL, _DIGIT, _SMALL, _NARROW, _OTHER = 1.0, 0.92, 0.75, 0.64, 0.62, 0.4, 0.65
_SLIM = frozenset("ijlftrI|!.,:;'`()[]/ -·")
_FAT = frozenset("mwMWOQG%@—…&")
_BOLD = 1.12
_CHINESE = "⺀-鿿＀-￯"
# A word stays whole; every Chinese character may end a line, what closes stays with it. A space
# that must not be broken is no space here.
_CLOSING = "\u3001\u3002\u300b\u201d\u2019,;:?!)\uff0c\uff1b\uff1a\uff1f\uff01\uff09"
_PIECES = re.compile(rf"[ \t\n]+|[^ \t\n{_CHINESE}]+|[{_CHINESE}][{_CLOSING}]*")
# Some programs put a quarter of a character between Chinese and Latin letters.
_SEAM = re.compile(rf"(?<=[{_CHINESE}])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9%])(?=[{_CHINESE}])")
_BETWEEN = 0.25
_UNIT = re.compile(r"(?<=\d) (?=%|°C|‰)")
_ELLIPSIS = "…"


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Points that a text takes on one line.

    Example:
        >>> width("供热", 10)
        20.0
    """
    seams = len(_SEAM.findall(text)) * _BETWEEN
    return (sum(map(_share, text)) + seams) * size * (_BOLD if bold else 1)


def together(text: str) -> str:
    r"""The text with numbers and their units kept on one line.

    Example:
        >>> together("97.0 %") == "97.0\N{NO-BREAK SPACE}%"
        True
    """
    return _UNIT.sub("\N{NO-BREAK SPACE}", text)


def lines(text: str, size: float, room: float, *, bold: bool = False) -> int:
    """How many lines a text takes where each is `room` points wide.

    Example:
        >>> lines("供热供热", 10, 30), lines("", 10, 30)
        (2, 1)
    """
    taken, used, last = 1, 0.0, " "
    for piece in _PIECES.findall(text):
        needed = width(piece, size, bold=bold)
        if piece[0].isalnum() and last.isalnum() and _chinese(piece[0]) != _chinese(last):
            needed += _BETWEEN * size
        last = piece[-1]
        if used + needed <= room:
            used += needed
        elif piece.isspace():
            used = room
        else:
            # A word longer than the line is broken wherever the line ends.
            further = int(needed // room)
            taken += (1 if used else 0) + further
            used = needed - further * room
    return taken


def height(paragraphs: Sequence[str], size: float, room: float, *, bold: bool = False) -> float:
    """Points that paragraphs take from top to bottom."""
    count = sum(lines(text, size, room, bold=bold) for text in paragraphs)
    return count * size * look.spacing("line")


def fitting(
    paragraphs: Sequence[str], sizes: Sequence[float], box: look.Box, *, bold: bool = False
) -> float | None:
    """The first size at which paragraphs fit into a box, none if even the last is too large."""
    for size in sizes:
        if height(paragraphs, size, box.width, bold=bold) <= box.height:
            return size
    return None


def cut(text: str, size: float, box: look.Box, *, bold: bool = False) -> str:
    """A text that fits into a box, its end given up for an ellipsis where it must be."""
    if height([text], size, box.width, bold=bold) <= box.height:
        return text
    pieces = _PIECES.findall(text)
    while pieces:
        pieces.pop()
        shorter = "".join(pieces).rstrip() + _ELLIPSIS
        if height([shorter], size, box.width, bold=bold) <= box.height:
            return shorter
    return _ELLIPSIS


def longest_piece(text: str, size: float, *, bold: bool = False) -> float:
    """The width below which a text could only be broken within a word."""
    return max((width(piece, size, bold=bold) for piece in _whole(text)), default=0.0)


def _chinese(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in "WF"


def _whole(text: str) -> Iterator[str]:
    return (piece for piece in _PIECES.findall(text) if not piece.isspace())


def _share(letter: str) -> float:
    if letter in _SLIM:
        return _NARROW
    if letter in _FAT:
        return _BROAD
    if _chinese(letter):
        return _WIDE
    if letter.isdigit():
        return _DIGIT
    if letter.isupper():
        return _CAPITAL
    return _SMALL if letter.islower() else _OTHER
