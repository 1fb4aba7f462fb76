"""Long tables lie lean behind a view, and nothing that is asked of them tells of it."""

import datetime as dt
from pathlib import Path

import duckdb
import pytest

from heatqa import dictionary
from heatqa.intake import leaks, shared_out, undoubted
from heatqa.judging import day_sums, facts
from heatqa.sql import quoted
from heatqa.warehouse import Warehouse, layout, loads, schema
from tests.loading import load, only, rows, write

TEMPERATURES = dictionary.tables()["temperatures"]
BOOKS = ("rejects", "flags", "replaced", "day_sums")
HEADER = "户号,小区,房间,采集时间,室温\n"
ROOMS = ("客厅", "厨房", "阁楼", "")
PLACES = ("望岭里", "朝阳小区", "")


@pytest.fixture
def long(monkeypatch) -> None:
    """Sheets of more than ten rows are long."""
    monkeypatch.setattr("heatqa.intake.encoding._BLOCK", 50)
    monkeypatch.setattr(shared_out, "AT_FIRST", 10)
    monkeypatch.setattr(shared_out, "AT_ONCE", 10)


def _readings(days: int, celsius: str = "19.5") -> str:
    """Four readings a day of six rooms, a probe among them that is stuck."""
    return HEADER + "".join(
        f"{home},{PLACES[home % 3]},{ROOMS[home % 4]},2026-01-{day:02} {hour:02}:00,"
        f"{'20.0' if home == 1 else f'{celsius[:-1]}{hour % 10}'}\n"
        for day in range(1, days + 1)
        for hour in (2, 8, 15, 21)
        for home in range(6)
    )


def _write(folder: Path, name: str, text: str) -> Path:
    return write(folder / f"{name}.csv", text)


def _asked(connection: duckdb.DuckDBPyConnection) -> dict[str, list]:
    day_sums.make(connection, [16, 18, 20])
    names = (*dictionary.tables(), *BOOKS)
    return {n: sorted(rows(connection, f"from {quoted(n)}"), key=repr) for n in names}


def _files(folder: Path) -> list[Path]:
    changed = _readings(2, "21.5").replace(",客厅,", ",主卧,", 3)
    return [
        _write(folder, "short", _readings(1).rsplit("\n", 20)[0] + "\n"),
        _write(folder, "long", _readings(3)),
        _write(folder, "changed", changed),
        _write(folder, "register", "小区,别名\n朝阳花园,朝阳小区\n望岭里,望岭\n"),
        _write(folder, "more", f"{HEADER[:-1]},测温方式\n9,望岭里,,2026-02-01,20,远传\n"),
    ]


def test_what_is_asked_of_it_is_as_of_a_plain_table(monkeypatch, tmp_path, long):
    files = _files(tmp_path)
    (tmp_path / "heatqa.key").write_text("a" * 64 + "\n")
    found = []
    for lean in (True, False):
        if not lean:
            monkeypatch.undo()
        with duckdb.connect() as connection:
            schema.create(connection)
            for file in files:
                load(connection, tmp_path, file)
            assert layout.of(connection, TEMPERATURES).lean == lean
            found.append(_asked(connection))
    assert found[0] == found[1]
    assert any(row[1] == "temperatures.stuck_sensor" for row in _by_rule(found[0]["flags"]))
    assert found[0]["replaced"]


def _by_rule(flags: list) -> list:
    return [(row[0], row[3]) for row in flags]


def test_rows_lie_as_numbers_without_columns_that_nobody_brought(tmp_path, long):
    with duckdb.connect() as connection:
        schema.create(connection)
        load(connection, tmp_path, _write(tmp_path, "long", _readings(2)))
        now = layout.of(connection, TEMPERATURES)
        assert now.lean
        assert now.numbered == ("household_key", "room", "community_id")
        assert now.stored.isdisjoint({"method", "valid", "sensor_id", "floor"})
        kinds = rows(connection, f"select typeof(room), typeof(source_row) from {now.rows} limit 1")
        assert kinds == [("INTEGER", "UINTEGER")]
        described = rows(connection, "describe temperatures")
        assert [(row[0], row[1].lower()) for row in described] == [
            (column.name, column.sql_type) for column in TEMPERATURES.stored.values()
        ]
        commented = "select count(*) from duckdb_columns() where table_name = 'temperatures'"
        assert rows(connection, f"{commented} and comment is null") == [(0,)]


def test_a_view_gains_the_columns_of_a_later_version(tmp_path, long):
    with Warehouse(tmp_path / "w").write() as connection:
        load(connection, tmp_path, _write(tmp_path, "long", _readings(2)))
        kept = ", ".join(quoted(name) for name in TEMPERATURES.stored if name != "floor")
        rows_then = layout.of(connection, TEMPERATURES).whole
        connection.execute(f"create or replace view temperatures as select {kept} from {rows_then}")
    with Warehouse(tmp_path / "w").write() as connection:
        assert rows(connection, "select count(*), count(floor) from temperatures") == [(48, 0)]
        assert ("望岭里",) in rows(connection, "select distinct community_id from temperatures")


