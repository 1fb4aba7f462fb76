"""Scan statistics: where and when there are more cases than chance explains, Kulldorff's way.

A window, a circle of places during an interval, is compared with everything outside it; the window
whose rate stands out most is the hotspot. How often chance alone brings one as strong is found by
scanning simulated records in the same way, so that looking at every window is paid for.

The exponential model for waits that still run is not here: its chance shuffles waiting times among
places, so that every window needs sums of times and not counts, and nothing of the kernel but the
circles would be shared. Waits of groups are compared in `logrank` instead.

Sources: Kulldorff (1997), Communications in Statistics 26(6), 1481-1496; Kulldorff (2001), JRSS A
164(1), 61-72; conventions (least two cases, ties, no overlap) as SaTScan 10.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from heatqa import errors
from heatqa.language import number, say
from heatqa.statistics import (
    scan_chance,
    scan_circles,
    scan_clusters,
    scan_intervals,
    scan_kernel,
    scan_records,
)
from heatqa.statistics.scan_chance import Chance
from heatqa.statistics.scan_intervals import Shape
from heatqa.statistics.scan_records import Study

_STANDARD = Chance()


@dataclass(frozen=True)
class Limits:
    """How large a window may be.

    `share` (0 to 1) is the most of all expected cases in a circle, `time_share` the most of the
    study's time in an interval, and `longest`, where given, the most steps; `least_cases` is the
    fewest cases that make a hotspot.
    """

    share: float = 0.5
    time_share: float = 0.5
    longest: int | None = None
    least_cases: int = 2


_WIDE = Limits()


@dataclass(frozen=True, eq=False)
class Scan:
    """What a scan found.

    Attributes:
        clusters: One row per hotspot, strongest first: `cluster`, `place` (the centre), `radius`
            (km, or the unit of the plane), `places` (number), `begins` and `ends` (moments, both
            within), `cases`, `expected`, `ratio` (observed to expected), `relative_risk` (inside
            to outside), `log_likelihood_ratio`, `p_value`, `p_gumbel`, and for prospective scans
            `recurrence`, the steps of time in which chance alone brings one as strong.
        members: One row per hotspot and place, nearest first: `cluster`, `place`, `distance`.
        shape: What was scanned.
        cases: All cases of the study.
        simulated: The highest ratio of each simulated record.
        stopped: The simulation ended early, see `Chance`.
    """

    clusters: pl.DataFrame
    members: pl.DataFrame
    shape: Shape
    cases: int
    simulated: npt.NDArray[np.float64]
    stopped: bool

    def __repr__(self) -> str:
        return say("hotspots.scan", cases=number(self.cases), clusters=len(self.clusters))

    def significant(self, level: float = 0.05) -> pl.DataFrame:
        """The clusters whose p-value is at most `level`."""
        return self.clusters.filter(pl.col("p_value") <= level)


def scan(study: Study, shape: Shape, limits: Limits = _WIDE, chance: Chance = _STANDARD) -> Scan:
    """Scan a study for hotspots.

    Args:
        study: The records, from `scan_records.poisson`, `bernoulli` or `permutation`.
        shape: `spatial` (the whole time at once), `temporal` (the whole city), `space-time`, or
            `prospective`: only hotspots that are still alive at the end.
        limits: How large a window may be.
        chance: How p-values are made.

    Returns:
        The strongest window and every weaker one that shares no place with a stronger; those
        weaker than every simulated record are left out, as SaTScan does.

    Raises:
        ArgumentUnusable: the permutation model needs place and time.

    Example:
        >>> places = pl.DataFrame({"place": [*"abcd"], "x": [0, 1, 8, 9], "y": [0, 0, 0, 0]})
        >>> cases = places.select("place", cases=pl.Series([9, 8, 1, 2]))
        >>> homes = places.select("place", population=pl.lit(100))
        >>> found = scan(scan_records.poisson(places, cases, homes), "spatial")
        >>> found.clusters.select("place", "places", "cases", "expected").row(0)
        ('a', 2, 17, 10.0)
    """
    if study.model == "permutation" and shape in ("spatial", "temporal"):
        remedy = say("hotspots.remedy.shape")
        raise errors.ArgumentUnusable(argument="shape", found=shape, remedy=remedy)
    seen = scan_records.summed(study, shape)
    circles = scan_circles.ONE
    if shape != "temporal":
        points = scan_circles.positions(study.places)
        circles = scan_circles.around(points, seen.expected.sum(axis=1), limits.share)
    longest = max(1, math.floor(seen.steps * limits.time_share))
    intervals, cuts = scan_intervals.compressed(
        scan_intervals.intervals(seen.steps, shape, min(longest, limits.longest or longest)),
        seen.steps,
    )
    everyone = float(seen.at_risk.sum()) if study.model == "bernoulli" else 0.0
    windows = scan_kernel.Windows(
        circles, intervals, float(study.total), everyone, float(limits.least_cases)
    )
    best, which = scan_kernel.strongest(
        scan_records.cumulated(seen.cases, cuts),
        scan_records.cumulated(seen.expected, cuts),
        windows,
    )
    simulated = scan_chance.simulate(seen, windows, cuts, chance, float(best.max()))
    found = [
        scan_clusters.Window(
            centre=centre,
            sites=circles.order[circles.first[centre] :][: which[centre, 0]],
            start=int(cuts[intervals.start[which[centre, 1]]]),
            end=int(cuts[intervals.end[which[centre, 1]]]),
            ratio=float(best[centre]),
        )
        # The same places about another centre add up to the same but for the last digits.
        for centre in np.argsort(-best.round(9), kind="stable")
        if best[centre] > 0
    ]
    chosen = scan_clusters.apart(found, simulated)
    return Scan(
        clusters=scan_clusters.clusters(chosen, study, seen, shape, simulated),
        members=scan_clusters.members(chosen, study, shape),
        shape=shape,
        cases=study.total,
        simulated=simulated.highest,
        stopped=simulated.stopped,
    )
