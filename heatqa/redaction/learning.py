"""How the tagger is learned: from marked lines, also with other people in them, also half masked.

`python -m heatqa.redaction.learning` writes the weights anew (`make tagger`).
"""

import hashlib
import random
import re
from collections.abc import Iterable, Sequence
from importlib import resources
from pathlib import Path

import numpy as np

from heatqa.redaction import digits, tagger, tagging_kernel
from heatqa.redaction.accuracy import MARKED, marked_lines, unmarked
from heatqa.redaction.data import FILLER, names, patterns
from heatqa.redaction.finding import by_patterns, filled
from heatqa.redaction.finding import unmarked as without_marks
from heatqa.redaction.numbers import find as find_numbers
from heatqa.redaction.signs import seen
from heatqa.redaction.tagger import KINDS, Tagger
from heatqa.redaction.templates import templates

_LINES = "lines"
# The lines that the patterns were mended on; what they say there proves nothing.
_PATTERNS_KNOW = "development"
_ROUNDS, _HELD = 12, 1e-3
# Each line with people is learned from with other people too, once per seed.
_SEEDS = (5, 105)
# A feature seen once tells nothing.
_LEAST = 2
_STEPS_OF_WEIGHTS = 127


def authors() -> dict[str, list[str]]:
    """The marked lines that come with heatqa, by who wrote them."""
    folder = resources.files("heatqa.redaction") / _LINES
    files = sorted((file for file in folder.iterdir()), key=lambda file: file.name)
    return {Path(file.name).stem: marked_lines(file.read_text(encoding="utf-8")) for file in files}


def learned(lines: dict[str, list[str]]) -> Tagger:
    """A tagger from marked lines, by who wrote them."""
    made = [
        _example(line, heard=author != _PATTERNS_KNOW)
        for author, written in lines.items()
        for line in written
    ]
    peopled = [line for written in lines.values() for line in written if MARKED.search(line)]
    others = [line for seed in _SEEDS for line in _peopled_anew(peopled, seed)]
    made += [_example(line, heard=False) for line in (*others, *_half(peopled))]
    found = np.concatenate([features for features, _ in made])
    seen_times = np.bincount(found.ravel(), minlength=1 << tagging_kernel.BITS)
    weights, steps = tagging_kernel.learned(
        found,
        seen_times >= _LEAST,
        np.concatenate([tags for _, tags in made]),
        np.cumsum([0, *(len(tags) for _, tags in made)]),
        tagger.allowed(),
        _ROUNDS,
        _HELD,
    )
    scale = float(np.abs(weights).max() / _STEPS_OF_WEIGHTS)
    return Tagger(np.round(weights / scale).astype(np.int8), scale, steps)


def save(made: Tagger, path: Path) -> None:
    """Write a tagger as arrays: rows of weights that are not nothing, and the gaps between."""
    places = np.flatnonzero(made.weights.any(axis=1))
    np.savez_compressed(
        path,
        gaps=np.diff(places, prepend=0).astype(np.uint16),
        weights=made.weights[places],
        scale=made.scale,
        steps=made.steps,
        origin=origin(),
    )


def origin() -> str:
    """A fingerprint of all that is learned from: the marked lines, the lists and the patterns."""
    folder = resources.files("heatqa.redaction")
    files = [*(folder / _LINES).iterdir(), *folder.iterdir()]
    texts = [
        file.read_text(encoding="utf-8")
        for file in sorted(files, key=lambda file: file.name)
        if file.name.endswith((".txt", ".toml"))
    ]
    return hashlib.sha256("".join(texts).encode()).hexdigest()


def _example(line: str, heard: bool) -> tuple[np.ndarray, np.ndarray]:
    """Features and tags of a marked line, its numbers masked as they are before the tagger."""
    text, tags = unmarked(line), _tags(line)
    rest = without_marks(text)
    while True:
        found = [one for one in find_numbers(rest) if FILLER not in rest[one[0] : one[1]]]
        for start, end, _ in found:
            rest = filled(rest, start, end)
        if not found:
            break
    kept = tagger.unfilled(rest)
    said = tagger.letters(len(rest), by_patterns(rest)) if heard else "?" * len(rest)
    left = [0 if rest[at] == FILLER else tags[at] for at in kept]
    for at, tag in enumerate(left):
        # A find goes on only where it has begun.
        if tag and tag % 2 == 0 and (not at or left[at - 1] not in (tag, tag - 1)):
            left[at] = tag - 1
    plain = digits.narrow("".join(rest[at] for at in kept))
    codes = seen(plain, "".join(said[at] for at in kept))
    return tagging_kernel.features(codes, templates()), np.array(left)


def _tags(line: str) -> list[int]:
    """One tag per character of the line without its braces."""
    tags: list[int] = []
    at = 0
    for match in MARKED.finditer(line):
        kind = {"n": "name", "a": "address"}.get(match[1], "number")
        first = 1 + 2 * KINDS.index(kind)
        tags += [0] * (match.start() - at)
        tags += [first, *[first + 1] * (len(match[2]) - 1)]
        at = match.end()
    return tags + [0] * (len(line) - at)


def _peopled_anew(lines: Sequence[str], seed: int) -> Iterable[str]:
    """The lines with other names and mostly with other addresses."""
    chance = random.Random(seed)  # noqa: S311 - the same lines each time
    by_kind = {"n": [], "a": []}
    for line in lines:
        for match in MARKED.finditer(line):
            by_kind.get(match[1], []).append(match[2])

    def other(match: re.Match[str]) -> str:
        if match[1] == "n":
            name = _other_name(match[2], chance, by_kind["n"])
            return f"{{n:{name}}}"
        if match[1] == "a" and chance.random() < 0.7:
            return f"{{a:{chance.choice(by_kind['a'])}}}"
        return match[0]

    return [MARKED.sub(other, line) for line in lines]


def _other_name(name: str, chance: random.Random, others: Sequence[str]) -> str:
    """A name somebody else has in these lines, or one of the same shape from the lists."""
    if chance.random() < 0.35:
        return chance.choice(others)
    data = names()
    title = next((t for t in sorted(data["titles"], key=len)[::-1] if name[1:].endswith(t)), "")
    shy = data["surnames"] + data["shy"]
    surname = chance.choice(data["common"] * 3 + "".join(shy.split()) + data["rare"])
    if len(name) == 1:
        return surname
    if title:
        little = chance.choice(["", "", "", "小", "老"]) if len(name) - len(title) == 2 else ""
        return little + surname + title
    if len(name) == 2 and name[0] in "小老阿大":
        return name[0] + surname
    given = "".join(data["given"].split())
    return surname + "".join(chance.choices(given, k=chance.choice([1, 2, 2])))


def _half(lines: Sequence[str]) -> Iterable[str]:
    """The lines with some of their people masked, as they are when the rest is searched again."""
    chance = random.Random(6)  # noqa: S311 - the same lines each time
    marks = patterns()["marks"]
    words = {"n": marks["name"], "a": marks["address"]}

    def masked(match: re.Match[str]) -> str:
        mark = f"〔{words.get(match[1], marks['phone'])}〕"
        return mark if chance.random() < 0.5 else match[0]

    return [MARKED.sub(masked, line) for line in lines]


if __name__ == "__main__":
    save(learned(authors()), Path(__file__).with_name(tagger.WEIGHTS))
