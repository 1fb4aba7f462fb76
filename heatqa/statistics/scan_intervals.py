"""Intervals of time that a scan looks at, in blocks that the kernel can pass over at once."""

from typing import Literal

import numpy as np
import numpy.typing as npt

from heatqa.statistics.scan_kernel import Intervals

Shape = Literal["spatial", "temporal", "space-time", "prospective"]
# Starts and ends of a block: small enough that its longest interval is not much more than each.
_BLOCK = 2


def intervals(steps: int, shape: Shape, longest: int) -> Intervals:
    """Every interval that a shape of scan allows, as cuts from 0 to `steps`.

    Args:
        steps: Steps of time in the study.
        shape: `spatial` knows only the whole time; `prospective` only intervals that are still
            alive at its end; the others all.
        longest: Steps of the longest interval.

    Example:
        >>> made = intervals(3, "prospective", longest=2)
        >>> list(zip(made.start.tolist(), made.end.tolist()))
        [(1, 3), (2, 3)]
    """
    if shape == "spatial":
        return _of_blocks([[(0, steps)]])
    if shape == "prospective":
        return _of_blocks([[(start, steps)] for start in range(steps - longest, steps)])
    blocks = []
    for first in range(0, steps, _BLOCK):
        starts = range(first, min(first + _BLOCK, steps))
        for last in range(first + 1, min(starts[-1] + longest, steps) + 1, _BLOCK):
            ends = range(last, min(last + _BLOCK, steps + 1))
            block = [(s, e) for s in starts for e in ends if s < e <= s + longest]
            if block:
                blocks.append(block)
    return _of_blocks(blocks)


def _of_blocks(blocks: list[list[tuple[int, int]]]) -> Intervals:
    flat = np.array([pair for block in blocks for pair in block], np.int64)
    outer, inner = [], []
    for block in blocks:
        starts, ends = zip(*block, strict=True)
        outer.append((min(starts), max(ends)))
        inner.append((max(starts), min(ends)) if max(starts) < min(ends) else (0, 0))
    first = np.cumsum([0, *map(len, blocks)])
    return Intervals(flat[:, 0].copy(), flat[:, 1].copy(), first, np.array(outer), np.array(inner))


def compressed(made: Intervals, steps: int) -> tuple[Intervals, npt.NDArray[np.int64]]:
    """The same intervals on the cuts that they use and the two ends of time, which are returned."""
    used = np.unique(np.concatenate([made.start, made.end, made.inner.ravel(), [0, steps]]))
    start, end, outer, inner = (
        np.searchsorted(used, cuts) for cuts in (made.start, made.end, made.outer, made.inner)
    )
    return Intervals(start, end, made.first, outer, inner), used
