"""How time and memory grow with the readings: loading and judging in processes of their own."""

import dataclasses
import math
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks import race, readings
from heatqa.settings import Settings
from heatqa.workbench import Workbench

SIZES = {
    "small": (50_000, 200_000),
    "medium": (500_000, 2_000_000),
    "full": (10_000_000, 100_000_000),
}
LIMIT = "2GB"
_MOST_GB, _EXPONENT = 4.0, 1.05
# Nearly flat: with ten times the readings at most a third more.
_FLAT = 1.33


def results(size: str) -> Iterator[race.Result]:
    few, many = SIZES[size]
    used = {}
    for rows in (few, many):
        with tempfile.TemporaryDirectory() as name:
            file = readings.write(Path(name), rows, "csv")
            used[rows] = race.apart("-m", "benchmarks.growth", str(file), name)
    exponent = math.log(used[many][0] / used[few][0]) / math.log(many / few)
    yield race.Result(
        f"growth of processor time, {few:,} to {many:,} readings",
        round(used[many][0], 1),
        "processor s",
        round(used[few][0], 1),
        round(exponent, 3),
        _EXPONENT,
        exponent <= _EXPONENT,
    )
    peak, least = used[many][1], used[few][1]
    yield race.Result(
        f"peak memory with {many:,} readings, {LIMIT} for the database",
        round(peak, 2),
        "GB",
        _MOST_GB,
        round(peak / _MOST_GB, 2),
        1.0,
        peak <= _MOST_GB,
    )
    yield race.Result(
        f"growth of peak memory, {few:,} to {many:,} readings",
        round(peak, 2),
        "GB",
        round(least, 2),
        round(peak / least, 2),
        _FLAT,
        peak / least <= _FLAT,
    )


def main() -> None:
    """Load and judge a file in a folder: `python -m benchmarks.growth FILE FOLDER`."""
    file, folder = map(Path, sys.argv[1:])
    settings = dataclasses.replace(Settings(), warehouse=folder / "warehouse")
    Workbench(settings).load([file], memory_limit=LIMIT)


if __name__ == "__main__":
    main()
