"""The learned tagger: which characters are a name, an address or a number, by their surroundings.

It sees what the patterns see (signs.py) and what they say, weighs all of it together
(templates.py, tagging_kernel.py), and was learned from marked lines (learning.py).
"""

import functools
import io
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources

import numpy as np
import numpy.typing as npt

from heatqa.redaction import digits, tagging_kernel
from heatqa.redaction.signs import FILLER, seen
from heatqa.redaction.templates import templates

# What is tagged; each kind has a tag for its first and one for its further characters.
KINDS = ("name", "address", "number")
WEIGHTS = "tagger.npz"
_NEVER = -1e6
_LETTERS = {"name": "N", "address": "A"}


@dataclass(frozen=True)
class Tagger:
    """Weights of features and steps, as `tagging_kernel.learned` made them."""

    weights: npt.NDArray[np.int8]
    scale: float
    steps: npt.NDArray[np.float64]

    def find(
        self, rest: str, ruled: list[str], leans: npt.NDArray[np.float64], trust: float
    ) -> Iterator[tuple[int, int, str]]:
        """Start, end and kind of every find, in order, none with filler in it.

        Args:
            rest: A text with filler where something has been found.
            ruled: One letter per character for what the patterns say of it (`letters`).
            leans: How much is added for a find that begins at each character: more finds more
                and errs more.
            trust: How much more is added where a pattern's find begins.
        """
        kept = unfilled(rest)
        if not kept:
            return
        plain = digits.narrow("".join(rest[at] for at in kept))
        codes = seen(plain, "".join(ruled[at] for at in kept))
        found = tagging_kernel.features(codes, templates())
        worth = tagging_kernel.worth(found, self.weights, self.scale)
        worth[:, 1::2] += leans[kept, None]
        for kind, letter in _LETTERS.items():
            begun = [at for at, place in enumerate(kept) if ruled[place] == letter]
            worth[begun, 1 + 2 * KINDS.index(kind)] += trust
        worth[[at for at, sign in enumerate(plain) if sign == FILLER], 1:] = _NEVER
        first, forbidden = allowed()
        row = tagging_kernel.best(worth, first, self.steps + forbidden)
        start = None
        for at, tag in enumerate([*row, 0]):
            if start is not None and (not tag or tag % 2):
                yield kept[start], kept[at - 1] + 1, KINDS[(row[start] - 1) // 2]
                start = None
            if tag % 2:
                start = at


def unfilled(rest: str) -> list[int]:
    """The places of a text, of each run of filler only the first."""
    return [
        at for at, sign in enumerate(rest) if sign != FILLER or not at or rest[at - 1] != FILLER
    ]


def letters(length: int, ruled: list[tuple[int, int, str]]) -> list[str]:
    """What the patterns found, one letter per character: a capital begins a find."""
    said = ["0"] * length
    for start, end, kind in ruled:
        letter = _LETTERS[kind]
        said[start:end] = [letter, *letter.lower() * (end - start - 1)]
    return said


@functools.cache
def allowed() -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """What a first tag and a step are worth besides: a find goes on only where it has begun."""
    many = 1 + 2 * len(KINDS)
    first, steps = np.zeros(many), np.zeros((many, many))
    first[2::2] = _NEVER
    steps[:, 2::2] = _NEVER
    for inner in range(2, many, 2):
        steps[inner - 1 : inner + 1, inner] = 0
    return first, steps


@functools.cache
def own() -> Tagger:
    """The tagger that comes with heatqa."""
    file = resources.files("heatqa.redaction") / WEIGHTS
    with np.load(io.BytesIO(file.read_bytes()), allow_pickle=False) as held:
        weights = np.zeros((1 << tagging_kernel.BITS, held["weights"].shape[1]), np.int8)
        weights[np.cumsum(held["gaps"])] = held["weights"]
        return Tagger(weights, float(held["scale"]), held["steps"])
