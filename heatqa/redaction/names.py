"""Names of people: a surname with a title, or with what stands around a name."""

import functools
import re
from collections.abc import Iterator, Sequence

from heatqa.redaction.data import names

Found = tuple[int, int, str]
_HAN = "[一-鿿]"
_EDGE = r"(?:^|(?<=[\s,，。.;；:：!！?？、()（）\[\]【】“”\"'〔〕/\-\d]))"
_END = r"(?=$|[\s,，。.;；:：!！?？、()（）\[\]【】“”\"'〔〕/\-\d+])"
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
    if start and text[start] in names()["doubled"] and text[start - 1] == text[start]:
        return None
    if shape == "titled":
        return None if _is_word(text, start) and end - start <= 3 else end
    if _is_word(text, start) or _places().match(text, end):
        return None
    return None if text[end - 1] in names()["endings"] else end


def _is_word(text: str, start: int) -> bool:
    return bool(_words().match(text, start))


@functools.cache
def _patterns() -> Sequence[tuple[re.Pattern[str], str]]:
    data = names()
    plain = "".join(data["surnames"].split())
    shy, faint = data["shy"], data["faint"]
    given = f"[{''.join(sorted(set(''.join(data['given'].split()))))}]"
    free = f"[^{''.join(data['never'].split())}\\W\\d_A-Za-z]"
    callings = _either(data["callings"])
    last = f"(?![{data['following']}]){given}"
    compound = "|".join(data["compound"])
    sure = f"(?:{compound}|[{plain}])"
    any_surname = f"(?:{compound}|[{plain}{shy}])"
    every = f"(?:{compound}|[{plain}{shy}{faint}])"
    roles, introductions = _either(data["roles"]), _either(data["introductions"])
    follows = f"(?:{_END}|(?={_either(data['follows'])}|〔))"
    says = f"(?={_either(data['says'])})"
    short = data["short_titles"]
    long = [title for title in data["titles"] if title not in short]
    title = f"(?:{_either(long)}|{_either(short)}(?![{data['after_short_titles']}]))"
    between = r"[\s:：是为叫(（]{0,3}"
    # … a telephone or an address that has become filler
    reached = r"(?:[\s,，:：(（]|电话|手机|联系方式|家?住|号码|是|为){0,4}〓"
    edge_or_role = f"(?:{_EDGE}|{roles}{between}|[和与给让找跟对向由被叫请]|的)"
    patterns = [
        # 张女士, 欧阳建国先生, 王某某
        (f"(?P<name>{sure}{given}{{0,2}}{title})", "titled"),
        (f"(?P<name>[{data['titled']}]{given}{{0,2}}{_either(long)})", "titled"),
        (f"{edge_or_role}(?P<name>{every}{given}{{0,2}}{title})", "titled"),
        (f"(?P<name>{every}{_HIDDEN}{{1,3}})(?!{_HIDDEN})", "titled"),
        # 老王, 小李, 我姓许, 老李头
        (f"(?P<name>[老小阿]{sure}){follows}", "given"),
        (f"(?:{_EDGE}|{callings})(?P<name>[老小阿][{plain}{data['titled']}]){follows}", "given"),
        (f"{callings}(?P<name>阿{_HAN}){follows}", "given"),
        (f"姓(?P<name>{every}){_END}", "given"),
        # Who says so has that surname, be it ever so rare.
        (f"(?:我|本人|免贵)姓(?P<name>[^什啥名氏\\W\\d_A-Za-z]){_END}", "given"),
        (f"老(?P<name>[{plain}])头(?={_either(data['follows'])}|[\\s,，。]|$)", "given"),
        # 姓名:李建国, 我叫柳小满, 业主万芳家
        (f"(?:姓名|联系人|户名|户主){between}(?P<name>{every}{_HAN}{{1,2}}){_END}", "given"),
        (f"{introductions}{between}(?P<name>{any_surname}{_HAN}{{1,2}}){_END}", "given"),
        (
            f"(?:{introductions}|{roles}){between}(?P<name>{any_surname}{free}{{2}}){follows}",
            "given",
        ),
        (f"(?:{introductions}|{roles}){between}(?P<name>{any_surname}{free}){follows}", "given"),
        (f"(?:{introductions}|{roles}){between}(?P<name>{every}{given}{last})", "given"),
        (f"{_EDGE}(?P<name>{every}{given}{{1,2}}){says}", "given"),
        # 李建国来电, 孟繁荣反映, (王芳 〔电话〕)
        (f"{_EDGE}(?P<name>{any_surname}{free}{{1,2}}){says}", "given"),
        (f"{_EDGE}(?P<name>{any_surname}{free}{{2}}){follows}", "given"),
        (f"{_EDGE}(?P<name>{sure}{free}){follows}", "given"),
        (f"{_EDGE}(?P<name>{any_surname}{free}{{1,2}})(?={reached})", "given"),
        (f"(?P<name>{sure}{given}{{1,2}})(?={reached})", "given"),
        (f"(?<=〓)[\\s,，:：(（]{{0,2}}(?P<name>{any_surname}{given}{{1,2}}){_END}", "given"),
        # 史进和鲁达: a second person beside one found
        (f"(?<=〓)[和与或及、](?P<name>{any_surname}{given}{{1,2}}){follows}", "given"),
        # 请联系王建军上门, 经王建军核实
        (f"{callings}(?P<name>{any_surname}{free}{{2}}){follows}", "given"),
        (f"{callings}(?P<name>{any_surname}{given}{{1,2}}){follows}", "given"),
        # within a sentence only what cannot be words: a sure surname and two given characters
        (f"(?P<name>{sure}{given}{last})", "given"),
    ]
    return tuple((re.compile(pattern), shape) for pattern, shape in patterns)


@functools.cache
def _words() -> re.Pattern[str]:
    return re.compile(_either(names()["words"]))


@functools.cache
def _places() -> re.Pattern[str]:
    return re.compile(_either(names()["places"]))


def _either(words: Sequence[str]) -> str:
    longest_first = sorted(words, key=len, reverse=True)
    return f"(?:{'|'.join(map(re.escape, longest_first))})"
