"""What customers say: cases with their leaf, the faults behind them, and what is rising."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

import duckdb
import polars as pl

from heatqa.complaints import phases, rising, together
from heatqa.complaints.taxonomy import CANNOT_TELL
from heatqa.redaction import frames
from heatqa.workbench.later import later
from heatqa.workbench.session import Session

if TYPE_CHECKING:
    from heatqa.complaints import classifying, exemplars, linking, model, topics
else:
    classifying = later("heatqa.complaints.classifying")
    exemplars = later("heatqa.complaints.exemplars")
    linking = later("heatqa.complaints.linking")
    model = later("heatqa.complaints.model")
    topics = later("heatqa.complaints.topics")

# The same days of the season before: 52 weeks keep the days of the week.
_YEAR = dt.timedelta(weeks=52)


class Complaints(Session):
    """Answers about what customers say."""

    _read: tuple[tuple[duckdb.DuckDBPyConnection, float | None], pl.DataFrame] | None = None

    def complaints(self, period_name: str | None = None) -> pl.DataFrame:
        """Every case of a period, classified and linked to the fault it is about.

        Returns:
            One row per case in order of time: `id`, `at`, `closed_at`, `community_id`,
            `building`, `station`, `household_key`, `text`, `score`, what `classify` gives, and
            `fault`, `relation` and `returns_to` as `linking.faults` gives.
        """
        period = self.period(period_name)
        return _between(self._cases(), period.first, period.last)

    def said(self, records: Sequence[str]) -> pl.DataFrame:
        """What was said in some cases, people taken out: `record` and `text`."""
        rows = (
            self._judged()
            .sql(
                "select ticket_id as id, text from tickets "
                "where text is not null and list_contains($records, ticket_id)",
                params={"records": list(records)},
            )
            .pl()
        )
        return frames.redacted(rows, self.settings.published_numbers).select(
            record="id", text="redacted"
        )

    def chains(self, period_name: str | None = None) -> pl.DataFrame:
        """Households that had to ask more than once, see `linking.chains`."""
        return linking.chains(self.complaints(period_name))

    def returns(self, period_name: str | None = None) -> pl.DataFrame:
        """After which complaints households come back, see `linking.returns`."""
        return linking.returns(self.complaints(period_name))

    def rising_leaves(self, period_name: str | None = None) -> pl.DataFrame:
        """Leaves against the same days a year before, see `rising.leaves`."""
        now, before = self._against_last_year(period_name)
        return rising.leaves(now, before)

    def rising_words(self, period_name: str | None = None) -> pl.DataFrame:
        """Words against the same days a year before, see `rising.words`."""
        now, before = self._against_last_year(period_name)
        texts = [frame.get_column("text").drop_nulls().to_list() for frame in (now, before)]
        return rising.words(texts[0], texts[1])

    def problems_together(self, period_name: str | None = None) -> pl.DataFrame:
        """Leaves that come in one text, see `together.pairs`."""
        return together.pairs(self.complaints(period_name))

    def paths_to_bad_ratings(self, period_name: str | None = None) -> pl.DataFrame:
        """Steps that ended in a bad rating, see `together.paths_to_bad_ratings`."""
        return together.paths_to_bad_ratings(self.complaints(period_name))

    def exemplars(self, period_name: str | None = None, per_leaf: int = 3) -> pl.DataFrame:
        """The most typical and most instructive cases, see `exemplars.exemplars`."""
        cases = self.complaints(period_name).drop_nulls("text")
        published = self.settings.published_numbers
        return exemplars.exemplars(cases, per_leaf, self._model(), published)

    def leaves_by_phase(self) -> pl.DataFrame:
        """Leaves by the phase of the season, see `phases.by_phase`."""
        return phases.by_phase(self._cases(), self.settings)

    def leaves_by_cold(self) -> pl.DataFrame:
        """Leaves by the cold outside, see `phases.by_cold`."""
        weather = self._judged().sql("select observed_at, outdoor_celsius from weather").pl()
        return phases.by_cold(self._cases(), weather)

    def topics(self, period_name: str | None = None, count: int = 6) -> pl.DataFrame:
        """What the texts of no leaf are about, see `topics.topics`."""
        outside = self.complaints(period_name).filter(pl.col("leaf") == CANNOT_TELL)
        texts = outside.get_column("text").drop_nulls().to_list()
        return topics.topics(texts, count, published=self.settings.published_numbers)

    def _cases(self) -> pl.DataFrame:
        """Every case, read once for a generation and a model: every answer here begins with it."""
        model_file = self.settings.complaint_model
        learned = model_file.stat().st_mtime if model_file and model_file.exists() else None
        known = (self._judged(), learned)
        if self._read is None or self._read[0] != known:
            self._read = known, self._classified()
        return self._read[1]

    def _classified(self) -> pl.DataFrame:
        # Cancelled cases stay: somebody asked. The station is where a fault of many homes lies.
        rows = (
            self._judged()
            .sql(
                "select ticket_id as id, accepted_at as at, closed_at, community_id, building, "
                "station, household_key, text, score from tickets "
                "left join (select community_id, station from communities) using (community_id) "
                f"where accepted_at <= timestamp '{self.as_of}' order by accepted_at, ticket_id"
            )
            .pl()
        )
        said = classifying.classify(rows.get_column("text"), self._model())
        return linking.faults(pl.concat([rows, said], how="horizontal"))

    def _model(self) -> "model.Model":
        path = self.settings.complaint_model
        return model.load(path) if path else model.own()

    def _against_last_year(self, period_name: str | None) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The cases of a period, the season if none is named, and of the same days before."""
        period = self.period(period_name or "season")
        first, last = period.first, min(period.last or dt.date.max, self.as_of.date())
        cases = self._cases()
        earlier = _between(cases, first and first - _YEAR, last - _YEAR)
        return _between(cases, first, last), earlier


def _between(cases: pl.DataFrame, first: dt.date | None, last: dt.date | None) -> pl.DataFrame:
    days = pl.col("at").dt.date()
    return cases.filter(days >= (first or dt.date.min), days <= (last or dt.date.max))
