"""Names of people: a surname with a title, or with what stands around a name."""

import functools
import re
from collections.abc import Iterator, Sequence

from heatqa.redaction.data import names

Found = tuple[int, int, str]
_HAN = "[一-鿿]"
_SIGNS = r"\s,，。.;；:：!！?？、()（）<>《》\[\]【】“”\"'〔〕/|~～…#\-"
_EDGE = f"(?:^|(?<=[{_SIGNS}]))"
_END = rf"(?=$|[{_SIGNS}\d+])"
_SURE_TITLE = re.compile("(?:先生|女士|小姐)$")
_HIDDEN = "[某XxＸ×*＊○]"


def find(text: str) -> Iterator[Found]:
    """Start, end and kind of every name found; several may overlap, the longest counts.

    Example:
        >>> set(find("用户王某某称不热")), set(find("高温天气"))
        ({(2, 5, 'name')}, set())
    """
    for pattern, shape in _patterns():
        for match in pattern.finditer(text):
            start, end = match.span("name")
            end = _trimmed(text, start, end, shape)
            if end is not None:
                yield start, end, "name"


def _trimmed(text: str, start: int, end: int, shape: str) -> int | None:
    """Where the name really ends, or None if it is a word or a place."""
    if shape == "labelled":
        return None if _nobody().match(text, start) else end
    if shape == "surname":
        return end
    if _joined().search(text, max(0, start - 2), start + 1):
        return None
    if shape == "titled":
        return end if _SURE_TITLE.search(text, start, end) or not _is_word(text, start) else None
    # 万豪国际: a place may begin with what looks like the last character of the name.
    place = _places().match(text, end - 1) if shape == "bare" else None
    if _is_word(text, start) or _places().match(text, end) or (place and len(place.group()) > 1):
        return None
    if shape == "nicknamed":
        return None if _is_word(text, start + 1) else end
    return None if shape == "bare" and text[end - 1] in names()["endings"] else end


def _is_word(text: str, start: int) -> bool:
    return bool(_words().match(text, start))


