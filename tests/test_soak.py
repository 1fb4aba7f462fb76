"""Full-size proofs, run by `make soak`; each has a small version among the ordinary tests."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from heatqa.bundled import FOLDER
from heatqa.sql import single
from heatqa.warehouse import Warehouse

pytestmark = pytest.mark.soak
KILLS = 200


def test_kills_at_any_moment_leave_the_last_good_generation(tmp_path: Path):
    """A load killed at any moment changes nothing; in the end it can simply be repeated."""
    exports = FOLDER / "exports"
    first, second = exports / "cards_simulated.xlsx", exports / "sensors_2024-25_simulated.csv"
    folder = tmp_path / "warehouse"
    assert load(first, folder).wait() == 0
    began = time.perf_counter()
    assert load(second, tmp_path / "timed").wait() == 0
    whole = time.perf_counter() - began
    killed = 0
    for kill in range(KILLS):
        process = load(second, folder)
        time.sleep(whole * kill / KILLS)
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
        rows = readings(folder)
        assert rows in (0, readings(tmp_path / "timed"))
        if rows:
            Warehouse(folder).roll_back()
    assert killed > KILLS / 2
    assert load(second, folder).wait() == 0
    assert readings(folder) == readings(tmp_path / "timed")


def load(file: Path, folder: Path) -> subprocess.Popen[bytes]:
    given = [sys.executable, "-m", "heatqa", "load", str(file), "--warehouse", str(folder)]
    return subprocess.Popen(given, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def readings(folder: Path) -> int:
    connection = Warehouse(folder).read()
    try:
        return single(connection, "select count(*) from temperatures")[0]
    finally:
        connection.close()
