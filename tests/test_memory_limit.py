"""A load within a limit of memory: it spills beside the warehouse, and says where."""

from pathlib import Path

import pytest

from heatqa import arguments, cli, errors
from heatqa.intake import load_files
from heatqa.settings import Settings
from heatqa.simulate.scaled import write_readings
from heatqa.sql import single
from heatqa.warehouse import Warehouse
from tests.loading import write

CARDS = "发放编号,发放数量\n"


def test_the_database_takes_no_more_than_the_limit(tmp_path: Path):
    with Warehouse(tmp_path).write("300MB") as connection:
        assert single(connection, "select current_setting('memory_limit')") == ("286.1 MiB",)
        (spills,) = single(connection, "select current_setting('temp_directory')")
    assert Path(spills).parent == tmp_path


def test_what_a_killed_load_spilled_is_removed_by_the_next(tmp_path: Path):
    leftover = tmp_path / "generation-000001.draft.tmp"
    leftover.mkdir(parents=True)
    (leftover / "duckdb_temp_storage-0.tmp").write_bytes(b"spilled")
    with Warehouse(tmp_path).write():
        assert not leftover.exists()


def test_work_that_no_disk_helps_is_said_and_publishes_nothing(tmp_path: Path):
    with (
        pytest.raises(errors.MemoryLacking, match="--memory-limit"),
        Warehouse(tmp_path).write("20MB") as connection,
    ):
        connection.execute("select list(i) from range(50000000) r(i)").fetchall()
    assert not list(tmp_path.glob("generation*"))


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_file_is_not_blamed_for_a_disk_that_is_full(tmp_path: Path, kind: str):
    file = tmp_path / f"sensors_simulated.{kind}"
    write_readings(file, 300_000)

    def loaded() -> None:
        with Warehouse(tmp_path / "warehouse").write("30MB") as connection:
            connection.execute("set max_temp_directory_size = '1MB'")
            load_files(connection, [file], settings=Settings(), key_folder=tmp_path)

    with pytest.raises(errors.MemoryLacking, match="--memory-limit"):
        loaded()
    assert not list((tmp_path / "warehouse").glob("generation*"))


def test_a_load_says_its_limit_and_where_it_spills(tmp_path: Path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    file = write(tmp_path / "cards_simulated.csv", CARDS + "1,1\n")
    assert cli.main(["load", str(file), "--memory-limit", "1gb"]) == 0
    assert "1GB; what does not fit lies in warehouse" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["2", "GB", "2 GiB", "-1GB", "2GB'; drop"])
def test_what_is_no_amount_of_memory_is_said(text: str):
    with pytest.raises(errors.ArgumentUnusable, match="such as 2GB"):
        arguments.size(text)
