"""The workbench: one object that loads, judges and explains, for notebooks and the command line."""

import dataclasses
import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb
import polars as pl

from heatqa import clauses, errors, intake
from heatqa.intake import rules
from heatqa.judging import (
    compare,
    cube,
    due,
    facts,
    groups,
    period,
    records,
    rehearsal,
    scorecard,
    sensitivity,
    why,
)
from heatqa.language import say
from heatqa.settings import Settings
from heatqa.settings import load as load_settings
from heatqa.sql import single
from heatqa.tables import checked, explanation
from heatqa.tables import scorecard as tables
from heatqa.warehouse import Warehouse, quality


class Workbench:
    """A company's warehouse with its settings and clauses.

    Figures come from the published generation, as known at `as_of`: by default the latest
    moment in the records.
    """

    def __init__(self, settings: Settings, as_of: dt.datetime | None = None) -> None:
        self.settings = settings
        self.catalogue = clauses.load(settings.own_clauses)
        self.catalogue.check_choice(settings.readings)
        for document in settings.documents:
            self.catalogue.of_document(document)
        self.warehouse = Warehouse(settings.warehouse)
        self._asked_as_of = as_of
        self._connection: duckdb.DuckDBPyConnection | None = None
        self._as_of: dt.datetime | None = None

    def __repr__(self) -> str:
        clauses_known = len(self.catalogue.clauses)
        return f"Workbench with {clauses_known} clauses, as of {self.as_of:%Y-%m-%d %H:%M}"

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
    ) -> intake.LoadReport:
        """Load exports, judge them and publish both together; on any error nothing changes.

        Raises:
            HeatqaError: a file cannot be read, the books do not balance, or the warehouse is
                locked; the message says which and what to do.
        """
        self.close()
        with self.warehouse.write() as connection:
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
            as_of = facts.latest(connection)
            if as_of is not None:
                self._build(connection, as_of)
        return report

    def connection(self) -> duckdb.DuckDBPyConnection:
        """A read-only connection to the published generation, kept for the workbench's life."""
        if self._connection is None:
            self._connection = self.warehouse.read()
        return self._connection

    def sql(self, query: str) -> pl.DataFrame:
        """The answer to a query on the facts and the cube."""
        return self._judged().sql(query).pl()

    def scorecard(
        self, period_name: str | None = None, document: str | None = None
    ) -> pl.DataFrame:
        """Every clause's counts, rate and standing, see `judging.scorecard.scorecard`."""
        connection = self._judged()
        chosen = self.period(period_name)
        frame = scorecard.scorecard(connection, self.catalogue, self.settings, chosen, document)
        return frame.filter(pl.col("clause").is_in([c.id for c in self._binding(document)]))

    def brief(self, period_name: str | None = None, document: str | None = None) -> pl.DataFrame:
        """The scorecard in words of the user's language, see `tables.scorecard.brief`."""
        return tables.brief(self.scorecard(period_name, document), self.catalogue)

    def period(self, text: str | None) -> period.Period:
        """The period that a text names, seasons counted back from `as_of`."""
        return period.parse(text, self.as_of, self.settings)

    def by(self, clause_id: str, group: str, period_name: str | None = None) -> pl.DataFrame:
        """A clause's rate by `team` or `community_id`, see `judging.groups.by_group`."""
        return groups.by_group(
            self._judged(),
            self.catalogue,
            self.settings,
            clause_id,
            by=group,
            period=self.period(period_name),
        )

    def records(
        self,
        clause_id: str,
        period_name: str | None = None,
        verdict: str | None = None,
        most: int | None = None,
    ) -> pl.DataFrame:
        """The records that a clause judges, see `judging.records.judged`."""
        connection = self._judged()
        clause = self.catalogue.judged_clause(clause_id)
        return records.judged(
            connection,
            self.catalogue.variant(clause, self.settings.readings),
            self.settings,
            self.as_of,
            period=self.period(period_name),
            verdict=verdict,
            most=most,
        )

    def why(self, clause_id: str, record: str) -> why.Explanation:
        """The arithmetic of one record, see `judging.why.explain`."""
        connection = self._judged()
        return why.explain(
            connection,
            self.catalogue,
            self.settings,
            self.as_of,
            clause_id=clause_id,
            record=record,
        )

    def readings(self, period_name: str | None = None) -> pl.DataFrame:
        """How each rate moves with the reading, see `judging.scorecard.under_readings`."""
        connection = self._judged()
        return scorecard.under_readings(
            connection, self.catalogue, self.settings, self.period(period_name)
        )

    def sensitivity(self, period_name: str | None = None) -> pl.DataFrame:
        """How far each question of reading moves a rate, see `judging.sensitivity`."""
        connection = self._judged()
        return sensitivity.sensitivity(
            connection, self.catalogue, self.settings, self.period(period_name)
        )

    def compare(self, period_name: str | None = None) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The same records under every document, and by theme, see `judging.compare`."""
        connection = self._judged()
        chosen = self.period(period_name)
        frame = scorecard.scorecard(connection, self.catalogue, self.settings, chosen)
        return compare.documents(frame, self.catalogue), compare.by_theme(frame, self.catalogue)

    def due(self, within: dt.timedelta | None = None, document: str | None = None) -> pl.DataFrame:
        """The open records that fall due, the earliest first, see `judging.due.watch_list`."""
        connection = self._judged()
        return due.watch_list(
            connection,
            self.catalogue,
            self.settings,
            self.as_of,
            within=within,
            clauses=self._binding(document),
        )

    def books(self) -> pl.DataFrame:
        """What became of the rows read, a row per table, see `warehouse.quality.books`."""
        return quality.books(self.connection())

    def reasons(self) -> pl.DataFrame:
        """The rules that rows broke, see `warehouse.quality.reasons`, each with its `label`."""
        frame = quality.reasons(self.connection())
        labels = [rules.label(rule) for rule in frame["rule"]]
        return frame.insert_column(1, pl.Series("label", labels, dtype=pl.String))

    def filled(self, table: str, kind: str = "time") -> pl.DataFrame:
        """How often each column of a kind holds a value, see `warehouse.quality.filled`."""
        return quality.filled(self.connection(), table, kind)

    @property
    def source(self) -> str:
        """What the data are, for the foot of every figure; simulated data says so."""
        as_of = f"{self.as_of:%Y-%m-%d %H:%M}"
        if quality.simulated(self.connection()):
            return say("figure.source.simulated", as_of=as_of)
        company = self.settings.company or say("figure.source.company")
        return say("figure.source.records", company=company, as_of=as_of)

    def explain(self, clause_id: str, record: str) -> pl.DataFrame:
        """The arithmetic of one record in words: a frame of `about` and `found`."""
        return explanation.as_frame(self.why(clause_id, record), self.catalogue)

    def close(self) -> None:
        """Let go of the generation in use; the next question opens the one published then."""
        if self._connection is not None:
            self._connection.close()
        self._connection = self._as_of = None

    def _build(self, connection: duckdb.DuckDBPyConnection, as_of: dt.datetime) -> None:
        """Judge every record; where own clauses keep it from being done, say which and why."""
        try:
            cube.build(connection, self.catalogue, self.settings, as_of)
        except (ValueError, duckdb.Error):
            for path in self.settings.own_clauses:
                found = rehearsal.rehearse(path, clauses.load())
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
            stored = _stored_cube(connection)
            wanted = self._asked_as_of or (stored and stored[0]) or facts.latest(connection)
            if wanted is None:
                raise errors.WarehouseMissing(path=self.settings.warehouse)
            if stored != (wanted, cube.fingerprint(self.catalogue, self.settings)):
                self._build(connection, wanted)
            self._as_of = wanted
        return connection


def _stored_cube(connection: duckdb.DuckDBPyConnection) -> tuple[dt.datetime, str] | None:
    query = "select count(*) from duckdb_tables() where table_name = 'cube_of'"
    if not single(connection, query)[0]:
        return None
    as_of, fingerprint = single(connection, "select as_of, fingerprint from cube_of")
    return as_of, fingerprint


def open_workbench(
    warehouse: Path | str | None = None,
    *,
    settings: Path | str | None = None,
    as_of: dt.datetime | None = None,
) -> Workbench:
    """A workbench on a warehouse, with the settings of `heatqa.toml` or the file given.

    Raises:
        SettingsBroken, ReadingUnknown, DocumentUnknown: the settings cannot be followed.
    """
    chosen = load_settings(Path(settings) if settings else None)
    if warehouse is not None:
        chosen = dataclasses.replace(chosen, warehouse=Path(warehouse))
    return Workbench(chosen, as_of)
