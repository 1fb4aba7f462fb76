"""The scan's inner loops, compiled: the strongest window of records and of simulated records.

A circle grows place by place about its centre; a window is a circle and an interval of time. Two
things keep a scan of many simulated records short. All are scanned at once, lane by lane, for
circles, intervals and expected cases are the same for all. And the logarithms are left out where
counts decide: at a given expectation a window beats a level only from some number of cases on,
which a table tells. Intervals stand in blocks, and a whole block is passed over where even its
longest interval has fewer cases than its shortest would need.
"""

from typing import NamedTuple

import numba
import numpy as np
import numpy.typing as npt

# The table of cases needed has this many leading bits of the expectation as its index: 128 steps
# between an expectation and its double, from 2^-30 to 2^40 expected cases.
_SHIFT = 45
_LOWEST = (1023 - 30) << 7
_STEPS = 70 << 7
# The level rises by at least this before a new table is worth its making.
_RISE = 0.25

# Counts of simulated cases, in two bytes each where they fit.
Narrow = npt.NDArray[np.signedinteger]


class Intervals(NamedTuple):
    """Intervals of time between cuts, in blocks of neighbours.

    `start` and `end` are a cut each, so that an interval's cases are the difference of two
    cumulated counts. Block `b` holds the intervals from `first[b]` to `first[b + 1]`; `outer` are
    the cuts of the interval that covers all of them, `inner` of the one that all of them cover.
    """

    start: npt.NDArray[np.int64]
    end: npt.NDArray[np.int64]
    first: npt.NDArray[np.int64]
    outer: npt.NDArray[np.int64]
    inner: npt.NDArray[np.int64]


class Circles(NamedTuple):
    """The places of each circle: centre `i` takes in `order[first[i]:first[i + 1]]`, in turn."""

    order: npt.NDArray[np.int64]
    first: npt.NDArray[np.int64]


class Windows(NamedTuple):
    """Every window, and what decides its strength.

    `total` is all cases, `population` all who could be one (zero for the Poisson model), `least`
    the fewest cases of a window that counts.
    """

    circles: Circles
    intervals: Intervals
    total: float
    population: float
    least: float


@numba.njit(cache=True, nogil=True, error_model="numpy")
def log_likelihood_ratio(cases: float, expected: float, total: float, population: float) -> float:
    """How much likelier a window's cases are under a rate of its own; zero where not too many.

    Args:
        cases: Cases in the window.
        expected: Cases expected there, such that all windows' add up to `total`.
        total: All cases.
        population: All who could be a case, for the Bernoulli model; zero for the Poisson model.

    Source: Kulldorff (1997), Communications in Statistics 26(6), 1481-1496.
    """
    if cases <= expected:
        return 0.0
    ratio = cases * np.log(cases / expected)
    if total > cases:
        ratio += (total - cases) * np.log((total - cases) / (total - expected))
    if population > 0:
        inside = expected / total * population
        met = inside - cases
        rate = total / population
        if met > 0:
            ratio += met * np.log(met / inside / (1 - rate))
        outside = population - inside
        met = outside - (total - cases)
        if met > 0:
            ratio += met * np.log(met / outside / (1 - rate))
    return ratio


