"""The data that redaction goes by: the TOML files beside this module, and pieces in patterns."""

import functools
import tomllib
from collections.abc import Mapping
from importlib import resources
from typing import Any

# A find: its start, its end and its kind.
Found = tuple[int, int, str]
# Stands for every character of what has been found, so that what stands beside it is seen.
FILLER = "〓"


def patterns() -> dict[str, Any]:
    """Kinds, their marks, and the patterns of numbers."""
    return _read("patterns.toml")


def names() -> dict[str, Any]:
    """Surnames, characters of given names, and the words around a name."""
    return _read("names.toml")


def name_patterns() -> dict[str, list[str]]:
    """Where names stand, by shape."""
    return _read("name_patterns.toml")


def addresses() -> dict[str, Any]:
    """The pieces an address is made of."""
    return _read("addresses.toml")


def filled(pattern: str, pieces: Mapping[str, str]) -> str:
    """A pattern whose {pieces} are written out.

    Example:
        >>> filled("{door}室", {"door": "[0-9]+"})
        '[0-9]+室'
    """
    for name, piece in pieces.items():
        pattern = pattern.replace("{" + name + "}", piece)
    return pattern


@functools.cache
def _read(name: str) -> dict[str, Any]:
    file = resources.files("heatqa.redaction") / name
    return tomllib.loads(file.read_text(encoding="utf-8"))
