"""The views that clauses are judged on: made once for a moment and settings, anew for others."""

import dataclasses
import datetime as dt

from heatqa.judging.facts import prepare
from heatqa.settings import Settings
from heatqa.sql import single
from heatqa.workbench import Workbench
from tests.conftest import insert

EARLY, LATE = dt.datetime(2025, 12, 1), dt.datetime(2026, 1, 1)
TICKETS = [
    {"ticket_id": "a", "accepted_at": dt.datetime(2025, 11, 20, 9), "record_type": "repair"},
    {"ticket_id": "b", "accepted_at": dt.datetime(2025, 12, 20, 9), "record_type": "repair"},
]


def known(connection) -> int:
    return single(connection, "select count(*) from fact_cases")[0]


def test_each_moment_and_setting_has_views_of_its_own_on_one_connection(tmp_path):
    bench = Workbench(Settings(warehouse=tmp_path / "w"), LATE)
    with bench.warehouse.write() as connection:
        insert(connection, {"tickets": TICKETS})
    connection = bench.connection()
    for moment, cases in ((EARLY, 1), (LATE, 2), (LATE, 2), (EARLY, 1)):
        prepare(connection, moment, bench.settings)
        assert known(connection) == cases
    seasons = []
    for start in ((11, 1), (10, 1), (11, 1)):
        settings = dataclasses.replace(bench.settings, season_starts=start)
        prepare(connection, LATE, settings)
        seasons.append(connection.execute("from seasons").fetchall())
    assert seasons[0] == seasons[2] != seasons[1]


def test_views_are_made_once_on_a_generation_and_each_time_where_rows_may_change(tmp_path, facts):

    bench = Workbench(Settings(warehouse=tmp_path / "w"), LATE)
    with bench.warehouse.write() as connection:
        insert(connection, {"tickets": TICKETS})
    for connection, kept in ((bench.connection(), 0), (facts, 24)):
        prepare(connection, LATE, bench.settings)
        connection.execute("delete from clock").fetchall()
        prepare(connection, LATE, bench.settings)
        assert single(connection, "select count(*) from clock") == (kept,)
