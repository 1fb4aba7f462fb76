"""How Chinese sentences are set in print: marks as wide as the characters around them."""

import re
from typing import Any

_CHINESE = "\u2e80-\u9fff"
_WIDE = str.maketrans(",;:?!", "\uff0c\uff1b\uff1a\uff1f\uff01")
_SPEAKS = re.compile(rf"[{_CHINESE}]")
# Code is read by people who type it as it stands.
_CODE = re.compile("(`[^`]*`)")
# Placeholders of figures and tags are read by programs; marks within a number or a moment stay.
_MARKS = re.compile(r"(%?\{[^}]*\}|<[^>]*>|(?<=[0-9])[,:](?=[0-9])|[A-Za-z]+://\S*)|[,;:?!][ ]?")
# After a letter or a figure only brackets around Chinese words or signs are wide: f(x) stays.
_BRACKETS = re.compile(
    r"(?<![A-Za-z0-9])[ ]?\(([^()]*)\)|[ ]?\(([^()]*[^\x00-\x7f()][^()]*)\)",
)


def in_print(text: str) -> str:
    """A Chinese text as books set it; a text without a Chinese character as it was.

    Example:
        >>> in_print("合格,共 1,204 次(截至 18:51)")
        '合格\uff0c共 1,204 次\uff08截至 18:51\uff09'
        >>> in_print("S1-2.3b: 16 to 20")
        'S1-2.3b: 16 to 20'
    """
    if not _SPEAKS.search(text):
        return text
    # Code stands at every other place.
    parts = _CODE.split(text)
    return "".join(part if place % 2 else _set(part) for place, part in enumerate(parts))


def all_in_print(content: Any) -> Any:
    """Texts in lists and tables as books set them."""
    if isinstance(content, str):
        return in_print(content)
    if isinstance(content, dict):
        return {name: all_in_print(value) for name, value in content.items()}
    if isinstance(content, list | tuple):
        return [all_in_print(value) for value in content]
    return content


def _set(text: str) -> str:
    bracketed = _BRACKETS.sub(lambda found: f"\uff08{found[1] or found[2] or ''}\uff09", text)
    return _MARKS.sub(lambda found: found[1] or found[0].strip().translate(_WIDE), bracketed)
