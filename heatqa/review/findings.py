"""What figures allow to be said: rules that turn counts and intervals into words of a finding.

No claim goes beyond its interval: better or worse needs an interval of the difference without 0,
met or missed a clear case, and what is too small to publish is not told at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import polars as pl

from heatqa.judging.scorecard import ENOUGH
from heatqa.statistics.differences import newcombe
from heatqa.statistics.rates import wilson

COUNTS = ("met", "missed", "pending", "cannot_tell")
Standing = Literal["met", "missed", "unclear", "too few", "pending", "cannot tell", "no data"]
Change = Literal["better", "worse", "no clear change", "first time", "cannot tell"]
Trend = Literal["rising", "falling", "no clear change", "first time", "cannot tell"]
Verdict = Literal["met", "missed", "pending", "cannot tell"]


@dataclass(frozen=True)
class Rate:
    """The counts of a promise in a period, its rate with its 95 % interval, and its target.

    `weight` is how many independent records one record is worth: 1 for cases, less for readings
    that come many from one place. `stated` is false where the text promises every case.
    """

    met: int
    missed: int
    pending: int
    cannot_tell: int
    target: float
    stated: bool
    weight: float = 1.0

    @property
    def decided(self) -> int:
        """Records with a verdict for or against."""
        return self.met + self.missed

    @property
    def rate(self) -> float | None:
        """The share met of those decided."""
        return self.met / self.decided if self.decided else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % Wilson interval of the rate, of the independent records."""
        if not self.decided:
            return None
        counts = pl.DataFrame({"met": [self.met * self.weight], "n": [self.decided * self.weight]})
        low, high = counts.select(*wilson(pl.col("met"), pl.col("n"))).row(0)
        return low, high


def rate_of(row: dict[str, Any], weight: float = 1.0) -> Rate:
    """The rate in a row of a scorecard."""
    return Rate(
        met=int(row["met"]),
        missed=int(row["missed"]),
        pending=int(row["pending"]),
        cannot_tell=int(row["cannot_tell"]),
        target=row["target"],
        stated=row.get("target_stated", True),
        weight=weight,
    )


def standing(rate: Rate | None, smallest: int) -> Standing:
    """What may be said of a promise.

    A promise of every case is missed with the first that is; it is met where enough records show
    none and most can be told. A target is met or missed where the interval lies on one side.

    Args:
        rate: The counts; None where no clause in force speaks of it.
        smallest: The fewest decided records that are published.

    Example:
        >>> standing(Rate(150, 0, 0, 0, 0.97, True), 5), standing(Rate(29, 1, 0, 0, 0.97, True), 5)
        ('met', 'unclear')
    """
    if rate is None:
        return "no data"
    interval = rate.interval
    if interval is None:
        if rate.pending:
            return "pending"
        return "cannot tell" if rate.cannot_tell else "no data"
    if rate.decided < smallest:
        return "too few"
    if rate.target >= 1:
        if rate.missed:
            return "missed"
        enough = rate.decided * rate.weight >= ENOUGH and rate.cannot_tell <= rate.decided
        return "met" if enough else "unclear"
    low, high = interval
    if low >= rate.target:
        return "met"
    return "missed" if high < rate.target else "unclear"


def verdict(found: Standing) -> Verdict:
    """The verdict word of a standing, as tiles show it."""
    if found in ("met", "missed", "pending"):
        return found
    return "cannot tell"


def change(now: Rate, before: Rate | None, smallest: int) -> Change:
    """Whether a rate is better or worse than before: where the interval of the difference says so.

    Args:
        now: The later counts.
        before: The earlier ones; None where nothing was judged then.
        smallest: The fewest decided records that are published, on either side.

    Source: Newcombe (1998), Statistics in Medicine 17, 873-890, method 10.

    Example:
        >>> change(Rate(90, 10, 0, 0, 1, False), Rate(60, 40, 0, 0, 1, False), 5)
        'better'
    """
    if now.decided < smallest:
        return "cannot tell"
    if before is None or not before.decided:
        return "first time"
    if before.decided < smallest:
        return "cannot tell"
    low, high = difference(now, before)
    if low > 0:
        return "better"
    return "worse" if high < 0 else "no clear change"


def difference(now: Rate, before: Rate) -> tuple[float, float]:
    """The 95 % interval of the later rate less the earlier, -1 to 1."""
    counts = {
        "met": [now.met * now.weight],
        "missed": [now.missed * now.weight],
        "other_met": [before.met * before.weight],
        "other_missed": [before.missed * before.weight],
    }
    found = newcombe(pl.DataFrame(counts)).row(0, named=True)
    return found["difference_low"], found["difference_high"]


def trend(low: float | None, high: float | None, *, known_before: bool = True) -> Trend:
    """Whether a number rises or falls: where the interval of its ratio to before leaves out 1."""
    if not known_before:
        return "first time"
    if low is None or high is None:
        return "cannot tell"
    if low > 1:
        return "rising"
    return "falling" if high < 1 else "no clear change"


def tally(found: Sequence[Standing]) -> dict[Verdict, int]:
    """How many promises are met, missed, pending, and how many cannot be told."""
    words = [verdict(one) for one in found]
    return {word: words.count(word) for word in ("met", "missed", "pending", "cannot tell")}
