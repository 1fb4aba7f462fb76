"""The data that redaction goes by: `patterns.toml`, `names.toml`, `addresses.toml`."""

import functools
import tomllib
from importlib import resources
from typing import Any


def patterns() -> dict[str, Any]:
    """Kinds, their marks, and the patterns of numbers."""
    return _read("patterns.toml")


def names() -> dict[str, Any]:
    """Surnames, characters of given names, and the words around a name."""
    return _read("names.toml")


def addresses() -> dict[str, Any]:
    """The pieces an address is made of."""
    return _read("addresses.toml")


@functools.cache
def _read(name: str) -> dict[str, Any]:
    file = resources.files("heatqa.redaction") / name
    return tomllib.loads(file.read_text(encoding="utf-8"))
