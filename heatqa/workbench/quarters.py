"""What the quarterly review asks of a period: contacts, opinions, verdicts by community."""

import polars as pl

from heatqa.aggregates import quarters
from heatqa.judging import facts
from heatqa.workbench.session import Session


class Quarters(Session):
    """Answers about one period that never read single room temperatures."""

    def contacts(self, period_name: str | None = None) -> pl.DataFrame:
        """Calls, cases and visits by day, see `aggregates.quarters.contacts`."""
        facts.prepare(self._judged(), self.as_of, self.settings)
        return quarters.contacts(self._judged(), self.period(period_name))

    def opinions(self, period_name: str | None = None) -> pl.DataFrame:
        """Every case that could be rated, see `aggregates.quarters.opinions`."""
        facts.prepare(self._judged(), self.as_of, self.settings)
        return quarters.opinions(self._judged(), self.period(period_name))

    def outdoors(self, period_name: str | None = None) -> pl.DataFrame:
        """The mean outdoor temperature by day, see `aggregates.quarters.outdoors`."""
        facts.prepare(self._judged(), self.as_of, self.settings)
        return quarters.outdoors(self._judged(), self.period(period_name))

    def between_communities(self, clause_id: str, period_name: str | None = None) -> pl.DataFrame:
        """A clause's rate with an interval that knows its records come from few communities.

        Readings of one home say less than as many homes; the cube knows communities, whose
        spread is the wider one. See `statistics.clustered.pass_rates`, with communities as homes.
        """
        from heatqa.statistics import clustered

        clause = self.catalogue.judged_clause(clause_id)
        variant = self.catalogue.variant(clause, self.settings.readings)
        found = quarters.verdicts(self._judged(), variant, self.period(period_name))
        size = pl.col("met") + pl.col("missed")
        met = pl.col("met")
        sums = found.filter(size > 0).select(
            homes=pl.len().cast(pl.Int64),
            readings=size.sum(),
            met=met.sum(),
            met_squared=(met * met).sum(),
            met_times_readings=(met * size).sum(),
            readings_squared=(size * size).sum(),
        )
        return clustered.pass_rates(sums).rename({"homes": "communities"})
