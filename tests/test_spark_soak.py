"""Ten million readings on several worker processes, and one of them lost half-way."""

import dataclasses
import os
import signal
import threading
import time
from pathlib import Path

import duckdb
import polars as pl
import pytest

from heatqa import clauses
from heatqa.engines import facts_folder, folder_reader, spark_session
from heatqa.engines.facts_folder import Reader
from heatqa.judging import cube, facts
from heatqa.settings import Settings

from . import large_facts
from .test_spark import pytestmark as needs_spark

pytestmark = [needs_spark, pytest.mark.soak]
READINGS = 10_000_000
CLUSTER = "local-cluster[2,1,2048]"
OPTIONS = {"spark.driver.memory": "2g", "spark.executor.memory": "1500m"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return large_facts.written(tmp_path_factory.mktemp("large") / "facts", READINGS)


@pytest.fixture(scope="module")
def here(folder: Path) -> pl.DataFrame:
    return judged(folder_reader.in_memory(), folder)


def judged(reader: Reader, folder: Path) -> pl.DataFrame:
    facts_folder.arrange(reader, facts_folder.manifests(reader, [str(folder)]), ["sources"])
    with duckdb.connect() as connection:
        cube.build(connection, of_readings(), Settings(), large_facts.AS_OF, reader)
        return connection.sql("from cube order by all").pl()


def test_ten_million_readings_are_counted_alike(folder: Path, here: pl.DataFrame):
    with spark_session.started(CLUSTER, OPTIONS) as reader:
        assert len(workers()) == 2
        there = judged(reader, folder)
    assert there.equals(here)
    assert here.filter(clause="S1-1.2a").select(pl.sum("met", "missed")).sum_horizontal()[0] > 8e6


def test_a_worker_lost_half_way_changes_nothing(folder: Path, here: pl.DataFrame):
    with spark_session.started(CLUSTER, OPTIONS) as reader:
        lost = LosesAWorker(reader)
        there = judged(lost, folder)  # type: ignore[arg-type] - hands everything on
        after = workers()
    assert lost.killed
    assert not set(lost.killed) & set(after)
    assert there.equals(here)


def of_readings() -> clauses.Catalogue:
    """The clauses on readings; all others are compared row by row in test_spark."""
    every = clauses.load()
    sources = {name for name, source in facts.sources().items() if "temperatures" in source.tables}
    kept = {name: clause for name, clause in every.clauses.items() if clause.fact in sources}
    assert kept
    return dataclasses.replace(every, clauses=kept)


class LosesAWorker:
    """A reader one of whose workers is killed while it counts readings."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.killed: list[int] = []

    def __getattr__(self, name: str) -> object:
        return getattr(self._reader, name)

    def hand_over(self, name: str, query: str, to: duckdb.DuckDBPyConnection) -> None:
        killer = None
        if "fact_rooms as fact" in query:
            killer = threading.Timer(3, self._kill)
            killer.start()
        self._reader.hand_over(name, query, to)
        if killer:
            killer.join()

    def _kill(self) -> None:
        worker = workers()[0]
        os.kill(worker, signal.SIGKILL)
        self.killed.append(worker)
        time.sleep(0.1)


def workers() -> list[int]:
    """The worker processes that this process started, through its own Java."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and _descends(int(entry.name), os.getpid()):
            try:
                command = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if b"CoarseGrainedExecutorBackend" in command:
                found.append(int(entry.name))
    return sorted(found)


def _descends(process: int, ancestor: int) -> bool:
    while process > 1:
        try:
            told = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
        except OSError:
            return False
        process = int(told.rpartition(")")[2].split()[1])
        if process == ancestor:
            return True
    return False
