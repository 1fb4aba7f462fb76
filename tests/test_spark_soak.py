"""The sample on Spark; ten million readings on several worker processes, one lost half-way."""

import dataclasses
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import polars as pl
import pytest

from heatqa import clauses
from heatqa.engines import facts_folder, folder_reader, spark_session
from heatqa.engines.facts_folder import Reader
from heatqa.judging import cube, facts
from heatqa.settings import Settings
from heatqa.workbench import Workbench

from . import large_facts
from .test_spark import pytestmark as needs_spark

if TYPE_CHECKING:
    from pyspark import SparkContext

pytestmark = [needs_spark, pytest.mark.soak]
READINGS = 10_000_000
CLUSTER = "local-cluster[2,1,2048]"
# In parts small enough that some are done while others are not begun.
OPTIONS = {
    "spark.driver.memory": "2g",
    "spark.executor.memory": "1500m",
    "spark.sql.files.maxPartitionBytes": "1m",
    "spark.sql.files.openCostInBytes": "1",
}
PARTS = 8


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


def test_the_sample_is_counted_alike_under_every_clause_and_reading(tmp_path: Path):
    here, there = (Workbench(Settings(warehouse=tmp_path / name)) for name in ("here", "there"))
    exports = Path(__file__).parents[1] / "data" / "sample" / "exports"
    here.load([exports])
    here.export(tmp_path / "facts")
    there.judge([str(tmp_path / "facts")], "spark")
    found = [bench.connection().sql("from cube order by all").pl() for bench in (here, there)]
    assert found[0].equals(found[1])
    judged_ones = {(v.clause.id, v.reading) for v in cube.variants(here.catalogue, here.settings)}
    assert set(found[0].select("clause", "reading").unique().rows()) == judged_ones


def test_ten_million_readings_are_counted_alike(folder: Path, here: pl.DataFrame):
    with spark_session.started(CLUSTER, OPTIONS) as reader:
        there = judged(reader, folder)
        # They come up while the first query waits for them.
        assert len(workers()) == 2
    assert there.equals(here)
    assert here.filter(clause="S1-1.2a").select(pl.sum("met", "missed")).sum_horizontal()[0] > 8e6


def test_a_worker_lost_half_way_changes_nothing(folder: Path, here: pl.DataFrame):
    with spark_session.started(CLUSTER, OPTIONS) as reader:
        context = reader._session.sparkContext
        with losing_a_worker(context) as loss:
            there = judged(reader, folder)
        after = workers()
    assert loss.killed
    assert loss.work_lost
    assert loss.killed not in after
    assert there.equals(here)


def of_readings() -> clauses.Catalogue:
    """The clauses on readings; all others are compared row by row in test_spark."""
    every = clauses.load()
    sources = {name for name, source in facts.sources().items() if "temperatures" in source.tables}
    kept = {name: clause for name, clause in every.clauses.items() if clause.fact in sources}
    assert kept
    return dataclasses.replace(every, clauses=kept)


@dataclasses.dataclass
class Loss:
    """What was killed while it worked on readings, and whether Spark noticed work lost with it."""

    killed: int = 0
    work_lost: bool = False


@contextmanager
def losing_a_worker(context: "SparkContext") -> Iterator[Loss]:
    """A worker is killed once half of a stage over readings is done, be it whichever query."""
    loss, over = Loss(), threading.Event()

    def watch() -> None:
        tracker = context.statusTracker()
        while not over.wait(0.02):
            for stage in map(tracker.getStageInfo, tracker.getActiveStageIds()):
                if stage is None or stage.numTasks < PARTS:
                    continue
                if loss.killed:
                    loss.work_lost |= stage.numFailedTasks > 0
                elif stage.numActiveTasks and 2 * stage.numCompletedTasks >= stage.numTasks:
                    loss.killed = workers()[0]
                    os.kill(loss.killed, signal.SIGKILL)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield loss
    finally:
        over.set()
        watcher.join()


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
