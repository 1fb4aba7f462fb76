"""Names of people: a surname with a title, or with what stands around a name."""

import functools
import re
from collections.abc import Iterator, Sequence

from heatqa.redaction.data import filled, name_patterns, names

Found = tuple[int, int, str]
_HAN = "[一-鿿]"
_SIGNS = r"\s,，。.;；:：!！?？、()（）<>《》\[\]【】“”\"'〔〕/|~～…#\-"
_BETWEEN = r"[\s:：是为叫(（]{0,3}"
# … a telephone or an address that has become filler.
_REACHED = r"(?:[\s,，:：(（/|;；、-]|电话|手机|联系方式|家?住|号码|是|为){0,4}〓"
_SURE_TITLE = re.compile("(?:先生|女士|小姐)$")


def find(text: str) -> Iterator[Found]:
    """Start, end and kind of every name found; several may overlap, the longest counts.

    Example:
        >>> set(find("用户王某某称不热")), set(find("高温天气"))
        ({(2, 5, 'name')}, set())
    """
    for pattern, shape in _patterns():
        for match in pattern.finditer(text):
            start, end = match.span("name")
            if _is_name(text, start, end, shape):
                yield start, end, "name"


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
        return not is_word or bool(_SURE_TITLE.search(text, start, end))
    if is_word or _begins("places").match(text, end):
        return False
    if shape == "nicknamed":
        return not _begins("words").match(text, start + 1)
    return shape != "bare" or not (text[end - 1] in names()["endings"] or _in_place(text, end))


def _in_place(text: str, end: int) -> bool:
    """万豪国际: a place may begin with what looks like the last character of a name."""
    place = _begins("places").match(text, end - 1)
    return bool(place) and len(place.group()) > 1


@functools.cache
def _patterns() -> Sequence[tuple[re.Pattern[str], str]]:
    pieces = _pieces()
    return tuple(
        (re.compile(filled(pattern, pieces)), shape)
        for shape, patterns in name_patterns().items()
        for pattern in patterns
    )


def _pieces() -> dict[str, str]:
    """What patterns are made of: surnames, given names, and the words around them."""
    data = names()
    end = rf"(?=$|[{_SIGNS}\d+])"
    role = rf"{_either(data['roles'])}[\s是为叫(（]{{0,3}}"
    field = f"(?:{_either(data['introductions'])}|{_either(data['fields'])}){_BETWEEN}"
    return (
        _surnames()
        | _given()
        | _titles()
        | {name: _either(data[name]) for name in ("fields", "callings", "summons")}
        | {
            "han": _HAN,
            "hidden": "[某XxＸ×*＊○]",
            "edge": f"(?:^|(?<=[{_SIGNS}]))",
            "end": end,
            "role": role,
            "field": field,
            "label": f"(?:{field}|{role})",
            "says": f"(?={_either(data['says'])})",
            "follows": f"(?:{end}|(?={_either(data['follows'])}|〔))",
            "does": f"(?:{end}|(?={_either(data['follows'] + data['does'])}|〔))",
            "reached": _REACHED,
            "beside": r"(?<=〓)[\s,，:：(（/|;；、-]{0,2}",
            "no_place": f"(?!.{{0,3}}{_either(data['places'])})",
        }
    )


def _surnames() -> dict[str, str]:
    data = names()
    plain, shy = "".join(data["surnames"].split()), data["shy"]
    compound = "|".join(data["compound"])
    return {
        "plain": plain,
        "shy": shy,
        "nicknamed": data["nicknamed"],
        "compound": compound,
        "sure": f"(?:{compound}|[{plain}])",
        "shown": f"(?:{compound}|[{plain}{shy}])",
        "every": f"(?:{compound}|[{plain}{shy}{data['faint']}{data['rare']}])",
    }


def _given() -> dict[str, str]:
    data = names()
    given = f"[{''.join(sorted({*''.join(data['given'].split()), *data['core']}))}]"
    sounds, foreign = f"[{data['sounds']}]", _either(data["foreign"])
    return {
        "given": given,
        "core": f"[{data['core']}]",
        "free": f"[^{''.join(data['never'].split())}\\W\\d_A-Za-z]",
        "last": f"(?![{data['following']}]){given}",
        "sounds": sounds,
        "spoken": f"(?:{foreign}|{sounds})",
        "foreign": f"{sounds}{{0,4}}{foreign}{sounds}{{0,4}}?",
    }


def _titles() -> dict[str, str]:
    data = names()
    short = data["short_titles"]
    long = _either([title for title in data["titles"] if title not in short])
    return {
        "long": long,
        "title": f"(?:{long}|{_either(short)}(?![{data['after_short_titles']}]))",
    }


@functools.cache
def _begins(words: str) -> re.Pattern[str]:
    """Any word of one of the lists."""
    return re.compile(_either(names()[words]))


@functools.cache
def _joined() -> re.Pattern[str]:
    return re.compile(_either(names()["joined"]) + "$")


def _either(words: Sequence[str]) -> str:
    longest_first = sorted(words, key=len, reverse=True)
    return f"(?:{'|'.join(map(re.escape, longest_first))})"
