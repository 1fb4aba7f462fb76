"""Which of what is seen about a character is weighed together."""

import functools

import numpy as np
import numpy.typing as npt

from heatqa.redaction.signs import COLUMNS

_LONGEST = 5


def _windows() -> list[str]:
    """Templates: columns (signs.py) and the place beside the character where they are read."""
    found = []
    for column in "cq":
        found += [f"{column}{at}" for at in range(-4, 5)]
        found += [f"{column}{at} {column}{at + 1}" for at in range(-3, 3)]
    found += [f"c{at} c{at + 1} c{at + 2}" for at in range(-2, 1)]
    found += [f"q{at} q{at + 1} q{at + 2}" for at in range(-3, 2)]
    found += [f"{column}{at}" for column in "be" for at in range(-2, 3)]
    return [
        *found,
        "q-2 q-1 q0 q1 q2",
        "e-1 b1",
        "e-1 q0 q1",
        "e-1 q0 b1",
        "e-1 q0 q1 b2",
        "c-1 q0",
        "q0 c1",
        "c-1 q0 q1",
        "q0 q1 c2",
        "q-1 q0 c1",
        "c-1 q0 c1",
        # whether anybody has been found in the text already, and whether it holds a door
        "t0",
        "t0 q0",
        "t0 q0 q1",
        "t0 e-1",
        "t0 r0",
        "t0 q-1 q0",
        # what the patterns say
        "r-1",
        "r0",
        "r1",
        "r0 q0",
        "r0 c0",
        "r0 b0",
        "r0 r-1 r1",
        "r0 e-1",
        "r0 c-1",
        "r0 c1",
    ]


@functools.cache
def templates() -> npt.NDArray[np.int64]:
    """One row per template, of pairs of a column and a place; -1 where a template has no more."""
    made = np.full((len(_windows()), _LONGEST, 2), -1, np.int64)
    for row, written in zip(made, _windows(), strict=True):
        for pair, part in zip(row, written.split(), strict=False):
            pair[:] = COLUMNS.index(part[0]), int(part[1:])
    return made
