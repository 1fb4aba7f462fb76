"""How Chinese sentences are set in print: marks as wide as the characters around them."""

import re

_CHINESE = "\u2e80-\u9fff"
_WIDE = str.maketrans(",;:?!", "\uff0c\uff1b\uff1a\uff1f\uff01")
_SPEAKS = re.compile(rf"[{_CHINESE}]")
# Placeholders of figures and tags are read by programs; marks within a number or a moment stay.
_MARKS = re.compile(r"(%?\{[^}]*\}|<[^>]*>|(?<=[0-9])[,:](?=[0-9])|[A-Za-z]+://\S*)|[,;:?!][ ]?")
_BRACKETS = re.compile(r"(?<![A-Za-z0-9])[ ]?\(([^()]*)\)")


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
    bracketed = _BRACKETS.sub("\uff08\\1\uff09", text)
    return _MARKS.sub(lambda found: found[1] or found[0].strip().translate(_WIDE), bracketed)
