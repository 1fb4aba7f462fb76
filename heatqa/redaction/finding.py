"""All that gives a person away in one text: what numbers, patterns and tagger find, put together.

Numbers go by patterns and check digits, and go first. Names and addresses are found by patterns
and by the tagger, which hears the patterns. What is found becomes filler and the rest is searched
again, until nothing is found.
"""

import functools
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from heatqa.redaction import addresses, names, numbers, tagger
from heatqa.redaction.data import names as name_data
from heatqa.redaction.signs import FILLER
from heatqa.redaction.wholes import grown
from heatqa.redaction.words import either

Found = tuple[int, int, str]
# Marks already in a text, ours or those of an earlier load, are left alone.
_MARK = re.compile("〔[^〔〕]{1,8}〕")
# How readily the tagger finds somebody where nobody has been found, and beside somebody. By the
# share of untouched texts that are altered, authors left out in turn: benchmarks/redaction.py.
ALONE, BESIDE = -4.0, 3.0
# So far from somebody, in characters, it is beside him; farther it falls by one each so many more.
_REACH, _FALL = 10, 20
# How much more readily it does where a pattern speaks.
TRUST = 1.0
_LONG = 5
_FULL = re.compile("[一-鿿]{2,}")


@dataclass(frozen=True)
class Span:
    """One find: what kind, the exact words, and where they stood."""

    kind: str
    text: str
    start: int
    end: int


def spans(text: str, published: frozenset[str], known: Iterable[str]) -> list[Span]:
    """All finds, none over another.

    Args:
        text: What somebody said or wrote.
        published: Figures of the company's own numbers, which stay.
        known: Full names found in other texts of the case.
    """
    rest = unmarked(text)
    found: list[Found] = []
    while True:
        before = len(found)
        for finder in (numbers.find, people):
            rest = _taken(functools.partial(finder, published=published), rest, found)
        full = {*known, *(text[start:end] for start, end, kind in found if kind == "name")}
        rest = _taken(functools.partial(_called, full), rest, found)
        if len(found) == before:
            return [Span(kind, text[start:end], start, end) for start, end, kind in found]


def unmarked(text: str) -> str:
    """The text with filler in place of its marks."""
    return _MARK.sub(lambda mark: FILLER * len(mark.group()), text)


def filled(rest: str, start: int, end: int) -> str:
    """The text with filler from start to end."""
    return rest[:start] + FILLER * (end - start) + rest[end:]


def _taken(finder: Callable[[str], Iterable[Found]], rest: str, found: list[Found]) -> str:
    """The rest without what a finder finds, which is added to `found`."""
    for start, end, kind in finder(rest):
        if FILLER not in rest[start:end]:
            found.append((start, end, kind))
            rest = filled(rest, start, end)
    return rest


def _called(names_in_full: Iterable[str], rest: str) -> Iterator[Found]:
    """A full name found once in a case is masked wherever it stands."""
    bare = {titled().sub("", name) for name in names_in_full}
    for name in sorted(filter(_FULL.fullmatch, bare), key=lambda name: (-len(name), name)):
        for match in re.finditer(name, rest):
            yield *match.span(), "name"


def people(rest: str, published: frozenset[str]) -> Iterator[Found]:
    """Names and addresses, and numbers that the patterns of numbers overlook."""
    ruled = by_patterns(rest)
    somebody = FILLER in rest
    said = tagger.letters(len(rest), ruled)
    company = numbers.company_owned(rest, published)
    tagged = [
        (start, end, numbers.kind(rest[start:end]) if kind == "number" else kind)
        for start, end, kind in tagger.own().find(rest, said, leans(rest), TRUST)
        if (kind != "name" or names.may_be(rest, start, end))
        and not any(start < after and before < end for before, after, _ in company)
    ]
    # What the tagger does not believe is believed beside somebody, or where it can be nothing else.
    believed = [one for one in ruled if somebody or tagged or _sure(rest, *one)]
    yield from grown(rest, tagged + believed)


def _sure(rest: str, start: int, end: int, kind: str) -> bool:
    """Whether a pattern's find stands by itself: a long address, a plain surname with a title."""
    if kind == "address":
        return end - start >= _LONG
    return rest[start] in name_data()["surnames"] and bool(titled().search(rest, start, end))


def leans(rest: str) -> npt.NDArray[np.float64]:
    """How readily somebody is found at each character, by how far the nearest find is."""
    filler = np.fromiter((sign == FILLER for sign in rest), bool, len(rest))
    if not filler.any():
        return np.full(len(rest), ALONE)
    places = np.arange(len(rest))
    found = places[filler]
    after = np.searchsorted(found, places).clip(max=len(found) - 1)
    far = np.minimum(abs(found[after] - places), abs(places - found[(after - 1).clip(min=0)]))
    return (BESIDE - (far - _REACH).clip(min=0) / _FALL).clip(min=ALONE)


def by_patterns(rest: str) -> list[Found]:
    """Addresses, then names, the longest first, none over another."""
    found: list[Found] = []
    for finder in (addresses.find, names.find):
        for start, end, kind in sorted(finder(rest), key=lambda one: one[0] - one[1]):
            if FILLER not in rest[start:end]:
                found.append((start, end, kind))
                rest = filled(rest, start, end)
    return found


@functools.cache
def titled() -> re.Pattern[str]:
    """The title at the end of a name."""
    return re.compile(either(name_data()["titles"]) + "$")
