"""The learned tagger: which characters are a name, an address or a number, by their surroundings.

It sees what the patterns see (signs.py) and what they say, weighs all of it together
(templates.py, tagging_kernel.py), and was learned from marked lines (learning.py).
"""

import functools
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources

import numpy as np
import numpy.typing as npt

from heatqa.redaction import digits, numbers, tagging_kernel
from heatqa.redaction.data import FILLER, Found
from heatqa.redaction.signs import seen
from heatqa.redaction.templates import templates

# What is tagged; each kind has a tag for its first and one for its further characters.
KINDS = ("name", "address", "number")
WEIGHTS = "tagger.npz"
# How readily the tagger finds somebody where nobody has been found, and beside somebody. By the
# share of untouched texts that are altered, authors left out in turn: benchmarks/redaction.py.
ALONE, BESIDE = -4.0, 2.0
# So far from somebody, in characters, it is beside him; farther it falls by one each so many more.
_REACH, _FALL = 10, 20
# How much more readily it does where a pattern speaks.
TRUST = 1.0
_NEVER = -1e6
_LETTERS = {"name": "N", "address": "A"}


@dataclass(frozen=True)
class Tagger:
    """Weights of features and steps, as `tagging_kernel.learned` made them."""

    weights: npt.NDArray[np.int8]
    scale: float
    steps: npt.NDArray[np.float64]

    def find(self, rest: str, ruled: Sequence[Found]) -> Iterator[Found]:
        """Start, end and kind of every find, in order, none with filler in it.

        Args:
            rest: A text with filler where something has been found.
            ruled: What the patterns found in it.
        """
        kept = unfilled(rest)
        if not kept:
            return
        plain = digits.narrow("".join(rest[at] for at in kept))
        said = letters(len(rest), ruled)
        codes = seen(plain, "".join(said[at] for at in kept))
        found = tagging_kernel.features(codes, templates())
        worth = tagging_kernel.worth(found, self.weights, self.scale)
        worth[:, 1::2] += _leans(rest)[kept, None]
        for kind, letter in _LETTERS.items():
            begun = [at for at, place in enumerate(kept) if said[place] == letter]
            worth[begun, 1 + 2 * KINDS.index(kind)] += TRUST
        worth[[at for at, sign in enumerate(plain) if sign == FILLER], 1:] = _NEVER
        beginning, forbidden = allowed()
        row = tagging_kernel.best(worth, beginning, self.steps + forbidden)
        for start, end, kind in _runs(row):
            first, last = kept[start], kept[end - 1] + 1
            number = kind == "number"
            yield first, last, numbers.kind(rest[first:last]) if number else kind


def _runs(row: npt.NDArray[np.int64]) -> Iterator[Found]:
    """Start, end and kind of each find of a row of tags."""
    ends = [*np.flatnonzero((row % 2 == 1) | (row == 0)).tolist(), len(row)]
    for start in np.flatnonzero(row % 2 == 1).tolist():
        end = next(end for end in ends if end > start)
        yield start, end, KINDS[(row[start] - 1) // 2]


def _leans(rest: str) -> npt.NDArray[np.float64]:
    """How readily somebody is found at each character, by how far the nearest find is."""
    if FILLER not in rest:
        return np.full(len(rest), ALONE)
    places = np.arange(len(rest))
    found = np.array([at for at, sign in enumerate(rest) if sign == FILLER])
    after = np.searchsorted(found, places).clip(max=len(found) - 1)
    far = np.minimum(abs(found[after] - places), abs(places - found[(after - 1).clip(min=0)]))
    return (BESIDE - (far - _REACH).clip(min=0) / _FALL).clip(min=ALONE)


def unfilled(rest: str) -> list[int]:
    """The places of a text, of each run of filler only the first."""
    return [
        at for at, sign in enumerate(rest) if sign != FILLER or not at or rest[at - 1] != FILLER
    ]


def letters(length: int, ruled: Sequence[Found]) -> list[str]:
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
