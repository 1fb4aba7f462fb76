"""Whether a case is an emergency: danger, water, an outage, cold with the old or newborn."""

import functools
import re
from dataclasses import dataclass

from heatqa.complaints.data import read


@dataclass(frozen=True)
class _Rule:
    leaves: frozenset[str]
    find: re.Pattern[str] | None
    on_figures: bool
    unless: re.Pattern[str] | None


def urgent(original: str, text: str, leaf: str, second_leaf: str | None) -> bool:
    """Whether any rule of `urgency.toml` holds.

    Args:
        original: What the customer said; figures of temperatures are read from it.
        text: The same rewritten.
        leaf: What it is about.
        second_leaf: What it is also about; a leak counts there too.
    """
    return any(_holds(rule, original, text, leaf, second_leaf) for rule in _rules())


def _holds(rule: _Rule, original: str, text: str, leaf: str, second_leaf: str | None) -> bool:
    if rule.leaves and leaf not in rule.leaves:
        leak_too = (second_leaf or "").startswith("T3.") and leaf[:2] in ("T1", "T2", "T3", "T7")
        if not (leak_too and leaf != "T3.5" and second_leaf in rule.leaves):
            return False
    if rule.find and not rule.find.search(original if rule.on_figures else text):
        return False
    return not (rule.unless and rule.unless.search(text))


@functools.cache
def _rules() -> tuple[_Rule, ...]:
    rules = []
    for entry in read("urgency.toml")["rule"]:
        find = entry.get("find") or entry.get("find_raw")
        unless = entry.get("unless")
        rules.append(
            _Rule(
                frozenset(entry.get("leaves", ())),
                re.compile(find) if find else None,
                "find_raw" in entry,
                re.compile(unless) if unless else None,
            )
        )
    return tuple(rules)
