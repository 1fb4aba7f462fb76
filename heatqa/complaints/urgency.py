"""Whether a case is an emergency: danger, water, an outage, cold with the old or newborn."""

import functools
import re
from dataclasses import dataclass

from heatqa.complaints.data import read
from heatqa.complaints.precedence import Choice


@dataclass(frozen=True)
class _Rule:
    leaves: frozenset[str]
    find: re.Pattern[str] | None
    on_figures: bool
    unless: re.Pattern[str] | None


def urgent(original: str, text: str, choice: Choice) -> bool:
    """Whether any rule of `urgency.toml` holds.

    Args:
        original: What the customer said; figures of temperatures are read from it.
        text: The same rewritten.
        choice: What it is about; a leak counts as the second leaf too.
    """
    sure = choice.confidence >= _least(text)
    return any(_holds(rule, original, text, choice, sure) for rule in _rules())


def _holds(rule: _Rule, original: str, text: str, choice: Choice, sure: bool) -> bool:
    if rule.leaves and not (sure and _concerns(rule, choice)):
        return False
    if rule.find and not rule.find.search(original if rule.on_figures else text):
        return False
    return not (rule.unless and rule.unless.search(text))


def _concerns(rule: _Rule, choice: Choice) -> bool:
    if choice.leaf in rule.leaves:
        return True
    # A bill or a claim may speak of a leak that is over.
    running = choice.group in ("T1", "T2", "T3", "T7") and choice.leaf != "T3.5"
    leak = (choice.second_leaf or "").startswith("T3.")
    return running and leak and choice.second_leaf in rule.leaves


def _least(text: str) -> float:
    """How sure a leaf must be: less where the text names heating."""
    limits = read("urgency.toml")
    heating = limits["heating"]
    return heating["least"] if re.search(heating["find"], text) else limits["least"]


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
