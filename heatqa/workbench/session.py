"""An open warehouse with the company's settings and clauses, judged as of one moment."""

import contextlib
import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import duckdb
import polars as pl

from heatqa import clauses, errors, intake
from heatqa.judging import cube, facts, period, rehearsal, renewal
from heatqa.language import say
from heatqa.settings import Settings
from heatqa.tables import checked
from heatqa.warehouse import Warehouse, judged_from, quality


class Session:
    """A company's warehouse with its settings and clauses.

    Figures come from the published generation, as known at `as_of`: by default the latest
    moment in the records.
    """

    def __init__(self, settings: Settings, as_of: dt.datetime | None = None) -> None:
        every = clauses.load(settings.own_clauses).with_phrases(settings.phrases)
        self.catalogue = clauses.with_limits(every, settings.limits)
        readings = self.catalogue.choice(settings.readings)
        self.settings = dataclasses.replace(settings, readings=readings)
        for document in settings.documents:
            self.catalogue.of_document(document)
        self.warehouse = Warehouse(settings.warehouse)
        self._asked_as_of = as_of
        self._connection: duckdb.DuckDBPyConnection | None = None
        self._as_of: dt.datetime | None = None

    def __repr__(self) -> str:
        if not (self.settings.warehouse / "CURRENT").exists():
            return str(errors.WarehouseMissing(path=self.settings.warehouse))
        clauses_known = len(self.catalogue.clauses)
        return say("bench.repr", clauses=clauses_known, as_of=f"{self.as_of:%Y-%m-%d %H:%M}")

    @property
    def as_of(self) -> dt.datetime:
        """The moment as of which records are judged."""
        self._judged()
        assert self._as_of is not None  # noqa: S101 - set by _judged
        return self._as_of

    def load(
        self,
        paths: Sequence[Path],
        profile: str | Path | None = None,
        progress: Callable[[str, int, int], None] | None = None,
        *,
        memory_limit: str | None = None,
    ) -> intake.LoadReport:
        """Load exports, judge them and publish both together; on any error nothing changes.

        With a `memory_limit` such as `2GB` the database takes no more; what does not fit lies in
        files beside the warehouse until the load ends.

        Raises:
            HeatqaError: a file cannot be read, the books do not balance, or the warehouse is
                locked; the message says which and what to do.
        """
        with self._written(memory_limit) as connection:
            report = intake.load_files(
                connection,
                paths,
                settings=self.settings,
                # Beside the warehouse, so that a copy of the warehouse goes without the key.
                key_folder=self.settings.warehouse.absolute().parent,
                profile=profile or self.settings.profile,
                progress=progress,
            )
            if not report.rows_read and not report.already_loaded:
                found = len(report.sheets) + len(report.passed_over)
                raise errors.NothingToLoad(
                    path=", ".join(map(str, paths)), found=say("load.files_seen", files=found)
                )
        return report

    def connection(self) -> duckdb.DuckDBPyConnection:
        """A read-only connection to the published generation, kept for the workbench's life."""
        if self._connection is None:
            self._connection = self.warehouse.read()
        return self._connection

    def sql(self, query: str) -> pl.DataFrame:
        """The answer to a query on the facts and the cube."""
        return self._judged().sql(query).pl()

    def period(self, text: str | None) -> period.Period:
        """The period that a text names, seasons counted back from `as_of`."""
        return period.parse(text, self.as_of, self.settings)

    @property
    def source(self) -> str:
        """What the data are, for the foot of every figure; simulated data says so."""
        as_of = f"{self.as_of:%Y-%m-%d %H:%M}"
        if quality.simulated(self.connection()):
            return say("figure.source.simulated", as_of=as_of)
        company = self.settings.company or say("figure.source.company")
        return say("figure.source.records", company=company, as_of=as_of)

    def close(self) -> None:
        """Let go of the generation in use; the next question opens the one published then."""
        if self._connection is not None:
            self._connection.close()
        self._connection = self._as_of = None

    @contextlib.contextmanager
    def _written(self, memory_limit: str | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
        """The next generation, judged once the block has changed it, published with it."""
        self.close()
        with self.warehouse.write(memory_limit) as connection:
            earlier = renewal.before(connection)
            judged_from.refuse_loads(connection)
            yield connection
            as_of = facts.latest(connection)
            if as_of is not None:
                self._build(connection, as_of, earlier)

    def _build(
        self,
        connection: duckdb.DuckDBPyConnection,
        as_of: dt.datetime,
        earlier: renewal.Before | None = None,
    ) -> None:
        """Judge the records; where own clauses keep it from being done, say which and why."""
        judged_from.refuse_judging(connection)
        try:
            renewal.renew(connection, self.catalogue, self.settings, as_of, earlier)
        except (ValueError, duckdb.Error):
            for path in self.settings.own_clauses:
                shipped = clauses.load().with_phrases(self.settings.phrases)
                found = rehearsal.rehearse(path, shipped)
                if found.mistakes:
                    lines, count = checked.lines(found), len(found.mistakes)
                    raise errors.ClausesMistaken(path=path, lines=lines, count=count) from None
            raise

    def _binding(self, document: str | None) -> list[clauses.Clause]:
        """The clauses of one document, else of those that bind the company, else of all.

        The company's own documents always bind it.
        """
        if document is None and self.settings.documents:
            own = self.catalogue.documents.keys() - clauses.load().documents.keys()
            chosen = [d for d in self.catalogue.documents if d in {*self.settings.documents, *own}]
            return [c for d in chosen for c in self.catalogue.of_document(d)]
        return self.catalogue.of_document(document)

    def _judged(self) -> duckdb.DuckDBPyConnection:
        """A connection whose cube is of the moment asked for; judged again only where it is not."""
        connection = self.connection()
        if self._as_of is None:
            stored = cube.stored(connection)
            wanted = self._asked_as_of or (stored and stored[0]) or facts.latest(connection)
            if wanted is None:
                raise errors.WarehouseMissing(path=self.settings.warehouse)
            if stored != (wanted, cube.fingerprint(self.catalogue, self.settings)):
                self._build(connection, wanted)
            self._as_of = wanted
        return connection
