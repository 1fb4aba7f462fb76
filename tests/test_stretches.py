"""Rows parted by stretches of days, and what is summed and flagged from them."""

import datetime as dt

import duckdb
import pytest

from heatqa.judging import day_sums
from heatqa.warehouse import Warehouse, loads, stretches
from tests.loading import load, rows, write


@pytest.fixture
def ten_at_once(monkeypatch) -> None:
    monkeypatch.setattr(stretches, "AT_ONCE", 10)


@pytest.mark.usefixtures("ten_at_once")
def test_every_row_is_in_one_stretch_of_whole_days():
    with duckdb.connect() as connection:
        connection.execute(
            "create table t as select timestamp '2026-01-01' + to_hours(range * 7) as moment"
            " from range(60) union all select null from range(3)"
        )
        parts = list(stretches.of_days(connection, "t", "moment"))
        days = [
            {row[0] for row in rows(connection, f"select cast(moment as date) from t where {part}")}
            for part in parts
        ]
        counts = [rows(connection, f"select count(*) from t where {part}")[0][0] for part in parts]
    assert len(parts) > 5
    assert sum(counts) == 63
    assert max(counts) <= 10
    assert sum(map(len, days)) == len(set().union(*days))


def test_stretches_change_neither_sums_nor_flags(tmp_path, monkeypatch):
    first = dt.datetime(2026, 1, 1)
    lines = [
        f"{home},{first + dt.timedelta(hours=6 * step):%Y-%m-%d %H:%M},{20 if home else 18 + step}"
        for step in range(16)
        for home in range(2)
    ]
    file = write(tmp_path / "readings.csv", "户号,采集时间,室温\n" + "\n".join(lines) + "\n")
    flagged = {}
    sums = {}
    for at_once in (10, 1_000):
        monkeypatch.setattr(stretches, "AT_ONCE", at_once)
        with Warehouse(tmp_path / f"{at_once}").write() as connection:
            (sheet,) = load(connection, tmp_path, file).sheets
            day_sums.make(connection, [16, 18, 20])
            flagged[at_once] = sheet.flags
            sums[at_once] = sorted(rows(connection, "from day_sums"), key=repr)
    assert flagged[10] == flagged[1_000] == {"temperatures.stuck_sensor": 16}
    assert sums[10] == sums[1_000]


@pytest.mark.usefixtures("ten_at_once")
def test_a_load_is_taken_back_stretch_by_stretch(tmp_path):
    head = "户号,采集时间,室温\n"
    for name, celsius in (("first", 20), ("second", 19)):
        lines = [
            f"1,2026-01-{day:02} {hour:02}:00,{celsius}\n"
            for day in range(1, 9)
            for hour in (8, 20)
        ]
        write(tmp_path / f"{name}.csv", head + "".join(lines))
    with Warehouse(tmp_path / "warehouse").write() as connection:
        load(connection, tmp_path, tmp_path / "first.csv")
        before = sorted(rows(connection, "from temperatures"), key=repr)
        sheet = load(connection, tmp_path, tmp_path / "second.csv").sheets[0]
        loads.undo(connection, 2)
        assert sheet.updates == len(before) == 16
        assert sorted(rows(connection, "from temperatures"), key=repr) == before