def test_a_load_undone_leaves_no_texts(tmp_path, long):
    with duckdb.connect() as connection:
        schema.create(connection)
        load(connection, tmp_path, _write(tmp_path, "long", _readings(2)))
        before = _asked(connection)
        text = _readings(3).replace("望岭里", "九台苑").replace(",2026-01-0", ",2026-02-0")
        load(connection, tmp_path, _write(tmp_path, "next", text))
        assert ("九台苑",) in rows(connection, "select text from texts")
        loads.undo(connection, 2)
        assert _asked(connection) == before
        assert ("九台苑",) not in rows(connection, "select text from texts")
        loads.undo(connection, 1)
        assert rows(connection, "select count(*) from temperatures") == [(0,)]
        assert rows(connection, "select count(*) from texts") == [(0,)]


@pytest.mark.parametrize("few", [1, 20, 250_000])
def test_a_row_that_is_rejected_leaves_no_texts(monkeypatch, tmp_path, long, few: int):
    monkeypatch.setattr(undoubted, "_REPEATS", 0)
    # How many rows are looked at before all are.
    monkeypatch.setattr("heatqa.warehouse.lean._FEW", few)
    lines = _readings(3).splitlines(keepends=True)
    lines[40] = "77,李四13912345678,厨房,2026-01-02 15:00,warm\n"
    with duckdb.connect() as connection:
        schema.create(connection)
        assert only(load(connection, tmp_path, _write(tmp_path, "long", "".join(lines)))).rejected
        shown = " union ".join(
            f"select {name} from temperatures where {name} is not null"
            for name in layout.of(connection, TEMPERATURES).numbered
        )
        assert sorted(rows(connection, "select text from texts")) == sorted(rows(connection, shown))


def test_numbers_of_people_are_looked_for_among_the_texts(tmp_path, long):
    with duckdb.connect() as connection:
        schema.create(connection)
        load(connection, tmp_path, _write(tmp_path, "long", _readings(2)))
        connection.execute("update texts set text = '13800138000' where text = '望岭里'")
        assert "texts.text" in leaks.in_warehouse(connection)["place"].to_list()


def test_readings_without_a_home_are_summed_by_themselves(tmp_path, long):
    with duckdb.connect() as connection:
        schema.create(connection)
        load(connection, tmp_path, _write(tmp_path, "long", _readings(2)))
        connection.execute("update lean_temperatures set household_key = null where source_row < 8")
        lean = _asked(connection)["day_sums"]
        plain = rows(connection, "from temperatures")
        assert plain
        connection.execute("create table kept as from temperatures")
        connection.execute("drop view temperatures; drop table lean_temperatures")
        connection.execute("alter table kept rename to temperatures")
        assert _asked(connection)["day_sums"] == lean


def test_homes_whose_rooms_are_not_named_are_lived_in(monkeypatch, tmp_path, long):
    text = HEADER + "".join(
        f"{home},望岭里,{room},2026-01-0{day} 08:00,19.5\n"
        for day in range(1, 4)
        for home, room in ((1, ""), (2, ""), (3, "阁楼"), (4, ""), (5, "厨房"))
    )
    file, found = _write(tmp_path, "long", text), []
    for _ in ("lean", "plain"):
        with duckdb.connect() as connection:
            schema.create(connection)
            load(connection, tmp_path, file)
            found.append(_asked(connection)["day_sums"])
        monkeypatch.undo()
    assert found[0] == found[1]
    assert sum(row[-1] for row in found[0] if row[0] == "household") == 9


def test_the_last_moment_of_a_long_sheet_that_lacks_some_moments(tmp_path, long):
    calls = [f"{number},2026-01-01 08:{number:02}\n" for number in range(30)]
    file = _write(tmp_path, "calls", "话单id,来电时间\n" + "".join(calls))
    with duckdb.connect() as connection:
        schema.create(connection)
        load(connection, tmp_path, file)
        assert layout.of(connection, dictionary.tables()["calls"]).lean
        connection.execute("update loads set loaded_at = timestamp '2026-02-01 08:00'")
        assert facts.latest(connection) == dt.datetime(2026, 1, 1, 8, 29)


def test_a_table_of_an_earlier_version_with_columns_worked_out_takes_a_short_sheet(facts, tmp_path):
    columns = ", ".join(
        f"{quoted(name)} {column.sql_type}"
        + (f" generated always as (null::{column.sql_type})" if name == "room" else "")
        for name, column in TEMPERATURES.stored.items()
    )
    facts.execute(f"create or replace table temperatures ({columns})")
    facts.execute("insert into temperatures (household_key, room_celsius) values ('h', 20)")
    load(facts, tmp_path, _write(tmp_path, "short", _readings(1)))
    counts = rows(facts, "select count(*), count(room), count(household_key) from temperatures")
    # One home in six has no room.
    assert counts == [(25, 20, 25)]


def test_a_view_of_files_elsewhere_that_an_earlier_version_made_is_left_as_it_is():
    with duckdb.connect() as connection:
        schema.create(connection)
        connection.execute("drop table temperatures")
        connection.execute("create view temperatures as select 'h' as household_key")
        schema.create(connection)
        assert rows(connection, "from temperatures") == [("h",)]
