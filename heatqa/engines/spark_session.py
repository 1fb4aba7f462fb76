"""Spark started: on this machine, or as the driver of a cluster."""

import os
import re
import tempfile
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import IO, TYPE_CHECKING

from heatqa import errors
from heatqa.engines import java

if TYPE_CHECKING:
    from heatqa.engines.spark import SparkReader

# What equal cubes rest on; a cluster's own settings may say otherwise.
_MEANING = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.parquet.inferTimestampNTZ.enabled": "true",
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
    "spark.sql.parser.escapedStringLiterals": "false",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
}
# On this machine nobody else looks in, and a name that leads nowhere is no obstacle.
_LOCAL = {
    "spark.ui.enabled": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
}
_MASTER = "local[*]"
_DRIVER = "spark.driver.defaultJavaOptions"
_COLLECTOR = re.compile(r"-XX:\+Use\w+GC")
_UNCAUGHT = re.compile(r'Exception in thread "[^"]*" (.+)')
# What Java and Spark say of themselves before anything has gone wrong.
_ASIDES = re.compile(r"WARNING|Using |Setting |To adjust |:: |\s|\d\d/\d\d/\d\d ")


@contextmanager
def started(
    master: str | None = None, options: Mapping[str, str] | None = None
) -> "Iterator[SparkReader]":
    """A Spark session for the block.

    Args:
        master: The cluster, such as `spark://host:7077`, `yarn`, `k8s://…` or `local[4]`; by
            default all processors of this machine.
        options: Spark's settings by their names, such as `spark.executor.memory`.

    Raises:
        LibraryMissing: the extra `spark` is not installed.
        JavaMissing, JavaTooOld: Spark would not start on this machine.
        SparkNotStarted: it did not start.
    """
    java.check()
    # Of pandas, which is not used here; Spark looks at it whenever it meets Arrow.
    warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
    try:
        from pyspark import SparkConf, SparkContext  # noqa: PLC0415
        from pyspark.java_gateway import launch_gateway  # noqa: PLC0415
        from pyspark.sql import SparkSession  # noqa: PLC0415

        from heatqa.engines.spark import SparkReader, said  # noqa: PLC0415
    except ModuleNotFoundError as missing:
        raise errors.LibraryMissing(name=missing.name, extra="spark") from None
    wanted = SparkConf(loadDefaults=False)
    chosen = master or _MASTER
    settings = _quiet()
    if chosen.startswith("local"):
        settings |= _local()
        settings[_DRIVER] += _collector((options or {}).values())
    for name, value in {**settings, **(options or {}), **_MEANING}.items():
        wanted.set(name, value)
    wanted.setMaster(chosen).setAppName("heatqa")
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as told:
        try:
            if SparkContext._gateway is None:
                # Java writes here and not among the user's lines; exceptions bring what matters.
                gateway = launch_gateway(wanted, popen_kwargs={"stderr": told})
                SparkContext._ensure_initialized(gateway=gateway)
            session = SparkSession.builder.config(conf=wanted).getOrCreate()
        except Exception as problem:
            ended = SparkContext._gateway is None
            found = (_cause(told) if ended else "") or said(problem)
            raise errors.SparkNotStarted(master=chosen, found=found) from problem
    try:
        yield SparkReader(session)
    finally:
        session.stop()


def _cause(told: IO[str]) -> str:
    """Why Java ended before Spark could say so itself; empty if it did not tell."""
    told.seek(0)
    lines = told.read().splitlines()
    thrown = [found[1] for line in lines if (found := _UNCAUGHT.match(line))]
    plain = [line for line in lines if line and not _ASIDES.match(line)]
    return next(iter(thrown + plain), "")[:300]


def _quiet() -> dict[str, str]:
    settings = Path(str(resources.files("heatqa.engines") / "log4j2.properties")).as_uri()
    return {
        "spark.ui.showConsoleProgress": "false",
        _DRIVER: f"-Dlog4j2.configurationFile={settings}",
    }


def _collector(chosen: Iterable[str]) -> str:
    """A way of collecting what is no longer needed, unless the user or the machine chose one.

    Java's usual one keeps every pause short, which nobody notices here, and the same work takes a
    third more of the processors' time with it, or worse.
    """
    told = (*chosen, os.environ.get("JAVA_TOOL_OPTIONS", ""))
    return "" if any(_COLLECTOR.search(options) for options in told) else " -XX:+UseParallelGC"


def _local() -> dict[str, str]:
    return {
        **_LOCAL,
        # More parts than processors only cost time on one machine.
        "spark.sql.shuffle.partitions": str(max(2, os.cpu_count() or 2)),
        "spark.sql.warehouse.dir": tempfile.gettempdir(),
    }
