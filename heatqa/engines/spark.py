"""Facts judged by Spark: what judging asks of a database, asked of a cluster.

The session runs in UTC and times have no zone, so wall times stay as the records have them.
"""

import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import polars as pl
import pyspark.errors
from py4j.protocol import Py4JError
from pyspark.sql.types import DataType
from sqlglot import exp

from heatqa import errors, language
from heatqa.engines import dialect
from heatqa.engines.facts_folder import is_url
from heatqa.judging.engine import keep

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

# It repeats as JSON what the exception says.
_ECHO = "SQLQueryContextLogger"
_NOT_THERE = "PATH_NOT_FOUND"
_NO_FILES = (_NOT_THERE, "UNABLE_TO_INFER_SCHEMA")
_GONE = "FAILED_READ_FILE.FILE_NOT_EXIST"
_BROKEN = re.compile(r"Encountered error while reading file (\S+?)\.\s")


class SparkReader:
    """A Spark session over folders of Parquet."""

    def __init__(self, session: "SparkSession") -> None:
        self._session = session
        logging.getLogger(_ECHO).setLevel(logging.CRITICAL)

    def text(self, path: str) -> str:
        """What a small file holds.

        Raises:
            FactsMissing, FactsUnreachable: it is not there, or the place cannot be reached.
        """
        try:
            rows = self._session.read.text(_place(path), wholetext=True).collect()
            return rows[0][0]
        except pyspark.errors.PySparkException as problem:
            if problem.getCondition() == _NOT_THERE:
                raise errors.FactsMissing(path=path) from None
            raise errors.FactsUnreachable(path=path, found=said(problem)) from None
        except (Py4JError, IndexError) as problem:
            raise errors.FactsUnreachable(path=path, found=said(problem)) from None

    def parquet(self, name: str, folder: str, columns: Mapping[str, str]) -> None:
        """File the rows of all Parquet files below a folder under a name.

        Raises:
            FactsBroken, FactsAltered: the files cannot be read, or have other columns.
        """
        with _failing_plainly(folder):
            # Spark gives nulls for columns that it is told of and does not find.
            rows = self._session.read.parquet(_place(folder))
            there = {field.name: field.dataType for field in rows.schema}
            other = [
                f"{column} {_type(sort)}"
                for column, sort in columns.items()
                if there.get(column) != DataType.fromDDL(_type(sort))
            ]
            if other:
                raise errors.FactsAltered(path=folder, columns=", ".join(other))
            rows.select(*columns).createOrReplaceTempView(name)

    def view(self, name: str, query: str) -> None:
        """File a query under a name."""
        with _failing_plainly():
            self._session.sql(dialect.spark(query)).createOrReplaceTempView(name)

    def hand_over(self, name: str, query: str, to: duckdb.DuckDBPyConnection) -> None:
        """Work a query out on the cluster and keep its rows under a name in DuckDB."""
        with _failing_plainly():
            keep(to, name, self._session.sql(dialect.spark(query)).toArrow())

    def table(self, name: str, frame: pl.DataFrame) -> None:
        """Keep a small frame under a name."""
        with _failing_plainly():
            self._session.createDataFrame(frame.to_arrow()).createOrReplaceTempView(name)

    def row(self, query: str) -> tuple[Any, ...]:
        """The one row of a query."""
        (row,) = self.rows(query)
        return row

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        with _failing_plainly():
            found = self._session.sql(dialect.spark(query)).toArrow()
        return [tuple(row.values()) for row in found.to_pylist()]

    def columns(self, name: str) -> list[str]:
        """The columns of a table or view."""
        return self._session.table(name).columns


def _place(path: str) -> str:
    """A path as Spark takes it on every system: without a scheme it may mean a cluster's."""
    return path if is_url(path) else Path(path).absolute().as_uri()


def _type(duck: str) -> str:
    if duck == "JSON":
        return "string"
    return exp.DataType.build(duck, dialect="duckdb").sql(dialect="spark")


@contextmanager
def _failing_plainly(folder: str = "") -> Iterator[None]:
    """Let what ends a job of Spark's be said in one sentence.

    Raises:
        FactsBroken: a file cannot be read, or there is none in the folder.
        FactsUnreachable: a file is not there for the machine that is to read it.
        SparkFailed: with the line of what Spark said that names the cause.
    """
    try:
        yield
    except (pyspark.errors.PySparkException, Py4JError) as problem:
        if getattr(problem, "getCondition", lambda: "")() in _NO_FILES:
            found = language.say("facts.no_files")
            raise errors.FactsBroken(path=folder, found=found) from problem
        if file := _BROKEN.search(str(problem)):
            # Listed where the work was started, and out of sight where it is done.
            sort = errors.FactsUnreachable if _GONE in str(problem) else errors.FactsBroken
            raise sort(path=file[1], found=said(problem)) from problem
        raise errors.SparkFailed(found=said(problem)) from problem


def said(problem: Exception) -> str:
    """The line of an exception that names its cause, in Spark's words."""
    lines = [line.strip() for line in str(problem).splitlines() if line.strip()]
    causes = [line for line in lines if line.startswith("Caused by:")]
    # The first line of what comes through Python's gateway only says that it came through there.
    thrown = [line for line in lines if line.startswith(": ")][:1]
    line = [type(problem).__name__, *lines[:1], *thrown, *causes][-1]
    return line.removeprefix("Caused by:").removeprefix(": ").strip()[:300]
