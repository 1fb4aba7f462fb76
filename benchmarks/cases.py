"""Judging cases, visits and calls, against the same verdicts in pandas and in polars.

A simulated city's cases are multiplied, each copy with people and cases of its own. The peers begin
with the tables in memory, each ends with the counts where it keeps them, and they are the same
counts, which is held; see `benchmarks.verdicts`.
"""

import dataclasses
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import duckdb
import polars as pl

from benchmarks import race, readings
from benchmarks.verdicts import in_pandas, in_polars, tables
from heatqa import clauses
from heatqa.clauses import proposed_urgent
from heatqa.intake import load_files
from heatqa.judging import cube, facts
from heatqa.simulate import simulate
from heatqa.warehouse import Warehouse

CASES = {"small": 5_000, "medium": 100_000, "full": 2_000_000}
HOUSEHOLDS = 24_000
_SOURCES = ("cases", "visits", "incoming_calls", "contacts", "complaints")
_KEY = ("clause", "reading", "day", "community_id", "team", "leaf")
# How many times the peer's time ours may be.
_OF_PANDAS, _OF_POLARS = 1 / 20, 1.0
_LIMIT = "6GB"
_Made = TypeVar("_Made")


def results(size: str) -> Iterator[race.Result]:
    with tempfile.TemporaryDirectory() as name:
        warehouse = _city(Path(name))
        with duckdb.connect(str(warehouse.published())) as connection:
            # The peers' tables lie in memory beside it.
            connection.execute(f"set memory_limit = '{_LIMIT}'")
            as_of = facts.latest(connection)
            assert as_of is not None  # noqa: S101 - there are cases
            tables.multiply(connection, CASES[size])
            connection.execute("checkpoint")
            rows = connection.sql("select count(*) from tickets").pl().item()
            given = tables.read(connection, as_of, proposed_urgent())

            took, _ = _timed(lambda: cube.build(connection, _of_cases(), readings.SETTINGS, as_of))
            made = connection.sql("from cube").pl()
            told = f"judge {rows:,} cases, their visits and calls, "
            by_polars, same = _timed(lambda: in_polars.cube(given))
            _hold(made, same)
            yield _against(f"{told}against polars", took, by_polars, _OF_POLARS)
            loaded = in_pandas.frames(given)
            by_pandas, same = _timed(lambda: in_pandas.cube(given, loaded))
            _hold(made, pl.from_pandas(in_pandas.as_rows(same)))
            yield _against(f"{told}against pandas", took, by_pandas, _OF_PANDAS)


def _city(folder: Path) -> Warehouse:
    exports = simulate(folder / "city", HOUSEHOLDS) / "exports"
    files = [file for kind in tables.FILES for file in sorted(exports.glob(f"{kind}_*"))]
    warehouse = Warehouse(folder / "warehouse")
    with warehouse.write() as connection:
        load_files(connection, files, settings=readings.SETTINGS, key_folder=folder)
    return warehouse


def _of_cases() -> clauses.Catalogue:
    every = clauses.load()
    kept = {name: clause for name, clause in every.clauses.items() if clause.fact in _SOURCES}
    return dataclasses.replace(every, clauses=kept)


def _timed(work: Callable[[], _Made]) -> tuple[float, _Made]:
    start = time.process_time()
    made = work()
    return time.process_time() - start, made


def _against(name: str, took: float, peer: float, goal: float) -> race.Result:
    return dataclasses.replace(race.compare(name, took, peer, goal), unit="processor s")


def _hold(ours: pl.DataFrame, theirs: pl.DataFrame) -> None:
    """A race is none unless both come to the same counts."""
    counts = [pl.col(name).cast(pl.Int64) for name in tables.COUNTS]
    names = [pl.col(name).cast(pl.Date if name == "day" else pl.String) for name in _KEY]
    ordered = [made.select(*names, *counts).sort(pl.all()) for made in (ours, theirs)]
    if not ordered[0].equals(ordered[1]):
        alike = [*_KEY, *tables.COUNTS]
        apart = ordered[0].join(ordered[1], on=alike, how="anti", nulls_equal=True)
        raise AssertionError(apart.group_by("clause", "reading").len())
