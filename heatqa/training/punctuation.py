"""Printed Chinese has full-width punctuation; our words are typed with narrow signs."""

import re
from typing import Any

from heatqa.language import Language

_WIDE = str.maketrans(",;:?!()", "，；：？！（）")
# Beside Chinese letters or quotation marks; a colon in 18:30 or a comma in 1,200 stays.
_HAN = "一-鿿“”〔〕《》，；：？！（）。、"
_NARROW = re.compile(rf"(?<=[{_HAN}])[,;:?!()]|[,;:?!()](?=[{_HAN}])")


def printed(content: Any, language: Language) -> Any:
    """Texts, lists and tables as they are printed in a language; English stays as it is.

    Example:
        >>> printed(["约好时间(18:30),再去"], "zh")
        ['约好时间（18:30），再去']
    """
    if language != "zh":
        return content
    if isinstance(content, str):
        return _once(_once(content))
    if isinstance(content, dict):
        return {name: printed(value, language) for name, value in content.items()}
    if isinstance(content, list | tuple):
        return [printed(value, language) for value in content]
    return content


def _once(text: str) -> str:
    return _NARROW.sub(lambda sign: sign.group().translate(_WIDE), text)
