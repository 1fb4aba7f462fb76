"""What people wait for once the cube is there: it may not depend on how many readings there are.

One more day of readings is loaded on top: its cost beside that of the season.
"""

import dataclasses
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks import race, readings
from heatqa.settings import Settings
from heatqa.workbench import Workbench

_SCORECARD, _FILTER, _DAY = 0.3, 0.3, 0.1


def results(size: str) -> Iterator[race.Result]:
    rows = race.READINGS[size]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = dataclasses.replace(Settings(), warehouse=folder / "warehouse")
        bench = Workbench(settings)
        start = time.process_time()
        bench.load([readings.write(folder, rows, "csv")])
        season = time.process_time() - start
        bench.scorecard()
        yield _within("scorecard", race.best(bench.scorecard), _SCORECARD, rows)
        only = {"community_id": "小区1"}
        kept = race.best(lambda: bench.scorecard(only=only))
        yield _within("scorecard of one community", kept, _FILTER, rows)
        day = 144 * readings.SENSORS * rows // race.READINGS["full"]
        more = readings.write(folder, max(day, 1), "csv", first=rows)
        start = time.process_time()
        bench.load([more])
        took = race.compare(
            f"load one more day of {day:,} readings, against the season of {rows:,}",
            time.process_time() - start,
            season,
            _DAY,
        )
        yield dataclasses.replace(took, unit="processor s")


def _within(name: str, took: float, limit: float, rows: int) -> race.Result:
    told = f"{name}, {rows:,} readings"
    ratio = round(took / limit, 2)
    return race.Result(told, round(took, 3), "s", limit, ratio, 1.0, took <= limit)
