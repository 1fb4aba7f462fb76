"""Loading and judging temperature readings, against bare DuckDB on the same file."""

import datetime as dt
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import duckdb

from benchmarks import race
from heatqa import clauses, dictionary
from heatqa.intake import load_files
from heatqa.judging import cube, day_sums
from heatqa.settings import Settings
from heatqa.simulate.scaled import write_readings
from heatqa.warehouse import Warehouse, layout

SETTINGS = Settings()
AS_OF = dt.datetime(2026, 3, 16)  # noqa: DTZ001 - wall time of the company
# Runs of one file differ by a twentieth either way: noise only adds, so the shortest counts.
RUNS = 3
_GOALS = {"csv": 2.0, "parquet": 3.0}


def results(size: str) -> Iterator[race.Result]:
    rows, runs = race.READINGS[size], RUNS
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for kind, goal in _GOALS.items():
            yield _load(folder, write(folder, rows, kind), rows, goal, runs)
        judged = loaded(folder / "judged", write(folder, rows, "parquet"))
        yield _judge(judged, rows, runs)


def write(folder: Path, rows: int, kind: str) -> Path:
    """The readings of a simulated city's season, hour by hour."""
    return write_readings(folder / f"sensors_simulated.{kind}", rows)


def loaded(folder: Path, file: Path) -> Warehouse:
    """A warehouse with the file, its readings summed as every load sums them."""
    warehouse = Warehouse(folder)
    with warehouse.write() as connection:
        load_files(connection, [file], settings=SETTINGS, key_folder=folder)
        day_sums.make(connection, cube.limits(clauses.load(), SETTINGS))
    return warehouse


def _load(folder: Path, file: Path, rows: int, goal: float, runs: int) -> race.Result:
    def bare() -> None:
        (folder / "bare.duckdb").unlink(missing_ok=True)
        connection = duckdb.connect(str(folder / "bare.duckdb"))
        connection.execute(f"create table t as select * from '{file}'")
        connection.close()

    def ours() -> None:
        loaded(folder / "warehouse", file)
        shutil.rmtree(folder / "warehouse")

    name = f"load {rows:,} readings, {file.suffix.removeprefix('.')}"
    return race.paired(name, ours, bare, goal, runs)


def _judge(warehouse: Warehouse, rows: int, runs: int) -> race.Result:
    connection = duckdb.connect(str(warehouse.published()))

    # Where the rows lie, which is sooner counted than what is shown of them.
    rows_lie = layout.of(connection, dictionary.tables()["temperatures"]).rows

    def bare() -> None:
        connection.execute(
            f"select community_id, measured_at::date, count(*) from {rows_lie} group by all"
        ).fetchall()

    def ours() -> None:
        cube.build(connection, clauses.load(), SETTINGS, AS_OF)

    name = f"judge {rows:,} readings, all clauses"
    return race.paired(name, ours, bare, 2.5, runs)
