"""What many clauses share, written once: a clause that names a `pattern` takes its terms."""

import functools
import tomllib
from importlib import resources
from typing import Any


@functools.cache
def patterns() -> dict[str, dict[str, Any]]:
    """The shared terms, by the pattern's name."""
    file = resources.files("heatqa.clauses") / "patterns.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def whole(clause_id: str, entry: Any) -> Any:
    """An entry with the terms of its pattern, its own terms first.

    One that names no pattern, or none that there is, stays as it was written.

    Example:
        >>> whole("S1-1.4", {"pattern": "audited"})["where"]
        "clause_id = 'S1-1.4'"
    """
    named = entry.get("pattern") if isinstance(entry, dict) else None
    if not isinstance(named, str) or named not in patterns():
        return entry
    own = {term: value for term, value in entry.items() if term != "pattern"}
    return _about(patterns()[named], clause_id) | own


def _about(value: Any, clause_id: str) -> Any:
    """A shared term with the number of the clause in its place."""
    if isinstance(value, dict):
        return {name: _about(part, clause_id) for name, part in value.items()}
    if isinstance(value, list):
        return [_about(part, clause_id) for part in value]
    return value.replace("{id}", clause_id) if isinstance(value, str) else value
