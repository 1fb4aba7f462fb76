"""Rows beyond doubt are taken without being staged, and nothing in the warehouse tells of it."""

from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from heatqa import dictionary
from heatqa.intake import shared_out, undoubted
from heatqa.sql import add_rows, quoted
from heatqa.warehouse import Warehouse, layout
from tests.loading import load, rows, write

BOOKS = ("rejects", "flags", "replaced")
HEADER = "序号,户号,小区,房间,采集时间,室温\n"
TEMPERATURES = dictionary.tables()["temperatures"]
REGISTER = "小区,别名\n朝阳花园,朝阳小区\n望岭里,望岭\n"


@pytest.fixture
def taken(monkeypatch) -> list[int]:
    """How many rows were taken from each share after the first, in shares of twenty rows."""
    counts = []
    take = undoubted.Undoubted.take

    def counted(self: undoubted.Undoubted, cells: pa.Table, first: int) -> int | None:
        counts.append(take(self, cells, first))
        return counts[-1]

    monkeypatch.setattr(undoubted.Undoubted, "take", counted)
    monkeypatch.setattr(undoubted, "_REPEATS", 1)
    monkeypatch.setattr(undoubted, "_OFTEN", 0)
    _in_shares(monkeypatch, 20)
    return counts


def _in_shares(monkeypatch, most: int) -> None:
    monkeypatch.setattr("heatqa.intake.encoding._BLOCK", 100)
    monkeypatch.setattr(shared_out, "AT_FIRST", most)
    monkeypatch.setattr(shared_out, "AT_ONCE", most)


def _contents(folder: Path, *files: Path) -> tuple[dict[str, list], list]:
    with Warehouse(folder).write() as connection:
        sheets = [sheet for file in files for sheet in load(connection, folder, file).sheets]
    with Warehouse(folder).read() as connection:
        names = (*dictionary.tables(), *BOOKS)
        return {
            name: sorted(rows(connection, f"from {quoted(name)}"), key=repr) for name in names
        }, sheets


def _same_as_staged(monkeypatch, folder: Path, *files: Path) -> list:
    """Load files once with rows taken by themselves, once without; returns the sheets."""
    (folder / "heatqa.key").write_text("a" * 64 + "\n")
    key = (folder / "heatqa.key").read_bytes()
    found = []
    for name in ("taken", "staged"):
        (folder / name).mkdir()
        (folder / name / "heatqa.key").write_bytes(key)
        found.append(_contents(folder / name, *files))
        monkeypatch.setattr(undoubted, "_possible", lambda _: False)
    assert found[0] == found[1]
    return found[0][1]


def _readings(count: int) -> list[str]:
    """Readings of forty homes with every fault that a line of an export may have."""
    chance = np.random.default_rng(1)
    lines = []
    for number in range(1, count + 1):
        home = chance.choice(["1001", "01001", "1002", "10 03", "1004.0"])
        place = chance.choice(["朝阳花园", "朝阳小区", "望岭里", " 望岭里", "九台苑", ""])
        room = chance.choice(["客厅", "主卧", "厨房", "阁楼", ""])
        time = chance.choice(
            [
                f"2026-01-{chance.integers(1, 10):02} {chance.integers(4):02}:00",
                "2026/1/5 3:00",
                "2026年1月6日 3时",
            ]
        )
        celsius = chance.choice(["20.5", "21.0", "18", "19.5℃", "4.5", "20.0", "19.9"])
        if number % 9 == 0:
            celsius = chance.choice(["-9999", "185", "", "冷", "18-20", "-"])
        if number % 23 == 0:
            time = chance.choice(["", "0", "昨天", "1月5日 3:00"])
        if number % 29 == 0:
            home = ""
        lines.append(f"{number},{home},{place},{room},{time},{celsius}\n")
    lines[50] = "合计,,,,,\n"
    lines[70] = HEADER
    lines[90] = ",,,,,\n"
    return lines


def test_every_kind_of_row_is_read_as_when_staged(monkeypatch, tmp_path, taken):
    register = write(tmp_path / "register.csv", REGISTER)
    file = write(tmp_path / "readings.csv", HEADER + "".join(_readings(240)))
    *_, sheet = _same_as_staged(monkeypatch, tmp_path, register, file)
    assert sum(taken) > 60
    assert sheet.rejected > 20
    assert sheet.skipped_lines == {"blank": 1, "footer": 1, "repeated_header": 1}
    assert sheet.flags["temperatures.unlikely_celsius"] > 10
    assert sheet.flags["temperatures.unknown_code_room"] > 10
    assert sheet.duplicates
    assert sheet.updates


