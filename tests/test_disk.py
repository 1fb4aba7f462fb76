"""What the disk does while a load runs: it fills up, is read-only, and files vanish or change."""

import os
import resource
import subprocess
import sys
import threading
from pathlib import Path

import duckdb
import pytest

from heatqa import errors
from heatqa.intake import load_files
from heatqa.settings import Settings
from heatqa.sql import single
from heatqa.warehouse import Warehouse
from tests.loading import load, write

# Small here, full size under make soak.
pytestmark = pytest.mark.grows
SOAK = bool(os.environ.get("HEATQA_SOAK"))
READERS, LOADS = (8, 50) if SOAK else (3, 6)
CARDS = "发放编号,发放数量\n"


def test_a_full_disk_is_said_and_changes_nothing(tmp_path: Path):
    """No file of the loading process may grow beyond a limit, as on a disk that is full."""
    small = write(tmp_path / "a.csv", CARDS + "1,1\n")
    big = write(tmp_path / "b.csv", CARDS + "".join(f"{n},{n}\n" for n in range(2, 120_000)))
    heatqa(tmp_path, "load", small)
    before = sorted((tmp_path / "warehouse").iterdir())
    done = heatqa(tmp_path, "load", big, before=lambda: limit(2_000_000))
    assert done.returncode == 2, done.stderr
    assert "cannot be written" in done.stderr
    assert sorted((tmp_path / "warehouse").iterdir()) == before
    assert cards(Warehouse(tmp_path / "warehouse")) == 1


def test_a_disk_that_is_full_only_at_the_end_is_said(tmp_path: Path):
    """What fits into memory meets the disk when it is committed."""
    usual, _ = resource.getrlimit(resource.RLIMIT_FSIZE)
    few = "create table few as select i, hash(i) as h from range(60_000) r(i)"
    try:
        with (
            pytest.raises(errors.WarehouseUnwritable, match="Free some space"),
            Warehouse(tmp_path / "warehouse").write() as connection,
        ):
            lack_room(connection, few)
    finally:
        limit(usual)
    assert not list((tmp_path / "warehouse").glob("generation*"))


def test_a_full_disk_for_temporary_files_is_said(facts, tmp_path: Path):
    big = write(tmp_path / "b.csv", CARDS + "".join(f"{n},{n}\n" for n in range(20_000)))
    usual = limit(60_000)
    try:
        with pytest.raises(errors.SpaceLacking, match="TMPDIR"):
            load(facts, tmp_path, big)
    finally:
        limit(usual)


def lack_room(connection: duckdb.DuckDBPyConnection, query: str) -> None:
    """Work a query out on a disk that will have no room for what it gives."""
    limit(100_000)
    connection.execute(query)


def limit(size: int) -> int:
    """Let no file of this process grow beyond a size; returns the size that held before."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    return soft


def test_a_folder_that_cannot_be_written(tmp_path: Path):
    """Nobody, not even the owner of the machine, makes a folder there."""
    with (
        pytest.raises(errors.WarehouseUnwritable, match="--warehouse"),
        Warehouse(Path("/proc/heatqa")).write(),
    ):
        pass


def test_a_file_that_vanishes_before_its_turn(facts, tmp_path: Path):
    first = write(tmp_path / "a.csv", CARDS + "1,1\n")
    second = write(tmp_path / "b.csv", CARDS + "2,2\n")

    def vanish(name: str, done: int, files: int) -> None:
        if name == "b.csv":
            second.unlink(missing_ok=True)

    with pytest.raises(errors.FileChanged, match=r"b\.csv"):
        load_files(
            facts, [first, second], settings=Settings(), key_folder=tmp_path, progress=vanish
        )


def test_a_file_that_is_still_being_written(facts, tmp_path: Path):
    path = write(tmp_path / "a.csv", CARDS + "".join(f"{n},{n}\n" for n in range(1000)))
    stop = threading.Event()

    def append() -> None:
        with path.open("a") as file:
            while not stop.is_set():
                file.write("9,9\n")
                file.flush()
                stop.wait(0.001)

    writer = threading.Thread(target=append)
    writer.start()
    try:
        with pytest.raises(errors.HeatqaError, match=r"a\.csv"):
            load(facts, tmp_path, path)
    finally:
        stop.set()
        writer.join()


READER = """
import pathlib, sys
from heatqa.sql import single
from heatqa.warehouse import Warehouse
warehouse, last, reads = Warehouse(pathlib.Path(sys.argv[1])), 0, 0
while last < int(sys.argv[2]):
    connection = warehouse.read()
    rows = single(connection, "select count(*), count(distinct source_id) from cards")
    booked = single(connection, "select sum(loaded), count(*) from loads")
    connection.close()
    assert rows == booked, (rows, booked)
    assert rows[1] >= last, (rows, last)
    last, reads = rows[1], reads + 1
print(reads)
"""


def test_readers_are_never_blocked_and_never_see_half_a_load(tmp_path: Path):
    warehouse = Warehouse(tmp_path / "warehouse")
    readers = []
    for number in range(LOADS):
        path = write(tmp_path / f"{number}.csv", CARDS + f"{number}a,1\n{number}b,2\n")
        with warehouse.write() as connection:
            load(connection, tmp_path, path)
        if not readers:
            given = [sys.executable, "-c", READER, str(warehouse.folder), str(LOADS)]
            readers = [
                subprocess.Popen(given, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
                for _ in range(READERS)
            ]
    for reader in readers:
        out, failed = reader.communicate(timeout=60)
        assert reader.returncode == 0, failed.decode()
        assert int(out) > 1


def heatqa(folder: Path, *given: object, before=None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "heatqa", *map(str, given), "--lang", "en"],
        capture_output=True,
        text=True,
        cwd=folder,
        check=False,
        preexec_fn=before,
    )


def cards(warehouse: Warehouse) -> int:
    connection = warehouse.read()
    try:
        return single(connection, "select count(*) from cards")[0]
    finally:
        connection.close()
