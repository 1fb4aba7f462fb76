"""Which leaf comes first and which second: what weighs most, but safety first."""

import functools
import re
from dataclasses import dataclass

import numpy as np

from heatqa.complaints.data import read
from heatqa.complaints.taxonomy import CANNOT_TELL, OUTSIDE, group

_FILE = "precedence.toml"


@dataclass(frozen=True)
class Choice:
    """What a text is about.

    Attributes:
        leaf: The first leaf, or "cannot tell".
        second_leaf: The second, if there is one.
        group: Its group, which may be clear where no leaf is.
        confidence: The leading leaf's share of the evidence, 0 to 1.
        found: The place of the words that put the leaf first, where a rule did.
    """

    leaf: str
    second_leaf: str | None
    group: str
    confidence: float
    found: tuple[int, int] | None = None


@dataclass(frozen=True)
class _First:
    leaf: str
    find: re.Pattern[str]
    unless: re.Pattern[str] | None
    among: frozenset[str]


def choose(text: str, leaves: tuple[str, ...], likely: np.ndarray, held: np.ndarray) -> Choice:
    """The first and second leaf of a rewritten text.

    Args:
        text: The rewritten text.
        leaves: The model's leaves.
        likely: How likely each is what the text is mainly about, in the same order.
        held: How likely each is held in the text at all.
    """
    leading = leaves[int(likely.argmax())]
    score = dict(zip(leaves, likely.tolist(), strict=True))
    first, found = _promoted(text, leading) or (leading, None)
    limits = read(_FILE)
    told = max(score[first], score[leading])
    share = told / max(sum(score.values()), told, 1e-9)
    confidence = round(min(told, 1.0) * share, 3)
    if first == OUTSIDE or told < limits["tell"]["leaf"]:
        return Choice(CANNOT_TELL, None, _group(score, first), confidence)
    second = _second(first, told, leaves, held)
    return Choice(first, second, group(first), confidence, found)


def _promoted(text: str, leading: str) -> tuple[str, tuple[int, int]] | None:
    """The leaf that a rule puts first, and where its words lie."""
    for rule in _firsts():
        if leading not in rule.among or (rule.unless is not None and rule.unless.search(text)):
            continue
        if match := rule.find.search(text):
            return rule.leaf, match.span()
    return None


def _second(first: str, told: float, leaves: tuple[str, ...], held: np.ndarray) -> str | None:
    """The likeliest other leaf held in the text, if that is no reading of the first."""
    limits = read(_FILE)["second"]
    for place in np.argsort(held)[::-1].tolist():
        leaf = leaves[place]
        same = any(first in row and leaf in row for row in limits["readings"])
        if leaf in (first, OUTSIDE, *limits["implied"].get(first, ())) or same:
            continue
        enough = max(limits["least"], limits["share"] * told)
        if first in limits["handling"] and leaf in limits["causes"]:
            enough = limits["least_cause"]
        return leaf if held[place] >= enough else None
    return None


def _group(score: dict[str, float], first: str) -> str:
    """A group may be clear where no leaf of it is."""
    if first == OUTSIDE:
        return CANNOT_TELL
    sums: dict[str, float] = {}
    for leaf, value in score.items():
        sums[group(leaf)] = sums.get(group(leaf), 0.0) + value
    best = max(sums, key=lambda name: sums[name])
    told = best != OUTSIDE and sums[best] >= read(_FILE)["tell"]["group"]
    return best if told else CANNOT_TELL


@functools.cache
def _firsts() -> tuple[_First, ...]:
    return tuple(
        _First(
            entry["leaf"],
            re.compile(entry["find"]),
            re.compile(entry["unless"]) if "unless" in entry else None,
            frozenset(entry["among"]),
        )
        for entry in read(_FILE)["first"]
    )
