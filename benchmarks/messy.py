"""Loading a messy CSV of readings, against the clean one: every tenth cell is written oddly."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import duckdb

from benchmarks import race
from heatqa.intake import load_files
from heatqa.settings import Settings
from heatqa.sql import single
from heatqa.warehouse import Warehouse

ROWS = {"small": 100_000, "medium": 100_000, "full": 2_000_000}
_TIME = "timestamp '2025-11-15' + interval (i // 500) minute"
_CELSIUS = "round(19 + 3 * sin(i), 1)"
_CLEAN = {
    "户号": "'H' || (i % 500)",
    "测点编号": "'S' || (i % 500)",
    "采集时间": f"strftime({_TIME}, '%Y-%m-%d %H:%M:%S')",
    "室内温度": f"{_CELSIUS}::varchar",
    "小区": "'小区' || (i % 40)",
}
# By the last digits of the row's number; what is not named is written as in the clean file.
_ODD = {
    "户号": {3: "' h' || (i % 500) || ' '"},
    "采集时间": {
        11: f"strftime({_TIME}, '%Y/%-m/%-d %-H:%M')",
        22: f"strftime({_TIME}, '%Y年%-m月%-d日 %-H时%-M分')",
        33: f"(epoch({_TIME}) - 28800)::bigint::varchar",
        44: f"strftime({_TIME}, '%m-%d %H:%M')",
        55: "'-'",
        66: "'25:61'",
        77: f"((epoch({_TIME}) / 86400) + 25569)::decimal(18, 9)::varchar",
        88: f"strftime({_TIME}, '%Y%m%d%H%M%S')",
        99: f"strftime({_TIME}, '%Y-%m-%d 上午%H:%M')",
    },
    "室内温度": {
        7: f"{_CELSIUS} || '℃'",
        18: f"translate({_CELSIUS}::varchar, '0123456789.', '０１２３４５６７８９．')",
        29: "'-9999'",
        40: f"replace({_CELSIUS}::varchar, '.', ',')",
        51: f"replace({_CELSIUS}::varchar, '.', '')",
        62: "'18-20'",
        73: "''",
        84: f"{_CELSIUS} || '度'",
        95: f"{_CELSIUS} || ' °C'",
    },
    "小区": {5: "'小 区' || (i % 40)"},
}


def results(size: str) -> Iterator[race.Result]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        clean, messy = folder / "clean_simulated.csv", folder / "messy_simulated.csv"
        _write(clean, ROWS[size], {})
        _write(messy, ROWS[size], _ODD)
        attempts = iter(range(100))

        def load(file: Path) -> None:
            _load(folder / f"warehouse-{next(attempts)}", file)

        took, peer = race.best(lambda: load(messy)), race.best(lambda: load(clean))
        yield race.compare("load a messy CSV", took, peer, goal=3)


def _write(file: Path, rows: int, odd: dict[str, dict[int, str]]) -> None:
    cells = []
    for name, clean in _CLEAN.items():
        cases = " ".join(f"when {digits} then {cell}" for digits, cell in odd.get(name, {}).items())
        cells.append(f"{f'case i % 100 {cases} else {clean} end' if cases else clean} as {name}")
    duckdb.connect().execute(
        f"copy (select {', '.join(cells)} from range({rows}) r(i)) to '{file}' (header)"
    )


def _load(folder: Path, file: Path) -> None:
    warehouse = Warehouse(folder)
    with warehouse.write() as connection:
        load_files(connection, [file], settings=Settings(), key_folder=folder)
        assert single(connection, "select count(*) from temperatures")[0]  # noqa: S101
