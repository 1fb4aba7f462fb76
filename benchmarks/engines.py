"""Judging exported readings: processor time on Spark, against DuckDB on the same files."""

import dataclasses
import importlib.util
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb

from benchmarks import race, readings
from heatqa import clauses
from heatqa.engines import export, facts_folder, folder_reader, java, spark_session
from heatqa.engines.facts_folder import Reader
from heatqa.judging import cube, facts
from heatqa.warehouse import schema

# Two sizes each: what starting and planning cost drops out of the difference.
SIZES = {
    "small": (100_000, 400_000),
    "medium": (500_000, 2_000_000),
    "full": (1_000_000, 10_000_000),
}


def results(size: str) -> Iterator[race.Result]:
    with tempfile.TemporaryDirectory() as name:
        few, many = (_facts(Path(name) / str(rows), rows) for rows in SIZES[size])
        more = SIZES[size][1] - SIZES[size][0]
        stored = (_bytes(many) - _bytes(few)) / more
        yield _at_most("bytes per exported reading", stored, "B", limit=16)
        if importlib.util.find_spec("pyspark") is None or (java.version() or 0) < java.LEAST:
            return
        here = _seconds(folder_reader.in_memory(), few, many, time.process_time)
        with spark_session.started() as reader:
            there = _seconds(reader, few, many, _java_seconds)
        rate = [1e6 * seconds / more for seconds in (there, here)]
        ratio = rate[0] / rate[1]
        yield race.Result(
            "judge exported readings on Spark, processor time per million",
            round(rate[0], 2),
            "s",
            round(rate[1], 2),
            round(ratio, 2),
            4,
            ratio <= 4,
        )


def _at_most(name: str, value: float, unit: str, limit: float) -> race.Result:
    ratio = round(value / limit, 2)
    return race.Result(name, round(value, 2), unit, limit, ratio, 1, value <= limit)


def _facts(folder: Path, rows: int) -> Path:
    """A season of readings of 2,000 rooms in 200 communities as Parquet."""
    folder.mkdir()
    apart = max(1, 120 * 86_400 // max(1, rows // 2_000))
    with duckdb.connect(str(folder / "facts.duckdb")) as connection:
        schema.create(connection)
        connection.execute("insert into loads (load_id, loaded_at) values (1, ?)", [readings.AS_OF])
        connection.execute(
            "insert into temperatures by name select 'H' || (i % 2000) as household_key, "
            "'S' || (i % 2000) as sensor_id, 'living_room' as room, 'sensor' as method, "
            f"timestamp '2025-11-15' + (i // 2000) * {apart} * interval 1 second as measured_at, "
            "round(19 + 3 * sin(i), 1) as room_celsius, 'C' || (i % 200) as community_id, "
            f"1 as source_id, i as source_row from range({rows}) r(i)"
        )
        export.write(connection, folder / "facts")
    return folder / "facts"


def _bytes(folder: Path) -> int:
    files = (folder / "temperatures").rglob("*.parquet")
    return sum(file.stat().st_size for file in files)


def _seconds(reader: Reader, few: Path, many: Path, clock: Callable[[], float]) -> float:
    """The processor time that the larger folder takes more."""
    _judge(reader, few)
    spent = []
    for folder in (few, many):
        start = clock()
        _judge(reader, folder)
        spent.append(clock() - start)
    return spent[1] - spent[0]


def _judge(reader: Reader, folder: Path) -> None:
    facts_folder.arrange(reader, facts_folder.manifests(reader, [str(folder)]), ["sources"])
    with duckdb.connect() as connection:
        cube.build(connection, _of_readings(), readings.SETTINGS, readings.AS_OF, reader)


def _of_readings() -> clauses.Catalogue:
    """The clauses on readings, under all their readings; nothing else grows with them."""
    every = clauses.load()
    known = facts.sources()
    kept = {
        name: clause
        for name, clause in every.clauses.items()
        if clause.fact in known and "temperatures" in known[clause.fact].tables
    }
    return dataclasses.replace(every, clauses=kept)


def _java_seconds() -> float:
    """What Spark's Java has used so far, as Linux tells it; Java's own bean is out of reach."""
    from pyspark import SparkContext  # noqa: PLC0415 - an extra

    gateway: Any = SparkContext._gateway
    told = Path(f"/proc/{gateway.proc.pid}/stat").read_text(encoding="utf-8")
    user, system = told.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
