"""The one day from which a series runs at another level: whether there is one, and since when."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
import scipy.stats

from heatqa.statistics.rates import CONFIDENCE


@dataclass(frozen=True)
class ChangePoint:
    """Where a series changed.

    Attributes:
        at: The first value of the sort column that belongs to the new level.
        earliest: The first that may be the one, by the interval asked for.
        latest: The last that may be.
        p: Chance of so clear a change in a series without one.
        before: Median before.
        after: Median from then on.
    """

    at: Any
    earliest: Any
    latest: Any
    p: float
    before: float
    after: float


def change_point(
    frame: pl.DataFrame, value: str, order: str, *, confidence: float = CONFIDENCE
) -> ChangePoint | None:
    """The most likely point of change with its interval; its `p` says whether there was one.

    Ranks are compared, so a few very long waits do not move it. The point is where the mean ranks
    before and after explain most; Pettitt's own, where they differ by most records, is drawn to
    the middle of the series.

    Args:
        frame: One row per observation: `order` (when) and `value`; rows without a value are
            left out.
        value: Column whose level may have changed.
        order: Column to sort by.
        confidence: How sure `earliest` to `latest` shall hold the change, if there was one.

    Returns:
        The change, or None of fewer than four observations.

    Source: Pettitt (1979), Applied Statistics 28(2), 126-135, for `p`, ties sharing their mean
    rank; Siegmund (1988), International Statistical Review 56(1), 31-48, for the interval: all
    points whose likelihood is near that of the best.

    Example:
        >>> days = pl.DataFrame({"day": range(42), "seconds": [6, 7, 5] * 7 + [9, 10, 8] * 7})
        >>> found = change_point(days, "seconds", "day")
        >>> found.at, found.earliest, found.latest
        (21, 21, 21)
    """
    known = frame.filter(pl.col(value).is_finite()).sort(order)
    n = len(known)
    if n < 4:
        return None
    numbers = known[value].to_numpy().astype(float)
    ranks = scipy.stats.rankdata(numbers)
    ranks -= ranks.mean()
    counted = np.arange(1, n)
    sums = np.cumsum(ranks)[:-1]
    between = sums**2 * n / (counted * (n - counted))
    best = int(between.argmax())
    within = ((ranks**2).sum() - between[best]) / (n - 2)
    # The best is ahead of the true point by the larger of two exponential excesses, one each side.
    ahead = -math.log1p(-math.sqrt(confidence))
    near = np.flatnonzero(between[best] - between <= 2 * ahead * within) + 1
    split = best + 1
    # Twice the sum of centred ranks is Pettitt's U of the first against the rest.
    u = 2 * np.abs(sums).max()
    moments = known[order]
    return ChangePoint(
        at=moments[split],
        earliest=moments[int(near[0])],
        latest=moments[int(near[-1])],
        p=min(1.0, 2 * math.exp(-6.0 * u**2 / (float(n) ** 3 + float(n) ** 2))),
        before=float(np.median(numbers[:split])),
        after=float(np.median(numbers[split:])),
    )
