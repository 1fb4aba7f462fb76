"""The books of loads: their list, the states of a record, and taking a load back."""

from pathlib import Path

import duckdb
import pytest

from heatqa import dictionary, errors
from heatqa.sql import quoted
from heatqa.warehouse import loads, schema
from tests.loading import load, rows, write

HEADER = "工单编号,受理时间,完成时间,工单状态,满意度,小区\n"
FIRST = HEADER + "1,2025-11-20 08:00:01,,待接单,,甲小区\n2,2025-11-20 09:00,,待接单,,甲小区\n"
SECOND = HEADER + "1,,2025-11-21 10:00,已完成,满意,\n3,昨天,,,,\n4,2025-11-22,,,,乙\n"


def content(connection: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    tables = [*dictionary.tables(), *(set(schema.BOOKS) - {"loads"})]
    return {name: sorted(map(repr, rows(connection, f"from {quoted(name)}"))) for name in tables}


def test_the_last_load_can_be_taken_back(facts, tmp_path: Path):
    load(facts, tmp_path, write(tmp_path / "a.csv", FIRST))
    before = content(facts)
    second = write(tmp_path / "b.csv", SECOND)
    report = load(facts, tmp_path, second)
    assert (report.loaded, report.updates, report.rejected) == (1, 1, 1)
    after = content(facts)
    loads.undo(facts, 2)
    assert content(facts) == before
    assert load(facts, tmp_path, second).load_id == 3
    assert content(facts)["tickets"] == after["tickets"]
    listed = loads.loads(facts)
    assert listed["load_id"].to_list() == [3, 2, 1]
    assert [at is None for at in listed["undone_at"]] == [True, False, True]
    assert listed["files"].to_list() == ["b.csv", None, "a.csv"]


def test_every_kind_of_value_comes_back_as_it_was(facts, tmp_path: Path):
    text = (
        "上门编号,到达时间,鞋套,满意度,小区\n1,2025-11-20 08:00:01.25,是,,甲\n",
        "上门编号,到达时间,鞋套,满意度,小区\n1,2025-11-20 09:00,否,,乙\n",
    )
    load(facts, tmp_path, write(tmp_path / "a.csv", text[0]))
    before = content(facts)["visits"]
    load(facts, tmp_path, write(tmp_path / "b.csv", text[1]))
    assert content(facts)["visits"] != before
    loads.undo(facts, 2)
    assert content(facts)["visits"] == before


def test_a_load_that_others_build_upon_stays(facts, tmp_path: Path):
    load(facts, tmp_path, write(tmp_path / "a.csv", FIRST))
    load(facts, tmp_path, write(tmp_path / "b.csv", SECOND))
    load(facts, tmp_path, write(tmp_path / "c.csv", "话单id,主叫\n1,110\n"))
    before = content(facts)
    with pytest.raises(errors.LoadBuiltUpon, match="loads 2 brought"):
        loads.undo(facts, 1)
    assert content(facts) == before
    loads.undo(facts, 2)
    loads.undo(facts, 1)
    assert rows(facts, "select count(*) from tickets") == [(0,)]
    assert rows(facts, "select count(*) from calls") == [(1,)]


@pytest.mark.parametrize("number", [0, 2, 7])
def test_an_unknown_load_names_those_that_stand(facts, tmp_path: Path, number: int):
    load(facts, tmp_path, write(tmp_path / "a.csv", FIRST))
    with pytest.raises(errors.LoadUnknown, match="undone: 1"):
        loads.undo(facts, number)


def test_the_states_of_a_record_are_kept(facts, tmp_path: Path):
    load(facts, tmp_path, write(tmp_path / "a.csv", FIRST))
    load(facts, tmp_path, write(tmp_path / "b.csv", SECOND))
    states = loads.history(facts, "tickets", "1")
    assert states.select("load_id", "file", "source_row").rows() == [
        (1, "a.csv", 2),
        (2, "b.csv", 2),
    ]
    assert "status: waiting" in states["changes"][0]
    assert states["changes"][1].to_list() == [
        "finished_at: – → 2025-11-21 10:00:00",
        "status: waiting → finished",
        "score: – → 4",
    ]
    with pytest.raises(errors.RecordUnloaded, match="99"):
        loads.history(facts, "tickets", "99")


def test_an_older_warehouse_gets_the_columns_it_lacks():
    connection = duckdb.connect()
    schema.create(connection)
    connection.execute("alter table rejects drop column reasons")
    connection.execute("alter table tickets drop column score")
    connection.execute("insert into tickets (ticket_id) values ('1')")
    schema.create(connection)
    assert connection.execute("select ticket_id, score from tickets").fetchall() == [("1", None)]
    assert connection.execute("select reasons from rejects").fetchall() == []
