"""A text as the classifier reads it: spelling mended, traps sprung, frames blank, same length.

Nothing moves: a place in the rewritten text is the same place in what the customer said.
"""

import functools
import re

from heatqa.complaints.data import read
from heatqa.redaction import digits

_FILE = "normal.toml"

_BLANK = " "


def spoken(text: str) -> str:
    """What the customer said, as long as the text was: the agent's turns blank, signs narrow.

    Example:
        >>> spoken("坐席：您请讲。客户：屋里８度")
        '       客户:屋里8度'
    """
    text = digits.narrow(text).translate(_punctuation()).lower()
    for pattern in _turns():
        text = pattern.sub(lambda match: _signed(match, _BLANK), text)
    return text


def rewritten(text: str) -> str:
    """The text with the rules of `normal.toml` applied, as long as it was.

    Example:
        >>> rewritten("接线员不热情,热线漏接")
        '接线员太冷淡,话线未接'
    """
    return reworded(spoken(text))


def reworded(text: str) -> str:
    """What the customer said with spelling mended, traps sprung and frames blank."""
    for pattern, table in _replacements():
        text = pattern.sub(lambda match, table=table: table[match.group()], text)
    for pattern, sign in _readings():
        text = pattern.sub(lambda match, sign=sign: _signed(match, sign), text)
    return text


def _signed(match: re.Match[str], sign: str) -> str:
    start, end = match.start(1) - match.start(), match.end(1) - match.start()
    whole = match.group()
    return whole[:start] + sign * (end - start) + whole[end:]


@functools.cache
def _turns() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in read(_FILE)["turns"]["find"])


@functools.cache
def _punctuation() -> dict[int, int]:
    return {
        ord(wide): ord(narrow)
        for wide, narrow in zip("，。；：！？（）、", ",.;:!?(),", strict=True)
    }


@functools.cache
def _replacements() -> tuple[tuple[re.Pattern[str], dict[str, str]], ...]:
    data = read(_FILE)
    frames = {word: _BLANK * len(word) for word in data["frames"]["words"]}
    frames = {word.translate(_punctuation()): blank for word, blank in frames.items()}
    tables = (data["spelling"], data["traps"], frames)
    return tuple((_either(table), table) for table in tables)


def _either(table: dict[str, str]) -> re.Pattern[str]:
    longest_first = sorted(table, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)))


@functools.cache
def _readings() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(entry["find"]), entry["sign"]) for entry in read(_FILE)["reading"])
