"""The cube after one more load equals the cube built anew, whatever the loads brought."""

import datetime as dt
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heatqa.clauses import load
from heatqa.intake import load_files
from heatqa.judging import cube, renewal
from heatqa.settings import Settings
from heatqa.warehouse import Warehouse

CATALOGUE = load()
SENSORS = "户号,采集时间,室内温度,小区\n"
OUTAGES = "停供编号,停供时间,恢复时间,小区\n"
TICKETS = "工单编号,受理时间,完成时间,小区\n"
FIRST = dt.datetime(2025, 11, 18)

days = st.integers(0, 5)
readings = st.lists(
    st.tuples(st.sampled_from(["H1", "H2"]), days, st.integers(0, 23), st.integers(150, 220)),
    min_size=1,
    max_size=8,
)
outages = st.lists(st.tuples(st.sampled_from("ab"), days, st.none() | days), max_size=2)
tickets = st.lists(st.tuples(st.sampled_from("ab"), days), max_size=2)
loads = st.lists(st.tuples(readings, outages, tickets, days), min_size=2, max_size=2)


@settings(max_examples=3, deadline=None)
@given(loads)
def test_a_cube_renewed_after_each_load_is_the_cube_built_at_once(steps):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        warehouse = Warehouse(folder / "warehouse")
        as_of = FIRST
        for number, (rooms, broken, cases, later) in enumerate(steps):
            as_of += dt.timedelta(days=later)
            with warehouse.write() as connection:
                earlier = renewal.before(connection)
                files = written(folder, number, rooms, broken, cases)
                load_files(connection, files, settings=Settings(), key_folder=folder)
                renewal.renew(connection, CATALOGUE, Settings(), as_of, earlier)
                renewed = connection.sql("from cube order by all").fetchall()
                cube.build(connection, CATALOGUE, Settings(), as_of)
                assert connection.sql("from cube order by all").fetchall() == renewed


def test_one_more_day_of_readings_leaves_the_counts_of_other_days_alone(tmp_path, monkeypatch):
    asked = []
    recount = cube.recount

    def watched(*given, sources, within=None):
        if within:
            asked.append(given[0].sql(f"select day from {within.days} order by day").fetchall())
        recount(*given, sources=sources, within=within)

    monkeypatch.setattr(cube, "recount", watched)
    warehouse = Warehouse(tmp_path / "warehouse")
    for number, day in enumerate((0, 1, 2)):
        with warehouse.write() as connection:
            earlier = renewal.before(connection)
            files = written(tmp_path, number, [("H1", day, 8, 185), ("H2", day, 9, 150)], [], [])
            load_files(connection, files, settings=Settings(), key_folder=tmp_path)
            as_of = FIRST + dt.timedelta(days=day, hours=10)
            renewal.renew(connection, CATALOGUE, Settings(), as_of, earlier)
    last = FIRST.date() + dt.timedelta(days=2)
    assert asked[-1] == [(last,)] or asked[-1] == [(last - dt.timedelta(days=1),), (last,)]


def written(folder, number, rooms, broken, cases) -> list[Path]:
    """One load's exports, simulated."""

    def moment(day: int, hour: int = 0) -> str:
        return f"{FIRST + dt.timedelta(days=day, hours=hour):%Y-%m-%d %H:%M:%S}"

    sensors = [f"{home},{moment(day, hour)},{c / 10},a" for home, day, hour, c in rooms]
    stopped = [
        f"o{number}-{n},{moment(day)},{moment(end, 5) if end is not None else ''},{place}"
        for n, (place, day, end) in enumerate(broken)
    ]
    accepted = [f"t{number}-{n},{moment(day, 9)},,{place}" for n, (place, day) in enumerate(cases)]
    files = []
    for name, head, lines in (
        ("sensors", SENSORS, sensors),
        ("outages", OUTAGES, stopped),
        ("tickets", TICKETS, accepted),
    ):
        if lines:
            file = folder / f"{name}{number}_simulated.csv"
            file.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
            files.append(file)
    return files


@pytest.mark.parametrize("source", ["rooms", "household_days", "room_days", "contract_rooms"])
def test_a_source_judged_by_day_knows_the_tables_that_it_is_made_from(source):
    found = renewal._inputs(source)
    assert {"temperatures", "outages"} <= found
    assert ("contracts" in found) == (source == "contract_rooms")
