"""What the tagger sees of each character: itself, its class, and the words it begins or ends."""

import functools
import re

import numpy as np
import numpy.typing as npt

from heatqa.redaction.data import FILLER, names

Codes = npt.NDArray[np.uint64]
# Columns of what is seen, by the letter that templates call them (templates.py).
COLUMNS = "cqbert"
_RUN = re.compile(r"[0-9]+|[零〇○一二三四五六七八九幺十百两]+|[A-Za-z]+")
_CLASSES = (
    ("0123456789", 1),
    ("零〇○一二三四五六七八九幺十百两", 2),
    (FILLER, 3),
    (" \n\t", 5),
    (",，、;；", 6),
    ("。.!！?？…~", 7),
    (":：", 8),
    ("()（）[]【】", 9),
    ("-/#—", 10),
)
_LETTER, _OTHER, _HAN = 4, 11, 12
_LISTS = (
    "compound",
    "foreign",
    "twins",
    "callings",
    "summons",
    "moments",
    "fields",
    "roles",
    "introductions",
    "follows",
    "does",
    "says",
    "nobody",
    "titles",
    "short_titles",
    "joined",
    "words",
    "places",
    "doubled_words",
)
# Doors are floor and number: 501, 1203. Of four figures a year is none.
_FLOORS, _DOORS, _YEARS = range(1, 36), range(1, 13), range(1990, 2031)


def seen(text: str, ruled: str) -> Codes:
    """One row per character: the columns of COLUMNS.

    Args:
        text: The text, narrow, with filler where something has been found.
        ruled: What the patterns say of each character, in any letters.
    """
    length = len(text)
    signs = np.fromiter(map(_sign, text), np.uint64, length)
    begun, ended = _words(text)
    codes = np.empty((length, len(COLUMNS)), np.uint64)
    codes[:, 0] = np.fromiter((ord(sign) for sign in re.sub("[0-9]", "0", text)), np.uint64, length)
    codes[:, 1] = signs + np.uint64(256) * _runs(text)
    codes[:, 2], codes[:, 3] = begun, ended
    codes[:, 4] = np.fromiter(map(ord, ruled), np.uint64, length)
    codes[:, 5] = (FILLER in text) + 2 * bool(re.search("[0-9]{3,4}", text))
    return codes


@functools.cache
def _sign(sign: str) -> int:
    """The class of a character, how sure a surname and how likely a given name it is."""
    data = names()
    kind = next((code for signs, code in _CLASSES if sign in signs), 0)
    if not kind:
        letter = sign.isascii() and sign.isalpha()
        kind = _LETTER if letter else _HAN if "一" <= sign <= "鿿" else _OTHER
    levels = (data["surnames"], data["shy"], data["faint"] + data["rare"])
    surname = next((level for level, signs in enumerate(levels, 1) if sign in signs), 0)
    levels = (data["core"], data["given"], data["never"])
    given = next((level for level, signs in enumerate(levels, 1) if sign in signs), 0)
    return kind + 16 * surname + 64 * given


def _words(text: str) -> tuple[list[int], list[int]]:
    """Which lists hold a word that begins, and one that ends, at each character, as bits."""
    known, lengths = _known()
    begun, ended = [0] * len(text), [0] * len(text)
    for start, sign in enumerate(text):
        for length in lengths.get(sign, ()):
            lists = known.get(text[start : start + length])
            if lists and start + length <= len(text):
                begun[start] |= lists
                ended[start + length - 1] |= lists
    return begun, ended


@functools.cache
def _known() -> tuple[dict[str, int], dict[str, tuple[int, ...]]]:
    """The words of all lists, and how long those are that begin with a character."""
    known: dict[str, int] = {}
    lengths: dict[str, set[int]] = {}
    for bit, name in enumerate(_LISTS):
        for word in names()[name]:
            known[word] = known.get(word, 0) | 1 << bit
            lengths.setdefault(word[0], set()).add(len(word))
    return known, {sign: tuple(sorted(found)) for sign, found in lengths.items()}


def _runs(text: str) -> Codes:
    """How long the run of figures, numerals or letters is, and whether it looks like a door."""
    runs = np.zeros(len(text), np.uint64)
    for match in _RUN.finditer(text):
        runs[match.start() : match.end()] = _run(match.group())
    return runs


def _run(found: str) -> int:
    length = min(len(found), 6)
    if not found.isascii():
        return 40 + length
    if found.isalpha():
        return 50 + length
    if len(found) in (3, 4):
        if len(found) == 4 and int(found) in _YEARS:
            return 25
        if int(found[:-2]) in _FLOORS and int(found[-2:]) in _DOORS:
            return 20 + length
    if len(found) <= 2:
        return 30 + (int(found) >= _FLOORS.stop) + 2 * (len(found) == 1)
    return 10 + length