def test_parquet_with_types_is_read_as_when_staged(monkeypatch, tmp_path, taken):
    count = 100
    table = pa.table(
        {
            "户号": pa.array([1000 + number % 7 for number in range(count)]),
            "小区": pa.array(["望岭里", None] * (count // 2)),
            "采集时间": pa.array(
                [1_767_225_600_000_000 + number // 7 * 3_600_000_000 for number in range(count)],
                pa.timestamp("us"),
            ),
            "室温": pa.array([20.5, 19.0, -9999.0, None, 18.25] * (count // 5)),
        }
    )
    pq.write_table(table, tmp_path / "readings.parquet", row_group_size=30)
    (sheet,) = _same_as_staged(monkeypatch, tmp_path, tmp_path / "readings.parquet")
    assert sum(taken) == sheet.loaded - 12
    assert sheet.rejected == 40


def test_times_with_nanoseconds_are_staged(monkeypatch, tmp_path, taken):
    times = pa.array([1_767_225_600_000_000_001 + number for number in range(60)])
    table = pa.table(
        {
            "户号": pa.array(["1"] * 60),
            "采集时间": times.cast(pa.timestamp("ns")),
            "室温": pa.array([20.0] * 60),
        }
    )
    pq.write_table(table, tmp_path / "readings.parquet")
    _same_as_staged(monkeypatch, tmp_path, tmp_path / "readings.parquet")
    assert taken == []


def test_spellings_that_do_not_come_back_are_staged(monkeypatch, tmp_path, taken):
    monkeypatch.setattr(undoubted, "_REPEATS", 5)
    lines = [f"{number},{number},望岭里,,2026-01-01 08:00,20\n" for number in range(80)]
    file = write(tmp_path / "readings.csv", HEADER + "".join(lines))
    (sheet,) = _contents(tmp_path, file)[1]
    assert taken == [None]
    assert sheet.loaded == 80


def test_rows_that_change_what_was_there_before(monkeypatch, tmp_path, taken):
    first = [f"{n},{n % 4},望岭里,客厅,2026-01-{n // 4 + 1:02} 08:00,20\n" for n in range(80)]
    again = [line.replace(",20\n", ",21\n") if "5" in line else line for line in first]
    files = [
        write(tmp_path / f"{name}.csv", HEADER + "".join(lines))
        for name, lines in (("a", first), ("b", again))
    ]
    _, sheet = _same_as_staged(monkeypatch, tmp_path, *files)
    assert sheet.updates
    assert sheet.duplicates
    assert sum(taken) == 120


def test_columns_that_no_sheet_had_are_stored_once_one_has_them(monkeypatch, tmp_path, taken):
    lines = [f"{n % 4},2026-01-{n // 4 + 1:02} 08:00,20\n" for n in range(60)]
    bare = write(tmp_path / "a.csv", "户号,采集时间,室温\n" + "".join(lines))
    more = "户号,房间,采集时间,室温,测温方式\n1,客厅,2026-02-01 08:00,20,红外测温\n"
    with Warehouse(tmp_path / "warehouse").write() as connection:
        load(connection, tmp_path, bare)
        stored = layout.of(connection, TEMPERATURES).stored
    assert stored.isdisjoint({"room", "method"})
    with Warehouse(tmp_path / "warehouse").write() as connection:
        load(connection, tmp_path, write(tmp_path / "b.csv", more))
        assert {"room", "method"} <= layout.of(connection, TEMPERATURES).stored
        counts = rows(
            connection, "select count(*), count(room), count(sensor_id) from temperatures"
        )
        assert counts == [(61, 1, 0)]
        comments = rows(
            connection,
            "select count(*), count(comment) from duckdb_columns()"
            " where table_name = 'temperatures'",
        )
        assert comments[0][0] == comments[0][1]


def test_an_insert_of_no_rows_hides_none_of_the_next(tmp_path):
    # DuckDB 2.0.0: after `insert into … where false` the third insert was not seen.
    with duckdb.connect(str(tmp_path / "a.duckdb")) as connection:
        connection.execute("begin; create table t (a varchar)")
        texts = "select printf('%016x', range % 46000) as a from range({})"
        for count in (99_931, 1_000_000, 1_000_000):
            add_rows(connection, "t", texts.format(count))
            assert add_rows(connection, "t", "select 'x' as a from range(10) where false") == 0
        assert rows(connection, "select count(*) from t") == [(2_099_931,)]
