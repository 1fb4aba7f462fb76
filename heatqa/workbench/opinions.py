"""What customers say, and how many of them were asked: no score without its coverage."""

from typing import TYPE_CHECKING

import polars as pl

from heatqa.judging import rated
from heatqa.statistics import coverage
from heatqa.workbench.later import later
from heatqa.workbench.session import Session

if TYPE_CHECKING:
    from heatqa.statistics import bias, drivers, satisfaction
else:
    bias = later("heatqa.statistics.bias")
    drivers = later("heatqa.statistics.drivers")
    satisfaction = later("heatqa.statistics.satisfaction")

# How many times as often satisfied customers may have been heard as others.
RATIOS = (1.0, 1.25, 1.5, 1.75, 2.0, 2.25, 2.5, 2.75, 3.0, 3.5, 4.0)


class Opinions(Session):
    """Ratings beside the cases that could have been rated."""

    def rated_cases(self, period_name: str | None = None) -> pl.DataFrame:
        """Every case that could be rated, see `judging.rated.cases`."""
        connection = self._judged()
        period = self.period(period_name)
        return rated.cases(connection, self.settings, self.as_of, period=period)

    def heard(self, period_name: str | None = None) -> pl.DataFrame:
        """From all cases to satisfied customers, see `statistics.coverage.waterfall`."""
        return coverage.waterfall(self.rated_cases(period_name))

    def satisfaction(self, by: str | None = None, period_name: str | None = None) -> pl.DataFrame:
        """Scores beside their coverage, see `statistics.satisfaction.scores`."""
        cases = self.rated_cases(period_name)
        return satisfaction.scores(cases, by, smallest=self.settings.smallest_group)

    def net_promoter(self, period_name: str | None = None) -> pl.DataFrame:
        """The net promoter score where exports say who would recommend the company.

        See `statistics.satisfaction.net_promoter`; null where nobody was asked that.
        """
        cases = self.rated_cases(period_name).with_columns(score="recommend")
        return satisfaction.net_promoter(cases)

    def who_was_heard(self, period_name: str | None = None) -> pl.DataFrame:
        """How the share heard differs between cases, see `statistics.bias.heard`."""
        cases = self.rated_cases(period_name)
        smallest = self.settings.smallest_group
        return bias.heard(cases, list(rated.FEATURES), smallest=smallest)

    def corrected(self, period_name: str | None = None) -> pl.DataFrame:
        """Scores as recorded and weighted to all cases, see `statistics.bias.corrected`."""
        cases = self.rated_cases(period_name)
        return bias.corrected(cases, list(rated.FEATURES), cluster="household_key")

    def score_bounds(self, period_name: str | None = None) -> pl.DataFrame:
        """The scores at worst and at best, see `statistics.bias.bounds`."""
        return bias.bounds(self.rated_cases(period_name))

    def tilted(
        self, period_name: str | None = None, *, ratios: tuple[float, ...] = RATIOS
    ) -> pl.DataFrame:
        """The scores if satisfied customers were heard more often, see `statistics.bias.tilted`."""
        return bias.tilted(self.rated_cases(period_name), list(ratios))

    def drivers(self, period_name: str | None = None) -> pl.DataFrame:
        """What moves satisfaction, see `statistics.drivers.drivers`."""
        cases = self.rated_cases(period_name)
        return drivers.drivers(cases, list(rated.NUMBERS), list(rated.CATEGORIES))
