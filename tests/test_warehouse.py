"""Generations: published at once or not at all, readers undisturbed, one writer at a time."""

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from heatqa import dictionary, errors
from heatqa.sql import single
from heatqa.warehouse import Warehouse, schema
from heatqa.warehouse.generations import KEPT


def add(warehouse: Warehouse, number: str) -> None:
    with warehouse.write() as connection:
        connection.execute("insert into cards (card_id) values (?)", [number])


def cards(warehouse: Warehouse) -> int:
    connection = warehouse.read()
    count = single(connection, "select count(*) from cards")[0]
    connection.close()
    return count


def test_a_reader_keeps_its_generation(tmp_path: Path):
    warehouse = Warehouse(tmp_path)
    add(warehouse, "1")
    reader = warehouse.read()
    add(warehouse, "2")
    assert single(reader, "select count(*) from cards")[0] == 1
    assert cards(warehouse) == 2


def test_an_error_publishes_nothing(tmp_path: Path):
    warehouse = Warehouse(tmp_path)
    add(warehouse, "1")
    before = sorted(file.name for file in tmp_path.iterdir())
    with pytest.raises(duckdb.ConversionException), warehouse.write() as connection:
        connection.execute("insert into cards (card_id, cards) values ('2', 1), ('3', 'n')")
    assert cards(warehouse) == 1
    assert sorted(file.name for file in tmp_path.iterdir()) == before


def test_a_killed_load_leaves_the_old_generation(tmp_path: Path):
    warehouse = Warehouse(tmp_path)
    add(warehouse, "1")
    script = (
        "import os, pathlib, sys\nfrom heatqa.warehouse import Warehouse\n"
        "with Warehouse(pathlib.Path(sys.argv[1])).write() as connection:\n"
        "    connection.execute(\"insert into cards (card_id) values ('2')\")\n"
        "    os.kill(os.getpid(), 9)\n"
    )
    subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=False)
    assert cards(warehouse) == 1
    add(warehouse, "3")
    assert cards(warehouse) == 2
    assert not list(tmp_path.glob("*.draft*"))


def test_a_second_writer_is_told_who_writes(tmp_path: Path):
    warehouse = Warehouse(tmp_path)
    with warehouse.write(), pytest.raises(errors.WarehouseLocked, match="process"):
        add(Warehouse(tmp_path), "2")


def test_only_the_last_generations_are_kept_and_the_one_before_can_be_published_again(
    tmp_path: Path,
):
    warehouse = Warehouse(tmp_path)
    for number in range(KEPT + 2):
        add(warehouse, str(number))
    assert len(warehouse.generations()) == KEPT
    warehouse.roll_back()
    assert cards(warehouse) == KEPT + 1
    add(warehouse, "new")
    assert cards(warehouse) == KEPT + 2


def test_what_was_rolled_back_never_comes_back(tmp_path: Path):
    warehouse = Warehouse(tmp_path)
    for number in ("1", "2", "mistaken"):
        add(warehouse, number)
    warehouse.roll_back()
    add(warehouse, "right")
    warehouse.roll_back()
    assert cards(warehouse) == 2
    warehouse.roll_back()
    assert cards(warehouse) == 1
    for _ in range(KEPT):
        add(warehouse, "right")
        warehouse.roll_back()
    assert cards(warehouse) == 1


def test_no_warehouse_yet(tmp_path: Path):
    with pytest.raises(errors.WarehouseMissing, match="heatqa load"):
        Warehouse(tmp_path / "none").read()


def test_a_damaged_generation_is_said_to_be_damaged(tmp_path: Path):
    warehouse = Warehouse(tmp_path)
    add(warehouse, "1")
    warehouse.published().write_bytes(b"not a database" * 1000)
    with pytest.raises(errors.WarehouseBroken, match="rollback"):
        warehouse.read()


@pytest.mark.parametrize("pointer", [b"", b"\xff\xfe\x00", b"generation-000099.duckdb", b"../x"])
def test_a_broken_pointer_is_said_and_mended_by_going_back(tmp_path: Path, pointer: bytes):
    warehouse = Warehouse(tmp_path)
    add(warehouse, "1")
    (tmp_path / "CURRENT").write_bytes(pointer)
    (tmp_path / "generation-abc.duckdb").write_bytes(b"not ours")
    with pytest.raises(errors.WarehouseBroken, match="rollback"):
        warehouse.read()
    warehouse.roll_back()
    assert cards(warehouse) == 1


def test_nothing_to_go_back_to(tmp_path: Path):
    warehouse = Warehouse(tmp_path / "warehouse")
    with pytest.raises(errors.WarehouseMissing):
        warehouse.roll_back()
    assert not warehouse.folder.exists()
    add(warehouse, "1")
    with pytest.raises(errors.NothingEarlier):
        warehouse.roll_back()


def test_another_programs_database_is_no_generation(tmp_path: Path):
    warehouse = Warehouse(tmp_path)
    add(warehouse, "1")
    warehouse.published().unlink()
    duckdb.connect(str(tmp_path / "generation-000001.duckdb")).close()
    with pytest.raises(errors.WarehouseBroken):
        warehouse.read()


def test_a_folder_that_cannot_be_made(tmp_path: Path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(errors.WarehouseUnwritable):
        add(Warehouse(tmp_path / "file" / "warehouse"), "1")


def test_tables_equal_the_dictionary_both_ways():
    connection = duckdb.connect()
    schema.create(connection)
    found = connection.execute(
        "select table_name, column_name, comment from duckdb_columns() "
        f"where not internal and table_name not in {schema.BOOKS}"
    ).fetchall()
    tables = dictionary.tables().values()
    described = {(table.name, column) for table in tables for column in table.stored}
    assert {(table, column) for table, column, _ in found} == described
    assert all(comment for _, _, comment in found)


def test_a_comment_that_says_something_else_is_said_anew_and_no_other(monkeypatch):
    connection = duckdb.connect()
    schema.create(connection)
    connection.execute("comment on column tickets.leaf is 'an earlier meaning'")
    said = []
    literal = schema.literal
    monkeypatch.setattr(schema, "literal", lambda text: said.append(text) or literal(text))
    schema.create(connection)
    means = dictionary.tables()["tickets"].columns["leaf"].means
    assert said == [f"{means['en']} / {means['zh']}"]


def test_a_warehouse_of_an_earlier_version_can_be_read(tmp_path: Path):
    warehouse = Warehouse(tmp_path)
    with warehouse.write() as connection:
        connection.execute("insert into cards (card_id, issued_on) values ('1', '2025-10-01')")
        connection.execute("alter table cards drop column issued_on")
        connection.execute("drop table audits")
    reader = warehouse.read()
    assert reader.sql("select card_id, issued_on from cards").fetchall() == [("1", None)]
    assert single(reader, "select count(evidence) from audits")[0] == 0
    reader.close()
