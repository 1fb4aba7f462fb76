"""What people wait for once the cube is there: it may not depend on how many readings there are.

The sample's other exports lie beside the readings, so that all clauses have something to answer.
One more day of readings is loaded on top: its cost beside that of the season.
"""

import dataclasses
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb

from benchmarks import race, readings
from heatqa import bundled
from heatqa.settings import Settings
from heatqa.workbench import Workbench

EXPORTS = [bundled.FOLDER / "exports"]
_SCORECARD, _FILTER, _REVIEW, _DAY = 0.3, 0.3, 20.0, 0.1


def results(size: str) -> Iterator[race.Result]:
    rows = race.READINGS[size]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = dataclasses.replace(Settings(), warehouse=folder / "warehouse")
        bench = Workbench(settings)
        bench.load(EXPORTS)
        season_file, last_day = _parted(readings.write(folder, rows, "parquet"))
        start = time.process_time()
        bench.load([season_file])
        season = time.process_time() - start
        bench.scorecard()
        yield _within("scorecard", race.best(bench.scorecard), _SCORECARD, rows)
        community = bench.sql("select min(community_id) as community_id from cube").row(
            0, named=True
        )
        kept = race.best(lambda: bench.scorecard(only=community))
        yield _within("scorecard of one community", kept, _FILTER, rows)
        yield _within("quarterly review", _review(settings, folder), _REVIEW, rows)
        start = time.process_time()
        bench.load([last_day])
        took = race.compare(
            f"load one more day, against the season of {rows:,} readings",
            time.process_time() - start,
            season,
            _DAY,
        )
        yield dataclasses.replace(took, unit="processor s")


def _review(settings: Settings, folder: Path) -> float:
    """The seconds of the whole command, as a person waits for it."""
    told = ["2025Q4", "--warehouse", str(settings.warehouse), "--out", str(folder / "review")]
    start = time.perf_counter()
    race.apart("-m", "heatqa", "review", *told)
    return time.perf_counter() - start


def _parted(file: Path) -> tuple[Path, Path]:
    """All but the last day, and the last day."""
    parts = file.with_suffix(".season.parquet"), file.with_suffix(".day.parquet")
    last = f"(select max(采集时间)::date from '{file}')"
    for part, days in zip(parts, ("<", ">="), strict=True):
        duckdb.execute(f"copy (from '{file}' where 采集时间 {days} {last}) to '{part}'")
    file.unlink()
    return parts


def _within(name: str, took: float, limit: float, rows: int) -> race.Result:
    told = f"{name}, {rows:,} readings"
    ratio = round(took / limit, 2)
    return race.Result(told, round(took, 3), "s", limit, ratio, 1.0, took <= limit)
