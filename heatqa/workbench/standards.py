"""What the records say of each clause: rates, records, readings, documents, what is due."""

import datetime as dt
from collections.abc import Collection, Mapping

import polars as pl

from heatqa.judging import (
    compare,
    coverage,
    distributions,
    due,
    groups,
    kept,
    overview,
    records,
    scorecard,
    sensitivity,
    why,
)
from heatqa.language import pick
from heatqa.tables import comparison, explanation
from heatqa.tables import scorecard as tables
from heatqa.workbench.session import Session


class Standards(Session):
    """Answers about clauses."""

    def scorecard(
        self,
        period_name: str | None = None,
        document: str | None = None,
        *,
        only: Mapping[str, str] | None = None,
        publish: bool = False,
    ) -> pl.DataFrame:
        """Every clause's counts, rate and standing, see `judging.scorecard.scorecard`.

        With `publish`, clauses decided on fewer records than the company publishes have neither
        counts nor rate, and their standing is `hidden`; see `judging.kept.published`.
        """
        connection = self._judged()
        chosen = self.period(period_name)
        frame = scorecard.scorecard(
            connection, self.catalogue, self.settings, chosen, document, only=only
        )
        if publish:
            fewest = self.settings.smallest_group
            days = scorecard.bounds(chosen)
            named = kept.published(connection, only or {}, days, fewest)
            frame = scorecard.hidden(frame, named, self.catalogue)
        return frame.filter(pl.col("clause").is_in([c.id for c in self._binding(document)]))

    def brief(self, period_name: str | None = None, document: str | None = None) -> pl.DataFrame:
        """The scorecard in words of the user's language, see `tables.scorecard.brief`."""
        return tables.brief(self.scorecard(period_name, document), self.catalogue)

    def documents(self, period_name: str | None = None) -> pl.DataFrame:
        """How many clauses of each document stand where, see `judging.overview.by_document`."""
        return overview.by_document(self.scorecard(period_name), self.catalogue)

    def furthest(self, period_name: str | None = None, most: int = 6) -> pl.DataFrame:
        """The clauses that miss their target beyond doubt, see `judging.overview.furthest`."""
        return overview.furthest(self.scorecard(period_name), most)

    def by(
        self,
        clause_id: str,
        group: str,
        period_name: str | None = None,
        *,
        only: Mapping[str, str] | None = None,
    ) -> pl.DataFrame:
        """A clause's rate by `team` or `community_id`, see `judging.groups.by_group`."""
        return groups.by_group(
            self._judged(),
            self.catalogue,
            self.settings,
            clause_id,
            by=group,
            period=self.period(period_name),
            only=only,
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

    def why_each(self, clause_id: str, wanted: Collection[str]) -> list[why.Explanation]:
        """The arithmetic of several records under one clause, see `judging.why.explain_each`."""
        connection = self._judged()
        return why.explain_each(
            connection,
            self.catalogue,
            self.settings,
            self.as_of,
            clause_id=clause_id,
            wanted=wanted,
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

    def explain(self, clause_id: str, record: str) -> pl.DataFrame:
        """The arithmetic of one record in words: a frame of `about` and `found`."""
        return explanation.as_frame(self.why(clause_id, record), self.catalogue)

    def questions(self, clause_id: str) -> pl.DataFrame:
        """What a clause's wording leaves open.

        Returns:
            One row per question in the user's language: `reading` as settings name it, the
            `question`, and `in_use`, the answer that the company chose.

        Raises:
            ClauseUnknown: there is no such clause.
        """
        clause = self.catalogue.clause(clause_id)
        known = {name: self.catalogue.readings[name] for name in clause.readings}
        chosen = [self.settings.readings.get(name, each.default) for name, each in known.items()]
        return pl.DataFrame(
            {
                "reading": list(known),
                "question": [pick(each.asks) for each in known.values()],
                "in_use": [
                    pick(each.options[option].label)
                    for each, option in zip(known.values(), chosen, strict=True)
                ],
            },
            schema=dict.fromkeys(("reading", "question", "in_use"), pl.String),
        )

    def contradictions(self) -> pl.DataFrame:
        """Where the documents disagree, see `tables.comparison.contradictions_said`."""
        return comparison.contradictions_said()

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

    def distributions(
        self, period_name: str | None = None, document: str | None = None
    ) -> pl.DataFrame:
        """How long it took where no limit is stated, see `judging.distributions`."""
        connection = self._judged()
        bound = [clause.id for clause in self._binding(document)]
        return distributions.distributions(
            connection,
            self.catalogue,
            self.settings,
            self.as_of,
            period=self.period(period_name),
            document=document,
        ).filter(pl.col("clause").is_in(bound))

    def coverage(self, period_name: str | None = None) -> pl.DataFrame:
        """How much of each document the records can answer for, see `judging.coverage`."""
        connection = self._judged()
        chosen = self.period(period_name)
        every = scorecard.scorecard(connection, self.catalogue, self.settings, chosen)
        spread = distributions.distributions(
            connection, self.catalogue, self.settings, self.as_of, period=chosen
        )
        return coverage.coverage(every, spread, self.catalogue)

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