@numba.njit(cache=True, nogil=True, error_model="numpy")
def strongest(
    cases: npt.NDArray[np.int64],
    expected: npt.NDArray[np.float64],
    windows: Windows,
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """The strongest window about every centre.

    Args:
        cases: Cases of each place, cumulated over the cuts of time.
        expected: Expected cases, likewise.
        windows: The windows, their intervals by number of the cut.

    Returns:
        Per centre the log likelihood ratio, zero where no window has too many cases; and a row of
        the number of places taken in and the interval's number.
    """
    circles, intervals, total, population, least = windows
    centres, cuts = len(circles.first) - 1, cases.shape[1]
    best = np.zeros(centres)
    which = np.zeros((centres, 2), np.int64)
    free = 1 - total / population if population > 0 else 1.0
    for centre in range(centres):
        seen, mean = np.zeros(cuts, np.int64), np.zeros(cuts)
        begin = circles.first[centre]
        for at in range(begin, circles.first[centre + 1]):
            place = circles.order[at]
            seen += cases[place]
            mean += expected[place]
            for w in range(len(intervals.start)):
                start, end = intervals.start[w], intervals.end[w]
                count = seen[end] - seen[start]
                if count < least:
                    continue
                rate = mean[end] - mean[start]
                excess = count - rate
                bound = best[centre] * rate * free * (1 - rate / total)
                if excess <= 0 or excess * excess <= bound:
                    continue
                ratio = log_likelihood_ratio(float(count), float(rate), total, population)
                if ratio > best[centre]:
                    best[centre] = ratio
                    which[centre] = (at - begin + 1, w)
    return best, which


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _needed(level: float, windows: Windows, table: npt.NDArray[np.int32]) -> None:
    """Fill the table of the least cases that beat a level, by the expectation's leading bits."""
    total, population = windows.total, windows.population
    bits = np.empty(1, np.int64)
    lower = bits.view(np.float64)
    count = windows.least
    for step in range(_STEPS):
        bits[0] = (step + _LOWEST) << _SHIFT
        mean = lower[0] if step > 0 else 0.0
        while count <= total and mean < total:
            if mean == 0 or (
                count > mean and log_likelihood_ratio(count, mean, total, population) > level
            ):
                break
            count += 1
        table[step] = count


@numba.njit(cache=True, nogil=True)
def _most(
    until: Narrow,
    before: Narrow,
) -> int:
    """The most cases that any lane has between two cuts."""
    narrow = until.dtype.type
    most = narrow(0)
    # Kept in the counts' own width, so that one instruction compares many lanes.
    for lane in range(len(until)):
        most = max(most, narrow(until[lane] - before[lane]))
    return int(most)


@numba.njit(cache=True, nogil=True, inline="always")
def _step(bits: int) -> int:
    """The row of the table for the bits of an expectation."""
    return min(max((bits >> _SHIFT) - _LOWEST, 0), _STEPS - 1)


@numba.njit(cache=True, nogil=True)
def cumulate(
    cells: npt.NDArray[np.int64],
    cuts: int,
    counts: Narrow,
) -> None:
    """Cumulate simulated cases over the cuts of time.

    Args:
        cells: Lane by case, the place and interval between cuts of each: `place * cuts + interval`.
        cuts: Cuts of time.
        counts: Place by cut by lane, zeros to be filled.
    """
    for lane in range(cells.shape[0]):
        for case in range(cells.shape[1]):
            place, interval = divmod(cells[lane, case], cuts)
            counts[place, interval + 1, lane] += 1
    for place in range(counts.shape[0]):
        for cut in range(1, cuts):
            counts[place, cut] += counts[place, cut - 1]


@numba.njit(cache=True, nogil=True, error_model="numpy")
def strongest_simulated(
    cases: Narrow,
    expected: npt.NDArray[np.float64],
    windows: Windows,
    level: float,
) -> npt.NDArray[np.float64]:
    """The highest log likelihood ratio of each lane of simulated records.

    Args:
        cases: Place by cut by lane, cases cumulated over the cuts.
        expected: Place by cut, expected cases cumulated likewise, the same for every lane.
        windows: The windows, as for `strongest`.
        level: Where the highest ratio of a lane is at or below it, zero may be returned for it.
    """
    circles, intervals, total, population, _ = windows
    _, cuts, lanes = cases.shape
    blocks = len(intervals.first) - 1
    free = 1 - total / population if population > 0 else 1.0
    best = np.zeros(lanes)
    table = np.empty(_STEPS, np.int32)
    _needed(level, windows, table)
    seen = np.empty((cuts, lanes), cases.dtype)
    mean = np.empty(cuts)
    spread = np.empty(blocks)
    bits = spread.view(np.int64)
    one = np.empty(1)
    one_bits = one.view(np.int64)
    for centre in range(len(circles.first) - 1):
        seen[:] = 0
        mean[:] = 0
        for at in range(circles.first[centre], circles.first[centre + 1]):
            place = circles.order[at]
            for cut in range(cuts):
                mean[cut] += expected[place, cut]
                for lane in range(lanes):
                    seen[cut, lane] += cases[place, cut, lane]
            for block in range(blocks):
                spread[block] = mean[intervals.inner[block, 1]] - mean[intervals.inner[block, 0]]
            for block in range(blocks):
                need = table[_step(bits[block])]
                start, end = intervals.outer[block]
                if _most(seen[end], seen[start]) < need:
                    continue
                for w in range(intervals.first[block], intervals.first[block + 1]):
                    start, end = intervals.start[w], intervals.end[w]
                    one[0] = mean[end] - mean[start]
                    need = table[_step(one_bits[0])]
                    if _most(seen[end], seen[start]) < need:
                        continue
                    # A divergence is never above its chi-square: that spares most logarithms.
                    scale = one[0] * free * (1 - one[0] / total)
                    for lane in range(lanes):
                        count = seen[end, lane] - seen[start, lane]
                        if count >= need and (count - one[0]) ** 2 > best[lane] * scale:
                            ratio = log_likelihood_ratio(count, one[0], total, population)
                            best[lane] = max(best[lane], ratio)
        lowest = best.min()
        if lowest > level + _RISE:
            level = lowest
            _needed(level, windows, table)
    return best
