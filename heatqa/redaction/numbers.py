"""Numbers and identifiers that give a person away: telephones, cards, plates, accounts."""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from heatqa.redaction import checks, digits
from heatqa.redaction.data import Found, patterns

# What a text without any number, account or plate lacks: most texts.
_ANY = re.compile(r"[A-Za-z]|\d(?:\D{0,14}\d){2}")
# The fewest figures of a telephone and of a part of one, and of an account's letters.
_SHORTEST, _PIECE, _SHORTEST_ACCOUNT = 7, 3, 5
# Enough of the text before and after a number to see what it is called.
_BESIDE = 24


@dataclass(frozen=True)
class _Pattern:
    kind: str
    find: re.Pattern[str]
    digits: bool
    check: str | None
    not_found: re.Pattern[str] | None

    def matches(self, narrow: str, plain: str) -> Iterator[re.Match[str]]:
        """In the text as it stands as well: the 一 of 13800138000一直占线 is no figure."""
        yield from self.find.finditer(narrow)
        if self.digits and plain != narrow:
            yield from self.find.finditer(plain)


def find(text: str, published: frozenset[str] = frozenset()) -> Iterator[Found]:
    """Start, end and kind of every number found; several may overlap, the first counts.

    Args:
        text: What somebody said or wrote.
        published: Figures of the company's own numbers, which stay.

    Example:
        >>> set(find("回电138 0013 8000"))
        {(2, 15, 'phone')}
    """
    return (found for found, own in _read(text, published) if not own)


def may_be(text: str, start: int, end: int) -> bool:
    """Whether what the tagger takes for a number may be one: an account, or figures counted of.

    Three figures in a row, told piece by piece, are a part of a number only where nothing is
    counted by them.
    """
    found = text[start:end]
    plain = digits.figures(found).strip()
    many = sum(sign.isdigit() for sign in plain)
    if kind(found) == "wechat":
        return len(found) >= _SHORTEST_ACCOUNT
    return many >= _SHORTEST or (
        many >= _PIECE and many == len(plain) and bool(_pieces_end().match(text, end))
    )


@functools.cache
def _pieces_end() -> re.Pattern[str]:
    return re.compile(patterns()["pieces"]["after"])


def company_owned(text: str, published: frozenset[str]) -> list[Found]:
    """Telephones of the company itself, which `find` leaves out."""
    return [found for found, own in _read(text, published) if own]


def _read(text: str, published: frozenset[str]) -> Iterator[tuple[Found, bool]]:
    """Every number, and whether it is a telephone of the company."""
    narrow, plain = digits.narrow(text), digits.figures(text)
    if not _ANY.search(plain):
        return
    for pattern in _patterns():
        for match in pattern.matches(narrow, plain):
            group = 1 if pattern.find.groups else 0
            start, end = match.span(group)
            found = match.group(group)
            if pattern.not_found and pattern.not_found.search(found):
                continue
            if pattern.check and not getattr(checks, pattern.check)(
                found, _business(narrow, start, end)
            ):
                continue
            own = pattern.kind == "phone" and _is_published(narrow, start, found, published)
            yield (start, end, pattern.kind), own


def kind(found: str) -> str:
    """The kind of a number that no pattern knows: letters make an account, figures a telephone."""
    return "wechat" if re.search("[A-Za-z]{2}", found) else "phone"


def _is_published(text: str, start: int, found: str, published: frozenset[str]) -> bool:
    """Whether it is the company's own number: one of its list, or a landline called a hotline."""
    number = digits.bare(found)
    if number in published:
        return True
    called_so = _published().search(text[max(0, start - _BESIDE) : start])
    return bool(called_so) and not checks.MOBILE.fullmatch(number)


def _business(text: str, start: int, end: int) -> bool:
    before, after = _beside()
    return bool(
        before.search(text[max(0, start - _BESIDE) : start])
        or after.search(text[end : end + _BESIDE])
    )


@functools.cache
def _beside() -> tuple[re.Pattern[str], re.Pattern[str]]:
    business = patterns()["business"]
    return re.compile(business["before"]), re.compile(business["after"])


@functools.cache
def _published() -> re.Pattern[str]:
    return re.compile(patterns()["published"]["before"])


@functools.cache
def _patterns() -> tuple[_Pattern, ...]:
    return tuple(
        _Pattern(
            entry["kind"],
            re.compile(entry["find"]),
            entry.get("digits", False),
            entry.get("check"),
            re.compile(entry["not_found"]) if "not_found" in entry else None,
        )
        for entry in patterns()["number"]
    )
