"""Traditional characters of headers, codes and units → simplified ones, which are looked up."""

import functools
import tomllib
from importlib import resources

from heatqa.sql import literal


def simplified(text: str) -> str:
    """A text with the traditional characters that the dictionary's words need made simplified.

    Example:
        >>> simplified("工單編號")
        '工单编号'
    """
    return text.translate(_table())


def simplified_sql(text: str) -> str:
    """SQL for the same."""
    old, new = _pairs()
    return f"translate({text}, {literal(old)}, {literal(new)})"


@functools.cache
def _table() -> dict[int, int]:
    return str.maketrans(*_pairs())


@functools.cache
def _pairs() -> tuple[str, str]:
    file = resources.files("heatqa.intake") / "traditional.toml"
    entries = tomllib.loads(file.read_text(encoding="utf-8"))
    return entries["traditional"], entries["simplified"]
