"""The hotspots of a scan as frames: those that share no place, with their figures and members."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from heatqa.statistics import scan_circles
from heatqa.statistics.scan_chance import Simulated
from heatqa.statistics.scan_intervals import Shape
from heatqa.statistics.scan_records import Study


@dataclass(frozen=True, eq=False)
class Window:
    """The strongest window about a centre: its sites, its steps from `start` to before `end`."""

    centre: int
    sites: npt.NDArray[np.int64]
    start: int
    end: int
    ratio: float


def apart(windows: list[Window], simulated: Simulated) -> list[Window]:
    """The windows, strongest first, that share no site with a stronger one.

    A window that every simulated record beats is nothing, and ends the list.
    """
    chosen: list[Window] = []
    taken: set[int] = set()
    for window in windows:
        if len(simulated.highest) and simulated.p_value(window.ratio) >= 1:
            break
        if taken.isdisjoint(window.sites.tolist()):
            chosen.append(window)
            taken.update(window.sites.tolist())
    return chosen


def clusters(
    chosen: list[Window], study: Study, seen: Study, shape: Shape, simulated: Simulated
) -> pl.DataFrame:
    """One row per hotspot, see `scan.Scan`.

    Args:
        chosen: The windows.
        study: The records.
        seen: The records as they were scanned, see `scan_records.summed`.
        shape: What was scanned.
        simulated: What chance brings.
    """
    everywhere = shape == "temporal"
    points = scan_circles.positions(study.places)
    names = _names(study)
    rows: list[dict[str, Any]] = []
    for number, window in enumerate(chosen, 1):
        within = np.s_[window.sites, window.start : window.end]
        cases = int(seen.cases[within].sum())
        expected = float(seen.expected[within].sum())
        begin, end = (0, study.steps) if shape == "spatial" else (window.start, window.end)
        away = scan_circles.distance(points, window.centre)[window.sites]
        p_value = simulated.p_value(window.ratio)
        rows.append(
            {
                "cluster": number,
                "place": None if everywhere else names[window.centre][0],
                "radius": None if everywhere else float(away.max()),
                "places": sum(map(len, names))
                if everywhere
                else sum(len(names[site]) for site in window.sites),
                "begins": study.moment(begin),
                "ends": study.moment(end - 1),
                "cases": cases,
                "expected": expected,
                "ratio": cases / expected,
                "relative_risk": _relative_risk(cases, expected, study.total),
                "log_likelihood_ratio": window.ratio,
                "p_value": p_value,
                "p_gumbel": simulated.p_gumbel(window.ratio),
                "recurrence": 1 / p_value if shape == "prospective" else None,
            }
        )
    moment = pl.Int64 if isinstance(study.first, int) else pl.Date
    schema = {
        "cluster": pl.Int64,
        "place": study.places.schema["place"],
        "radius": pl.Float64,
        "places": pl.Int64,
        "begins": moment,
        "ends": moment,
        "cases": pl.Int64,
        **dict.fromkeys(("expected", "ratio", "relative_risk"), pl.Float64),
        **dict.fromkeys(("log_likelihood_ratio", "p_value", "p_gumbel", "recurrence"), pl.Float64),
    }
    return pl.DataFrame(rows, schema=schema)


def members(chosen: list[Window], study: Study, shape: Shape) -> pl.DataFrame:
    """One row per hotspot and place, nearest first: `cluster`, `place`, `distance`."""
    everywhere = shape == "temporal"
    points = scan_circles.positions(study.places)
    names = _names(study)
    rows: list[dict[str, Any]] = []
    for number, window in enumerate(chosen, 1):
        away = scan_circles.distance(points, window.centre)
        sites = np.arange(len(points)) if everywhere else window.sites
        for site in sites:
            rows.extend(
                {
                    "cluster": number,
                    "place": name,
                    "distance": None if everywhere else float(away[site]),
                }
                for name in names[site]
            )
    schema = {
        "cluster": pl.Int64,
        "place": study.places.schema["place"],
        "distance": pl.Float64,
    }
    return pl.DataFrame(rows, schema=schema)


def _names(study: Study) -> list[list[Any]]:
    """The places on each site."""
    sites = study.places.group_by("site", maintain_order=True).agg("place")
    return sites["place"].to_list()


def _relative_risk(cases: int, expected: float, total: int) -> float | None:
    """The rate inside to that outside; none where every case is inside."""
    outside = total - cases
    return (cases / expected) / (outside / (total - expected)) if outside else None
