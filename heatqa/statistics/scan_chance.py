"""What chance alone brings: records simulated under no hotspot, and the p-values they give."""

import math
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from heatqa.statistics import scan_kernel
from heatqa.statistics.scan_kernel import Windows
from heatqa.statistics.scan_records import Study, cumulated

# Simulated records scanned side by side: as many as fit into this many bytes, within bounds.
_BYTES, _LANES = 64_000_000, (16, 128)
# Two windows with the same cases may differ in the last digits by the order of their sums.
_SAME = 1e-9
# Where the level starts, as a share of the lowest maximum of the first lot of simulated records.
_CAUTION = 0.8
# From this many cases per cell on, whole cells are drawn instead of single cases.
_MANY = 4

_Scanned = Callable[[int, float], npt.NDArray[np.float64]]


@dataclass(frozen=True)
class Chance:
    """How p-values are made.

    `replications` simulated records, 999 as is usual; the same `seed` gives the same answer on any
    number of processors. With `stop_after` the simulation ends as soon as that many were at least
    as strong as the records: a weak scan is known to be weak early.

    Source: Dwass (1957); for stopping early Besag and Clifford (1991), Biometrika 78(2), 301-304.
    """

    replications: int = 999
    seed: int = 20_241_115
    stop_after: int | None = None


@dataclass(frozen=True, eq=False)
class Simulated:
    """The highest log likelihood ratio of each simulated record; `stopped` when not all were."""

    highest: npt.NDArray[np.float64]
    stopped: bool

    def p_value(self, ratio: float) -> float:
        """The share of records, the real one among them, that are at least as strong."""
        at_least = int((self.highest >= ratio - _SAME).sum())
        if self.stopped:
            return at_least / len(self.highest)
        return (1 + at_least) / (1 + len(self.highest))

    def p_gumbel(self, ratio: float) -> float:
        """The p-value of the extreme value distribution fitted by its moments.

        Tells small p-values apart that no number of simulated records reaches.

        Source: Abrams, Kulldorff and Kleinman (2010), Int. J. Health Geographics 9, 61.
        """
        if len(self.highest) < 2:
            return math.nan
        scale = self.highest.std(ddof=1) * math.sqrt(6) / math.pi
        if scale == 0:
            return math.nan
        location = self.highest.mean() - np.euler_gamma * scale
        return -math.expm1(-math.exp(-(ratio - location) / scale))


def simulate(
    study: Study,
    windows: Windows,
    cuts: npt.NDArray[np.int64],
    chance: Chance,
    observed: float,
) -> Simulated:
    """Scan simulated records as the real ones were.

    Args:
        study: The real records.
        windows: The windows, their intervals by number of the cut.
        cuts: The steps at which intervals begin or end.
        chance: How many, from which seed.
        observed: The real records' highest ratio, to know when to stop.
    """
    width = np.int16 if study.total < np.iinfo(np.int16).max else np.int32
    sites, slots = len(study.cases), len(cuts) - 1
    room = _BYTES // (sites * len(cuts) * np.dtype(width).itemsize)
    lanes = max(_LANES[0], min(_LANES[1], 1 << max(room, 1).bit_length() - 1))
    expected = cumulated(study.expected, cuts)
    share = np.diff(expected, axis=1)
    slot = np.searchsorted(cuts, np.arange(study.steps), side="right") - 1

    def scanned(lot: int, level: float) -> npt.NDArray[np.float64]:
        rng = np.random.default_rng([chance.seed, lot])
        counts = np.zeros((sites, slots + 1, lanes), width)
        cells = _drawn(study, rng, lanes, share, slot)
        scan_kernel.cumulate(cells, slots + 1, counts)
        found = scan_kernel.strongest_simulated(counts, expected, windows, level)
        if level and found.min() <= level:
            return scan_kernel.strongest_simulated(counts, expected, windows, 0.0)
        return found

    lots = math.ceil(chance.replications / lanes)
    highest = np.empty(0)
    for found in _in_turn(scanned, lots):
        highest = np.concatenate([highest, found])[: chance.replications]
        stronger = np.flatnonzero(highest >= observed - _SAME)
        if chance.stop_after and len(stronger) >= chance.stop_after:
            return Simulated(highest[: stronger[chance.stop_after - 1] + 1], stopped=True)
    return Simulated(highest, stopped=False)


def _in_turn(scanned: _Scanned, lots: int) -> Iterator[npt.NDArray[np.float64]]:
    """Scan lots on all processors and give them in their order; the first sets the level."""
    if not lots:
        return
    yield (first := scanned(0, 0.0))
    level = _CAUTION * first.min()
    workers = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    with ThreadPoolExecutor(workers) as pool:
        for begin in range(1, lots, workers or 1):
            batch = range(begin, min(begin + (workers or 1), lots))
            yield from pool.map(lambda lot: scanned(lot, level), batch)


def _drawn(
    study: Study,
    rng: np.random.Generator,
    lanes: int,
    share: npt.NDArray[np.float64],
    slot: npt.NDArray[np.int64],
) -> npt.NDArray[np.int64]:
    """Lane by case, the cell it falls into: site times cuts plus slot of time."""
    sites, slots = share.shape
    if study.model == "permutation":
        site, step = np.repeat(np.argwhere(study.cases), study.cases[study.cases > 0], axis=0).T
        days = rng.permuted(np.tile(slot[step], (lanes, 1)), axis=1)
        return site * (slots + 1) + days
    cell = (np.arange(sites)[:, None] * (slots + 1) + np.arange(slots)).ravel()
    if study.model == "bernoulli":
        people = np.zeros((sites, slots), np.int64)
        np.add.at(people.T, slot, study.at_risk.T.astype(np.int64))
        drawn = rng.multivariate_hypergeometric(
            people.ravel(), study.total, size=lanes, method="marginals"
        )
        return _spread(cell, drawn)
    chances = share.ravel() / share.sum()
    if study.total > _MANY * len(cell):
        return _spread(cell, rng.multinomial(study.total, chances, size=lanes))
    # Few cases for many cells: drawing case by case is shorter than cell by cell.
    until = chances.cumsum()
    until[-1] = 1.0
    return cell[np.searchsorted(until, rng.random((lanes, study.total)), side="right")]


def _spread(cell: npt.NDArray[np.int64], drawn: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Counts by cell as one entry per case."""
    return np.stack([np.repeat(cell, counts) for counts in drawn])
