"""Scan statistics, against SaTScan's processor time for the same input on this class of machine.

SaTScan is no library and not installed here; its times were measured beforehand, one process, 999
replications, and stand below.
"""

import datetime as dt
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import plotly.graph_objects as go
import polars as pl

from benchmarks import race
from heatqa.statistics import scan_records
from heatqa.statistics.scan import Limits, scan
from heatqa.statistics.scan_chance import Chance
from heatqa.statistics.scan_intervals import Shape

REFERENCE = Path(__file__).parents[2] / "shared" / "reference"
NEW_YORK, PROSPECTIVE, RETROSPECTIVE = 0.11, 1.53, 308.2
COSTS = Path(__file__).parents[1] / "build" / "scan_costs.html"
# What 2,000 communities may take, in seconds.
CITY = 10.0


def results(size: str) -> Iterator[race.Result]:
    yield _race("scan 2,000 communities, spatial", _city(2000, 8000), "spatial", CITY, 1)
    if not REFERENCE.exists():
        return
    yield _race("scan New York, spatial", _new_york(), "spatial", NEW_YORK, 1)
    heat = _heat()
    yield _race("scan 400 x 365, prospective", heat, "prospective", PROSPECTIVE, 1)
    if size == "full":
        yield _race("scan 400 x 365, retrospective", heat, "space-time", RETROSPECTIVE, 0.5)


def costs(places: list[int], events: list[int]) -> pl.DataFrame:
    """Processor seconds of a prospective scan of a year, 999 replications, by size of the city."""
    rows = []
    for count in places:
        for total in events:
            study = _city(count, total, days=365)
            seconds = _processor(lambda study=study: scan(study, "prospective", Limits(longest=30)))
            rows.append({"places": count, "events": total, "seconds": round(seconds, 3)})
    return pl.DataFrame(rows)


def main() -> None:
    """Measure a grid of cities and draw it: `python -m benchmarks.scans`."""
    measured = costs([100, 200, 400, 800], [1000, 4000, 16000])
    print(measured)
    made = go.Figure()
    for (events,), mine in measured.group_by("events", maintain_order=True):
        made.add_scatter(x=mine["places"].to_list(), y=mine["seconds"].to_list(), name=f"{events}")
    made.update_xaxes(title="places", type="log")
    made.update_yaxes(title="processor seconds, 999 replications", type="log")
    made.update_layout(legend={"title": {"text": "events"}}, title="prospective scan of a year")
    COSTS.parent.mkdir(exist_ok=True)
    made.write_html(COSTS, include_plotlyjs=True)
    print(COSTS)


def _race(
    name: str, study: scan_records.Study, shape: Shape, peer: float, goal: float
) -> race.Result:
    limits = Limits(longest=30) if study.steps > 1 else Limits()
    # Compiled before it is timed.
    scan(study, shape, limits, Chance(replications=1))
    took = _processor(lambda: scan(study, shape, limits))
    return race.compare(name, took, peer, goal)


def _processor(work: Callable[[], object]) -> float:
    """Seconds of all processors together: SaTScan's, too, is one process's."""
    times = []
    for _ in range(3):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
        if times[0] > 5:
            break
    return min(times)


def _city(places: int, events: int, days: int = 1) -> scan_records.Study:
    rng = np.random.default_rng(0)
    where = pl.DataFrame({"place": range(places), "x": rng.random(places), "y": rng.random(places)})
    cases = pl.DataFrame(
        {"place": rng.integers(0, places, events), "time": rng.integers(0, days, events)}
    ).with_columns(cases=1)
    if days > 1:
        return scan_records.permutation(where, cases, period=(0, days - 1))
    homes = where.select("place", population=pl.Series(rng.integers(200, 2000, places)))
    return scan_records.poisson(where, cases.drop("time"), homes)


def _new_york() -> scan_records.Study:
    frame = pl.read_csv(REFERENCE / "scan_nydf.csv").rename({"id": "place"})
    places = frame.select("place", x="longitude", y="latitude")
    return scan_records.poisson(places, frame, frame)


def _heat() -> scan_records.Study:
    places = pl.read_csv(REFERENCE / "scan_heat_synth_locations.csv").select(
        place="building", x="x_km", y="y_km"
    )
    first = pl.lit(dt.date(2025, 1, 1))
    events = pl.read_csv(REFERENCE / "scan_heat_synth_events.csv").select(
        place="building", time=first.dt.offset_by(pl.format("{}d", "day_index")), cases="count"
    )
    return scan_records.permutation(places, events)


if __name__ == "__main__":
    main()
