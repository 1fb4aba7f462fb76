"""Where documents touch: what contradicts or overlaps, and themes that several promise about."""

import functools
import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import Any


@dataclass(frozen=True)
class Contradiction:
    """A place where documents differ, in our own words, with what heatqa does about it."""

    id: str
    clauses: tuple[str, ...]
    documents: tuple[str, ...]
    title: dict[str, str]
    differs: dict[str, str]
    deals: dict[str, str]


@dataclass(frozen=True)
class Theme:
    """One thing that several clauses promise something about."""

    name: str
    label: dict[str, str]
    clauses: tuple[str, ...]


@functools.cache
def contradictions() -> tuple[Contradiction, ...]:
    """The contradictions and overlaps between the shipped documents."""
    return tuple(
        Contradiction(
            id=name,
            clauses=tuple(entry["clauses"]),
            documents=tuple(entry.get("documents", ())),
            title=entry["title"],
            differs=entry["differs"],
            deals=entry["deals"],
        )
        for name, entry in _read("contradictions.toml").items()
    )


@functools.cache
def themes() -> tuple[Theme, ...]:
    """The themes of promise of the shipped documents."""
    return tuple(
        Theme(name, {"en": entry["en"], "zh": entry["zh"]}, tuple(entry["clauses"]))
        for name, entry in _read("neighbours.toml").items()
    )


def _read(name: str) -> dict[str, Any]:
    file = resources.files("heatqa.clauses") / name
    return tomllib.loads(file.read_text(encoding="utf-8"))
