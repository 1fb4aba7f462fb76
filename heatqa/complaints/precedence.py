"""Which leaf comes first and which second: safety, then the cause, then how it was handled."""

import functools
import re
from dataclasses import dataclass

import numpy as np

from heatqa.complaints.data import read
from heatqa.complaints.taxonomy import CANNOT_TELL, OUTSIDE, group

_FILE = "precedence.toml"


@dataclass(frozen=True)
class Choice:
    """What a text is about; `confidence` (0 to 1) is the leading leaf's share of the evidence."""

    leaf: str
    second_leaf: str | None
    group: str
    confidence: float


@dataclass(frozen=True)
class _First:
    leaf: str
    find: re.Pattern[str]
    unless: re.Pattern[str] | None
    among: frozenset[str]


def choose(text: str, leaves: tuple[str, ...], likely: np.ndarray) -> Choice:
    """The first and second leaf of a rewritten text.

    Args:
        text: The rewritten text.
        leaves: The model's leaves.
        likely: How likely each is, in the same order.
    """
    order = np.argsort(likely)[::-1]
    ranked = [leaves[place] for place in order]
    score = dict(zip(leaves, likely.tolist(), strict=True))
    first = _promoted(text, ranked[0]) or _cause(ranked, score)
    limits = read(_FILE)
    told = max(score[first], score[ranked[0]])
    share = told / max(sum(score.values()), told, 1e-9)
    confidence = round(min(told, 1.0) * share, 3)
    if first == OUTSIDE or told < limits["tell"]["leaf"]:
        return Choice(CANNOT_TELL, None, _group(score, first), confidence)
    return Choice(first, _second(first, ranked, score, told), group(first), confidence)


def _promoted(text: str, leading: str) -> str | None:
    for rule in _firsts():
        excepted = rule.unless is not None and rule.unless.search(text)
        if leading in rule.among and not excepted and rule.find.search(text):
            return rule.leaf
    return None


def _cause(ranked: list[str], score: dict[str, float]) -> str:
    """The leading leaf, or the cause behind it if that is about handling."""
    rule = read(_FILE)["process"]
    leading = ranked[0]
    if leading in rule["process"]:
        cause = next(leaf for leaf in ranked if leaf in rule["causes"])
        if score[cause] >= max(rule["least"], rule["share"] * score[leading]):
            return cause
    return leading


def _second(first: str, ranked: list[str], score: dict[str, float], told: float) -> str | None:
    limits = read(_FILE)["second"]
    enough = max(limits["least"], limits["share"] * told)
    for leaf in ranked:
        same = any(first in row and leaf in row for row in limits["readings"])
        if leaf not in (first, OUTSIDE, *limits["implied"].get(first, ())) and not same:
            return leaf if score[leaf] >= enough else None
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
