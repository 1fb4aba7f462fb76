"""What a scan scans: cases and expected cases by site and step of time, from frames."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

import numpy as np
import numpy.typing as npt
import polars as pl

from heatqa import errors
from heatqa.statistics import scan_circles
from heatqa.statistics.scan_intervals import Shape

Model = Literal["poisson", "bernoulli", "permutation"]
Counts = npt.NDArray[np.int64]
Moment = int | dt.date
Number = TypeVar("Number", np.int64, np.float64)


@dataclass(frozen=True, eq=False)
class Study:
    """Cases by site and step; `expected` adds up to as many.

    `at_risk` is who could be a case, by site and step: under the Bernoulli model it bounds what
    chance can bring. `first` is the moment of step 0, a date or a number.
    """

    model: Model
    places: pl.DataFrame
    cases: Counts
    expected: npt.NDArray[np.float64]
    at_risk: npt.NDArray[np.float64]
    first: Moment = 0

    @property
    def total(self) -> int:
        """All cases."""
        return int(self.cases.sum())

    @property
    def steps(self) -> int:
        """Steps of time."""
        return self.cases.shape[1]

    def moment(self, step: int) -> Moment:
        """The moment of a step."""
        if isinstance(self.first, dt.date):
            return self.first + dt.timedelta(days=step)
        return self.first + step


def poisson(
    places: pl.DataFrame,
    cases: pl.DataFrame,
    population: pl.DataFrame,
    strata: Sequence[str] = (),
    period: tuple[Moment, Moment] | None = None,
) -> Study:
    """Cases against those expected if every place had the rate of the whole, stratum by stratum.

    A population with a `time` is drawn in a straight line between the moments given, and stays as
    it is before the first and after the last, as SaTScan has it; a population of a whole year is
    that of its 1 July.

    Args:
        places: One row per place: `place` and its coordinates, see `scan_circles.sites`.
        cases: `place`, `cases`, the strata, and `time` (a date or a whole number) unless the scan
            is purely spatial.
        population: `place`, `population`, the strata, and `time` where it changes.
        strata: Columns whose groups have rates of their own, such as the building's age.
        period: First and last moment; by default those of the cases.

    Raises:
        HeatqaError: as `scan_circles.sites`, or NoCases, PlaceUnknown, CasesWithoutPopulation.
    """
    standing = scan_circles.sites(places)
    first, steps = _period(cases, period)
    groups = _strata(population, strata)
    expected: npt.NDArray[np.float64] = np.zeros((_sites(standing), steps))
    at_risk = np.zeros_like(expected)
    placed: Counts = np.zeros(expected.shape, np.int64)
    counted = _counted(standing, cases, first, steps)
    for group in groups:
        mine = population if group is None else population.join(group, on=list(strata))
        theirs = cases if group is None else cases.join(group, on=list(strata))
        people = _interpolated(standing, mine, first, steps)
        at_risk += people
        if people.sum() > 0:
            found = _counted(standing, theirs, first, steps, empty=True)
            expected += people * (found.sum() / people.sum())
            placed += found
    _hold_population(standing, counted, at_risk)
    # Cases of a group of people that lives nowhere have no rate either.
    _hold_population(standing, counted - placed, np.zeros_like(at_risk))
    return Study("poisson", standing, counted, expected, at_risk, first)


def bernoulli(
    places: pl.DataFrame, counts: pl.DataFrame, period: tuple[Moment, Moment] | None = None
) -> Study:
    """Cases among those who could be one, such as missed promises among those decided.

    Args:
        places: As for `poisson`.
        counts: `place`, `cases` (missed), `controls` (met), and `time` unless purely spatial.
        period: As for `poisson`.
    """
    standing = scan_circles.sites(places)
    first, steps = _period(counts, period)
    counted = _counted(standing, counts, first, steps)
    others = _counted(standing, counts, first, steps, column="controls", empty=True)
    everyone = (counted + others).astype(float)
    expected = everyone * (counted.sum() / everyone.sum())
    return Study("bernoulli", standing, counted, expected, everyone, first)


def permutation(
    places: pl.DataFrame, cases: pl.DataFrame, period: tuple[Moment, Moment] | None = None
) -> Study:
    """Cases against those expected if place and time had nothing to do with each other.

    Needs no population: only an excess that is neither the place's nor the day's own stands out.

    Args:
        places: As for `poisson`.
        cases: `place`, `time`, `cases`.
        period: As for `poisson`.

    Source: Kulldorff et al. (2005), PLoS Medicine 2(3), e59.
    """
    standing = scan_circles.sites(places)
    first, steps = _period(cases, period)
    counted = _counted(standing, cases, first, steps)
    expected = np.outer(counted.sum(axis=1), counted.sum(axis=0)) / counted.sum()
    return Study("permutation", standing, counted, expected, expected, first)


def summed(study: Study, shape: Shape) -> Study:
    """The study without its time where a scan is purely spatial, without places where temporal."""
    axis = {"spatial": 1, "temporal": 0}.get(shape)
    if axis is None:
        return study
    cases, expected, at_risk = (
        array.sum(axis=axis, keepdims=True)
        for array in (study.cases, study.expected, study.at_risk)
    )
    return replace(study, cases=cases, expected=expected, at_risk=at_risk)


def cumulated(array: npt.NDArray[Number], cuts: npt.NDArray[np.int64]) -> npt.NDArray[Number]:
    """Sums of each site's steps from the first to each cut."""
    begin = np.zeros((len(array), 1), array.dtype)
    return np.concatenate([begin, array.cumsum(axis=1)], axis=1)[:, cuts]


