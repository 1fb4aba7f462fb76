"""The numbers, names and wording of the simulated city, read from the TOML files here."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def parameters(name: str = "parameters") -> dict[str, Any]:
    """One of the TOML files beside this module, by its name without the ending."""
    return tomllib.loads((files("heatqa.simulate") / f"{name}.toml").read_text("utf-8"))
