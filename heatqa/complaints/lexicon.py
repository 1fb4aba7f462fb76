"""Clues: patterns of what customers who mean a leaf tend to say."""

import functools
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from heatqa import errors
from heatqa.complaints.data import read
from heatqa.complaints.taxonomy import OUTSIDE, leaves
from heatqa.language import say


@dataclass(frozen=True)
class Lexicon:
    """Clues by leaf, in the order in which the model weighs them."""

    clues: tuple[tuple[str, str], ...]

    def hits(self, texts: list[str]) -> np.ndarray:
        """One row per rewritten text, one column per clue: 1 where the clue is in the text."""
        frame = pl.DataFrame({"text": texts}, schema={"text": pl.String})
        found = frame.select(
            pl.col("text").str.contains(pattern).alias(str(place))
            for place, (_, pattern) in enumerate(self.clues)
        )
        return found.cast(pl.Float32).to_numpy()

    def places(self, leaf: str, text: str) -> list[tuple[int, int]]:
        """Where the clues of a leaf lie in a rewritten text, none within another."""
        spans = sorted(
            {
                match.span()
                for pattern in self._patterns.get(leaf, ())
                if (match := pattern.search(text))
            },
            key=lambda span: span[0] - span[1],
        )
        kept: list[tuple[int, int]] = []
        for start, end in spans:
            if all(end <= first or start >= last for first, last in kept):
                kept.append((start, end))
        return sorted(kept)

    @functools.cached_property
    def _patterns(self) -> dict[str, list[re.Pattern[str]]]:
        patterns: dict[str, list[re.Pattern[str]]] = {}
        for leaf, pattern in self.clues:
            patterns.setdefault(leaf, []).append(re.compile(pattern))
        return patterns


def own() -> Lexicon:
    """The clues that come with heatqa."""
    return Lexicon(_listed(read("lexicon.toml")["clues"]))


def extended(path: Path) -> tuple[Lexicon, dict[str, list[str]]]:
    """Heatqa's clues with a company's own, and the company's phrases by leaf.

    The file has `[clues]` (patterns) and `[phrases]` (what people say), each leaf with a list.

    Raises:
        FileMissing: there is no such file.
        WordsMistaken: it is not TOML, names an unknown leaf, or has an unusable pattern.
    """
    if not path.exists():
        raise errors.FileMissing(path=path)
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise errors.WordsMistaken(path=path, where="TOML", found=problem, remedy="") from None
    clues, phrases = entries.get("clues", {}), entries.get("phrases", {})
    known = {*leaves(), OUTSIDE}
    for leaf in (*clues, *phrases):
        if leaf not in known:
            hint = errors.suggestion(leaf, known)
            raise errors.WordsMistaken(path=path, where=leaf, found=leaf, remedy=hint)
    for leaf, patterns in clues.items():
        _usable(path, leaf, patterns)
    return Lexicon(own().clues + _listed(clues)), phrases


def _usable(path: Path, leaf: str, patterns: list[str]) -> None:
    """Patterns run in two engines; a pattern that either refuses is named."""
    for pattern in patterns:
        try:
            re.compile(pattern)
            pl.Series([""]).str.contains(pattern)
        except (re.error, pl.exceptions.ComputeError, TypeError):
            remedy = say("complaints.remedy.pattern")
            raise errors.WordsMistaken(
                path=path, where=leaf, found=pattern, remedy=remedy
            ) from None


def _listed(clues: dict[str, list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((leaf, pattern) for leaf, patterns in clues.items() for pattern in patterns)