def _sites(standing: pl.DataFrame) -> int:
    return standing["site"].n_unique()


def _period(cases: pl.DataFrame, period: tuple[Moment, Moment] | None) -> tuple[Moment, int]:
    """The first moment and the number of steps."""
    if "time" not in cases.columns:
        return 0, 1
    begin, end = period or (cases["time"].min(), cases["time"].max())
    if begin is None or end is None:
        raise errors.NoCases()
    return begin, _step(end, begin) + 1  # pyright: ignore[reportArgumentType, reportReturnType]


def _step(moment: Moment, first: Moment) -> int:
    apart = moment - first  # pyright: ignore[reportOperatorIssue]
    return apart.days if isinstance(apart, dt.timedelta) else int(apart)


def _steps(times: pl.Series, first: Moment) -> npt.NDArray[np.int64]:
    apart = times - first
    days = apart.dt.total_days() if apart.dtype == pl.Duration else apart
    return days.cast(pl.Int64).to_numpy()


def _placed(standing: pl.DataFrame, frame: pl.DataFrame) -> pl.DataFrame:
    """The rows with the site they belong to."""
    rows = frame.join(standing.select("place", "site"), on="place", how="left")
    if strangers := rows.filter(pl.col("site").is_null())["place"].unique().to_list():
        raise errors.PlaceUnknown(places=", ".join(map(str, strangers[:5])), count=len(strangers))
    return rows


def _counted(
    standing: pl.DataFrame,
    frame: pl.DataFrame,
    first: Moment,
    steps: int,
    *,
    column: str = "cases",
    empty: bool = False,
) -> Counts:
    """Cases by site and step; those beyond the period are left out."""
    rows = _placed(standing, frame)
    counts = np.zeros((_sites(standing), steps), np.int64)
    step = np.zeros(len(rows), np.int64)
    if "time" in rows.columns:
        step = _steps(rows["time"], first)
    inside = (step >= 0) & (step < steps)
    number = rows[column].to_numpy()
    np.add.at(counts, (rows["site"].to_numpy()[inside], step[inside]), number[inside])
    if not empty and not counts.sum():
        raise errors.NoCases()
    return counts


def _strata(population: pl.DataFrame, strata: Sequence[str]) -> list[pl.DataFrame | None]:
    """One frame of one row per group of people with a rate of their own."""
    if not strata:
        return [None]
    groups = population.select(strata).unique(maintain_order=True)
    return [groups[row] for row in range(len(groups))]


def _interpolated(
    standing: pl.DataFrame, population: pl.DataFrame, first: Moment, steps: int
) -> npt.NDArray[np.float64]:
    """Population by site and step."""
    rows = _placed(standing, population)
    people = np.zeros((_sites(standing), steps))
    if "time" not in rows.columns:
        np.add.at(people, rows["site"].to_numpy(), rows["population"].to_numpy()[:, None])
        return people
    at = np.arange(steps)
    sums = rows.group_by("site", "time").agg(pl.col("population").sum()).sort("time")
    for (site,), mine in sums.group_by("site"):
        people[site] = np.interp(at, _steps(mine["time"], first), mine["population"].to_numpy())
    return people


def _hold_population(
    standing: pl.DataFrame, counted: Counts, at_risk: npt.NDArray[np.float64]
) -> None:
    """Cases where, or at a time when, nobody lives would have an infinite rate."""
    rateless = (counted > 0) & (at_risk <= 0)
    bare = np.flatnonzero(rateless.any(axis=1))
    if len(bare):
        names = standing.filter(pl.col("site").is_in(bare))["place"].to_list()
        cases = int(counted[rateless].sum())
        places = ", ".join(map(str, names[:5]))
        raise errors.CasesWithoutPopulation(places=places, count=len(names), cases=cases)
