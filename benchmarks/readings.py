"""Loading and judging temperature readings, against bare DuckDB on the same file."""

import datetime as dt
import tempfile
from collections.abc import Iterator
from pathlib import Path

import duckdb

from benchmarks import race
from heatqa import clauses
from heatqa.intake import load_files
from heatqa.judging import cube
from heatqa.settings import Settings
from heatqa.warehouse import Warehouse

SETTINGS = Settings()
AS_OF = dt.datetime(2026, 3, 16)  # noqa: DTZ001 - wall time of the company


def results(size: str) -> Iterator[race.Result]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "sensors_simulated.csv"
        _write(file, race.READINGS[size])
        yield _load(folder, file)
        yield _judge(folder / "judged", file)


def _write(file: Path, rows: int) -> None:
    """Readings of 500 rooms in 40 communities, one after another through the season."""
    duckdb.connect().execute(
        "copy (select 'H' || (i % 500) as 户号, 'S' || (i % 500) as 测点编号, "
        "timestamp '2025-11-15' + interval (i // 500) minute as 采集时间, "
        "round(19 + 3 * sin(i), 1) as 室内温度, '小区' || (i % 40) as 小区 "
        f"from range({rows}) r(i)) to '{file}' (header)"
    )


def _load(folder: Path, file: Path) -> race.Result:
    def bare() -> None:
        (folder / "bare.duckdb").unlink(missing_ok=True)
        connection = duckdb.connect(str(folder / "bare.duckdb"))
        connection.execute(f"create table t as select * from read_csv('{file}')")
        connection.close()

    attempts = iter(range(100))

    def ours() -> None:
        _loaded(folder / f"warehouse-{next(attempts)}", file)

    return race.compare("load readings from CSV", race.best(ours), race.best(bare), goal=2)


def _judge(folder: Path, file: Path) -> race.Result:
    connection = duckdb.connect(str(_loaded(folder, file).published()))

    def bare() -> None:
        connection.execute(
            "select community_id, measured_at::date, count(*) from temperatures group by all"
        ).fetchall()

    def ours() -> None:
        cube.build(connection, clauses.load(), SETTINGS, AS_OF)

    return race.compare("judge readings, all clauses", race.best(ours), race.best(bare), goal=2.5)


def _loaded(folder: Path, file: Path) -> Warehouse:
    warehouse = Warehouse(folder)
    with warehouse.write() as connection:
        load_files(connection, [file], settings=SETTINGS, key_folder=folder)
    return warehouse
