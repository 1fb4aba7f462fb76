"""The data that classification goes by, read once."""

import functools
import tomllib
from importlib import resources
from typing import Any


@functools.cache
def read(name: str) -> dict[str, Any]:
    """One of the TOML files beside this module."""
    file = resources.files("heatqa.complaints") / name
    return tomllib.loads(file.read_text(encoding="utf-8"))