@functools.cache
def _patterns() -> Sequence[tuple[re.Pattern[str], str]]:
    data = names()
    plain, shy = "".join(data["surnames"].split()), data["shy"]
    compound = "|".join(data["compound"])
    sure = f"(?:{compound}|[{plain}])"
    shown = f"(?:{compound}|[{plain}{shy}])"
    every = f"(?:{compound}|[{plain}{shy}{data['faint']}{data['rare']}])"
    given = f"[{''.join(sorted(set(''.join(data['given'].split())) | set(data['core'])))}]"
    core, sounds = f"[{data['core']}]", f"[{data['sounds']}]"
    free = f"[^{''.join(data['never'].split())}\\W\\d_A-Za-z]"
    last = f"(?![{data['following']}]){given}"
    roles, callings = _either(data["roles"]), _either(data["callings"])
    summons, introductions = _either(data["summons"]), _either(data["introductions"])
    short = data["short_titles"]
    long = _either([title for title in data["titles"] if title not in short])
    title = f"(?:{long}|{_either(short)}(?![{data['after_short_titles']}]))"
    says = f"(?={_either(data['says'])})"
    follows = f"(?:{_END}|(?={_either(data['follows'])}|〔))"
    does = f"(?:{_END}|(?={_either(data['follows'] + data['does'])}|〔))"
    between = r"[\s:：是为叫(（]{0,3}"
    role = f"{roles}[\\s是为叫(（]{{0,3}}"
    field = f"(?:{introductions}|{_either(data['fields'])}){between}"
    label = f"(?:{field}|{role})"
    # … a telephone or an address that has become filler
    reached = r"(?:[\s,，:：(（/|;；、-]|电话|手机|联系方式|家?住|号码|是|为){0,4}〓"
    beside = r"(?<=〓)[\s,，:：(（/|;；、-]{0,2}"
    no_place = f"(?!.{{0,3}}{_either(data['places'])})"
    foreign = f"{sounds}{{0,4}}{_either(data['foreign'])}{sounds}{{0,4}}?"
    patterns = [
        # 张女士, 欧阳建国先生, 小崔师傅, 王某某
        (f"(?P<name>[老小大]?{sure}{given}{{0,2}}{title})", "titled"),
        (f"(?P<name>[{shy}]{given}{{0,2}}{long})", "titled"),
        (
            f"(?:{_EDGE}|{label}|{callings})(?P<name>[老小大]?{every}{free}{{0,2}}{long})",
            "titled",
        ),
        (f"(?:{_EDGE}|{label}|{callings})(?P<name>{every}{title})", "titled"),
        (f"(?P<name>{shown}{_HIDDEN}{{1,3}})(?!{_HIDDEN})", "titled"),
        (f"(?:{_EDGE}|{label})(?P<name>{every}{_HIDDEN}{{1,3}})(?!{_HIDDEN})", "titled"),
        # 老王, 客服小李, 老孙头, 那个姓黄的, 我姓许
        (f"(?<![大最从较更太很极])(?P<name>[老小]{sure}头?)(?!{_HAN}?子)", "nicknamed"),
        (f"(?:{_EDGE}|{callings})(?P<name>[老小阿][{plain}{shy}]){does}", "nicknamed"),
        (f"(?:{_EDGE}|{label})(?P<name>[老小][{data['nicknamed']}]){follows}", "nicknamed"),
        (f"{label}(?P<name>[老小阿][{plain}{shy}])", "nicknamed"),
        (f"{callings}(?P<name>阿{_HAN}){follows}", "bare"),
        (f"姓(?P<name>{every})(?:{_END}|(?=的|那|这))", "surname"),
        # Who says so has that surname, be it ever so rare.
        (f"(?:我|本人|免贵)姓(?P<name>{compound}|[^什啥名氏\\W\\d_A-Za-z]){_END}", "surname"),
        # 姓名:田野, 我叫柳小满, 业主万芳家
        (f"{_either(data['fields'])}[:：]\\s?(?P<name>{_HAN}{{2,4}}){_END}", "labelled"),
        (f"{field}(?P<name>{every}{free}{{1,2}}){follows}", "named"),
        (f"{field}(?P<name>{every}{given}{{1,2}}){does}", "named"),
        (f"{role}(?P<name>{shown}{free}{{1,2}}){does}", "named"),
        (f"{role}(?P<name>{every}(?:{given}?{core}|{core}{given})){follows}", "named"),
        (f"{label}(?P<name>{shown}{given}{{1,2}})", "named"),
        (f"{label}(?P<name>{every}{given}{last})", "named"),
        # 李建国来电, 孟繁荣反映, 王芳(〔电话〕)
        (f"{_EDGE}(?P<name>{every}{free}{{1,2}}){says}", "bare"),
        (f"{_EDGE}(?P<name>{shown}{free}{{2}}){follows}", "bare"),
        (f"{_EDGE}(?P<name>{shown}{free}){follows}", "bare"),
        (f"{_EDGE}(?P<name>{every}{given}?{core}){follows}", "bare"),
        (f"{_EDGE}(?P<name>{every}{free}{{1,2}})(?={reached})", "bare"),
        (f"(?P<name>{sure}{given}{{1,2}})(?={reached})", "bare"),
        (f"{beside}(?P<name>{every}{free}{{1,2}}){follows}", "bare"),
        # 史进和鲁达: a second person beside one found
        (f"(?<=〓)[和与或及跟、](?P<name>{every}{free}{{1,2}}){does}", "named"),
        # 请联系王建军上门, 经王建军核实
        (f"{callings}(?P<name>{shown}{free}{{1,2}}){follows}", "bare"),
        (f"{callings}(?P<name>{sure}{given}{{1,2}}){does}", "bare"),
        (f"{summons}(?P<name>{shown}{free}{{1,2}}){does}", "named"),
        (f"{summons}(?P<name>{every}{given}{{2}}){does}", "named"),
        (f"{callings}(?P<name>{every}{free}{{1,2}})(?={reached})", "named"),
        # 阿依古丽·买买提, 次仁旺堆
        (f"(?P<name>{sounds}{{1,8}}[·•・‧]{sounds}{{1,8}}?){does}", "named"),
        (f"(?P<name>{sounds}{{1,8}}[·•・‧]{sounds}{{1,8}})", "named"),
        (f"(?P<name>{foreign}){does}", "named"),
        (f"{label}(?P<name>{sounds}{{3,7}}?){follows}", "named"),
        # within a sentence only what cannot be words: two given characters after a surname
        (f"(?<![老小])(?P<name>{sure}{given}{last})", "bare"),
        (f"(?P<name>[{shy}]{core}{core}){no_place}", "bare"),
    ]
    return tuple((re.compile(pattern), shape) for pattern, shape in patterns)


@functools.cache
def _words() -> re.Pattern[str]:
    return re.compile(_either(names()["words"]))


@functools.cache
def _joined() -> re.Pattern[str]:
    return re.compile(_either(names()["joined"]) + "$")


@functools.cache
def _nobody() -> re.Pattern[str]:
    return re.compile(_either(names()["nobody"]))


@functools.cache
def _places() -> re.Pattern[str]:
    return re.compile(_either(names()["places"]))


def _either(words: Sequence[str]) -> str:
    longest_first = sorted(words, key=len, reverse=True)
    return f"(?:{'|'.join(map(re.escape, longest_first))})"
