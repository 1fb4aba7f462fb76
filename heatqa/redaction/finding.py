"""All that gives a person away in one text: what numbers, patterns and tagger find, put together.

Numbers go by patterns and check digits, and go first. Names and addresses are found by patterns
and by the tagger, which hears the patterns. What is found becomes filler and the rest is searched
again, until nothing is found.
"""

import functools
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from heatqa.redaction import addresses, names, numbers
from heatqa.redaction.data import FILLER, Found, patterns
from heatqa.redaction.data import names as name_data
from heatqa.redaction.wholes import grown
from heatqa.redaction.words import either

# Marks already in a text, ours or those of an earlier load, are left alone.
_MARK = re.compile(r"〔(?=[^〔〕]{1,8}〕)([^〔〕]+?)\d*〕")
_OTHER_MARK = "※"
_LONG = 5
# No account holds these; markup does.
_NO_ACCOUNT = re.compile(r"[<>=\"']")
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
    """The text with filler in place of marks of people, and something else for other marks."""

    def hidden(mark: re.Match[str]) -> str:
        return (FILLER if mark[1] in _words_of_marks() else _OTHER_MARK) * len(mark[0])

    return _MARK.sub(hidden, text)


@functools.cache
def _words_of_marks() -> frozenset[str]:
    """What our marks say, and those that loading sets."""
    loading = (patterns()["loading"][name]["mark"] for name in ("mail", "number"))
    return frozenset({*patterns()["marks"].values(), *(mark.strip("〔〕") for mark in loading)})


def filled(rest: str, start: int, end: int) -> str:
    """The text with filler from start to end."""
    return rest[:start] + FILLER * (end - start) + rest[end:]


def _taken(finder: Callable[[str], Iterable[Found]], rest: str, found: list[Found]) -> str:
    """The rest without what a finder finds, which is added to `found`."""
    for start, end, kind in finder(rest):
        if not {FILLER, _OTHER_MARK} & {*rest[start:end]}:
            found.append((start, end, kind))
            rest = filled(rest, start, end)
    return rest


def _called(names_in_full: Iterable[str], rest: str) -> Iterator[Found]:
    """A full name found once in a case is masked wherever it stands."""
    bare = {titled().sub("", name) for name in names_in_full}
    for name in sorted(filter(_FULL.fullmatch, bare), key=lambda name: (-len(name), name)):
        start = rest.find(name)
        while start >= 0:
            yield start, start + len(name), "name"
            start = rest.find(name, start + len(name))


def people(rest: str, published: frozenset[str]) -> Iterator[Found]:
    """Names and addresses, and numbers that the patterns of numbers overlook."""
    # It takes numba along, which only those wait for who have something to redact.
    from heatqa.redaction import tagger

    ruled = by_patterns(rest)
    tagged = [one for one in tagger.own().find(rest, ruled) if _may_be(rest, *one)]
    if any(sign.isdigit() for start, end, _ in tagged for sign in rest[start:end]):
        company = numbers.company_owned(rest, published)
        tagged = [one for one in tagged if not any(_meet(one, other) for other in company)]
    # What the tagger does not believe is believed beside somebody, or where it can be nothing else.
    somebody = tagged or FILLER in rest
    believed = [one for one in ruled if somebody or _sure(rest, *one)]
    yield from grown(rest, tagged + believed)


def _may_be(rest: str, start: int, end: int, kind: str) -> bool:
    """Whether what the tagger takes for something may be that."""
    if kind == "name":
        return names.may_be(rest, start, end)
    if kind == "wechat":
        return not _NO_ACCOUNT.search(rest, start, end)
    return kind != "phone" or numbers.may_be(rest, start, end)


def _meet(one: Found, other: Found) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _sure(rest: str, start: int, end: int, kind: str) -> bool:
    """Whether a pattern's find stands by itself: a long address, a plain surname with a title."""
    if kind == "address":
        return end - start >= _LONG
    return rest[start] in name_data()["surnames"] and bool(titled().search(rest, start, end))


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
