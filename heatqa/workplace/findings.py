"""What a look at one thing found, and what to do about it."""

from dataclasses import dataclass
from typing import Any, Literal

from heatqa.language import say

State = Literal["ok", "warn", "fail"]


@dataclass(frozen=True)
class Finding:
    """What was found of one thing; `remedy` is empty where nothing need be done.

    A `fail` keeps heatqa from its work, a `warn` only from a part of it.
    """

    name: str
    state: State
    found: str
    remedy: str = ""


def good(name: str, found: str) -> Finding:
    """All is in order."""
    return Finding(name, "ok", found)


def poor(name: str, found: str, state: State = "warn", /, **facts: Any) -> Finding:
    """Something is wanting; what to do is filed under the thing's name."""
    return Finding(name, state, found, say(f"doctor.remedy.{name}", **facts))
