"""Fixtures that many features share."""

import datetime as dt
import itertools
import os
from collections.abc import Callable
from typing import Any

import duckdb
import polars as pl
import pytest
from hypothesis import settings

from heatqa import dictionary
from heatqa.clauses import Catalogue, load
from heatqa.judging import cube
from heatqa.judging.rehearsal import insert
from heatqa.settings import Settings
from heatqa.sql import single
from heatqa.warehouse import lean, schema

Rows = dict[str, list[dict[str, Any]]]

# How long an example takes says how busy the machine is, not whether the code is right.
settings.register_profile("calm", deadline=None)
settings.load_profile("calm")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave the full-size proofs to `make soak`."""
    if not os.environ.get("HEATQA_SOAK"):
        skip = pytest.mark.skip(reason="a full-size proof: run by make soak")
        for item in items:
            if item.get_closest_marker("soak"):
                item.add_marker(skip)


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests read English whatever the machine speaks."""
    monkeypatch.setenv("HEATQA_LANG", "en")


@pytest.fixture(scope="session")
def memory() -> duckdb.DuckDBPyConnection:
    """A warehouse in memory, made once: its tables and comments take longer than most tests."""
    connection = duckdb.connect()
    schema.create(connection)
    return connection


@pytest.fixture
def facts(memory: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """An empty warehouse in memory."""
    empty(memory)
    return memory


def empty(connection: duckdb.DuckDBPyConnection) -> None:
    """Take every record out of a warehouse."""
    tables = (*dictionary.tables(), *schema.BOOKS)
    # To ask all tables at once costs less than to empty one that is empty.
    filled = single(connection, f"select {', '.join(f'exists (from {table})' for table in tables)}")
    # The rows of a long sheet lie behind a view.
    changed = schema.views(connection)
    for table in itertools.compress(tables, filled):
        if table not in changed:
            connection.execute(f"delete from {table}")
    for name in changed:
        lean.remove(connection, name)
    if changed:
        connection.execute("drop table if exists texts")
        schema.create(connection)


@pytest.fixture
def judge(
    facts: duckdb.DuckDBPyConnection,
) -> Callable[..., pl.DataFrame]:
    """Judge rows as known at a moment and return the cube."""

    def judged(
        rows: Rows, as_of: str = "2026-03-15", catalogue: Catalogue | None = None
    ) -> pl.DataFrame:
        insert(facts, rows)
        moment = dt.datetime.fromisoformat(as_of)
        cube.build(facts, catalogue or load(), Settings(), moment)
        return facts.sql("from cube").pl()

    return judged
