"""The one day from which a series runs at another level: Pettitt's test."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
import scipy.stats


@dataclass(frozen=True)
class ChangePoint:
    """Where a series changed.

    Attributes:
        at: The first value of the sort column that belongs to the new level.
        p: Chance of so clear a change in a series without one.
        before: Median before.
        after: Median from then on.
    """

    at: Any
    p: float
    before: float
    after: float


def change_point(frame: pl.DataFrame, value: str, order: str) -> ChangePoint | None:
    """The most likely point of change; its `p` says whether there was one at all.

    Ranks are compared, so a few very long waits do not move it.

    Args:
        frame: One row per observation: `order` (when) and `value`; rows without a value are
            left out.
        value: Column whose level may have changed.
        order: Column to sort by.

    Returns:
        The change, or None of fewer than four observations.

    Source: Pettitt (1979), Applied Statistics 28(2), 126-135; ties share their mean rank.

    Example:
        >>> days = pl.DataFrame({"day": range(42), "seconds": [6, 7, 5] * 7 + [9, 10, 8] * 7})
        >>> change_point(days, "seconds", "day").at
        21
    """
    known = frame.filter(pl.col(value).is_not_null()).sort(order)
    n = len(known)
    if n < 4:
        return None
    numbers = known[value].to_numpy().astype(float)
    ranks = scipy.stats.rankdata(numbers)
    counted = np.arange(1, n)
    # U of the first t observations against the rest.
    u = np.abs(2 * np.cumsum(ranks)[:-1] - counted * (n + 1))
    split = int(u.argmax()) + 1
    p = min(1.0, 2 * float(np.exp(-6.0 * u.max() ** 2 / (float(n) ** 3 + float(n) ** 2))))
    return ChangePoint(
        at=known[order][split],
        p=p,
        before=float(np.median(numbers[:split])),
        after=float(np.median(numbers[split:])),
    )
