"""Names of people: a surname with a title, or with what stands around a name."""

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from heatqa.redaction.announcing import SIGNS, Places
from heatqa.redaction.data import Found, filled, name_patterns, names
from heatqa.redaction.name_pieces import pieces
from heatqa.redaction.words import either

# A single character is a surname only where nothing is written on to it.
_STANDS_ALONE = re.compile(f"^[{SIGNS}姓贵的叫是]?.(?:[{SIGNS}的那吧呀啊]|$)")
# No letters, one letter, or signs and words that no name holds.
_NO_NAME = re.compile(r"^[\W_]*$|^\s*[A-Za-z]\s*$|[\d《》*\n\r您你我他她们吗呢]")
_SURE_TITLE = re.compile("(?:先生|女士|小姐)$")


def find(text: str) -> Iterator[Found]:
    """Start, end and kind of every name found; several may overlap, the longest counts.

    Example:
        >>> set(find("用户王某某称不热")), set(find("高温天气"))
        ({(2, 5, 'name')}, set())
    """
    places = Places(text)
    for pattern in _patterns():
        for match in pattern.matches(text, places):
            start, end = match.span("name")
            if _is_name(text, start, end, pattern.shape):
                yield start, end, "name"


@dataclass(frozen=True)
class _Pattern:
    """What a name of a shape looks like, and after what it begins: anywhere if nothing is said."""

    find: re.Pattern[str]
    shape: str
    after: tuple[str, ...]

    def matches(self, text: str, places: Places) -> Iterator[re.Match[str]]:
        if not self.after:
            yield from self.find.finditer(text)
        for place in places.after(self.after):
            if match := self.find.match(text, place):
                yield match


def may_be(text: str, start: int, end: int) -> bool:
    """Whether what the tagger takes for a name may be one: letters, no word, no river or road."""
    found = text[start:end]
    if _NO_NAME.search(found):
        return False
    word = _begins("words").match(found)
    # 高温 is none; 高温丽 may be one, and 高温丽女士 is.
    if word and len(found) != word.end() + 1 and not _titled().search(found):
        return False
    if end - start == 1:
        return bool(_STANDS_ALONE.match(text[max(0, start - 1) : end + 1]))
    return not (end - start > 2 and _ends_like_a_place(text, end))


def _is_name(text: str, start: int, end: int, shape: str) -> bool:
    """Whether what a pattern of this shape found is no word and no place."""
    if shape == "labelled":
        return not _begins("nobody").match(text, start)
    if shape == "surname":
        return True
    if _joined().search(text, max(0, start - 2), start + 1):
        return False
    is_word = bool(_begins("words").match(text, start))
    if shape == "titled":
        joins = is_word or text[start] in names()["hinges"]
        return not joins or bool(_SURE_TITLE.search(text, start, end))
    if is_word or _begins("places").match(text, end):
        return False
    if shape == "nicknamed":
        return not _begins("words").match(text, start + 1)
    return shape != "bare" or not (_ends_like_a_place(text, end) or _in_place(text, end))


def _ends_like_a_place(text: str, end: int) -> bool:
    """龙津河 is a river, 上官万里 is not a lane."""
    return text[end - 1] in names()["endings"] and text[end - 2 : end] not in names()["twins"]


def _in_place(text: str, end: int) -> bool:
    """万豪国际: a place may begin with what looks like the last character of a name."""
    place = _begins("places").match(text, end - 1)
    return bool(place) and len(place.group()) > 1


@functools.cache
def _patterns() -> Sequence[_Pattern]:
    of_names = pieces()
    return tuple(
        _pattern(filled(written, of_names), shape)
        for shape, patterns in name_patterns().items()
        for written in patterns
    )


def _pattern(written: str, shape: str) -> _Pattern:
    """`edge|label > (?P<name>…)` is a name after an edge or a label."""
    after, parted, find = written.partition(" > ")
    kinds = tuple(after.split("|")) if parted else ()
    return _Pattern(re.compile(find if parted else written), shape, kinds)


@functools.cache
def _begins(words: str) -> re.Pattern[str]:
    """Any word of one of the lists."""
    return re.compile(either(names()[words]))


@functools.cache
def _titled() -> re.Pattern[str]:
    return re.compile(either(names()["titles"]) + "$")


@functools.cache
def _joined() -> re.Pattern[str]:
    return re.compile(either(names()["joined"]) + "$")
