"""What a review asks: a period, the one before, the same last season; each answer found once."""

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import polars as pl

from heatqa import errors
from heatqa.judging.period import Period
from heatqa.review import findings, indicators, periods
from heatqa.review.findings import Rate
from heatqa.review.indicators import Indicator
from heatqa.statistics import survival

if TYPE_CHECKING:
    from heatqa.workbench import Workbench

Answer = TypeVar("Answer")


class Question:
    """A review's period on a workbench; what several pages share is asked for once.

    Raises:
        PeriodUnclear: the text names no period with a first and a last day.
    """

    def __init__(self, bench: "Workbench", period_name: str, document: str | None = None) -> None:
        self.bench = bench
        self.document = document
        self.period = bench.period(period_name)
        if self.period.first is None or self.period.last is None:
            raise errors.PeriodUnclear(found=period_name)
        self.before = periods.before(self.period)
        self.last_season = periods.year_before(self.period, bench.as_of.date())
        self._answers: dict[tuple[object, ...], object] = {}

    @property
    def smallest(self) -> int:
        """The fewest records with which a group is published."""
        return self.bench.settings.smallest_group

    @property
    def partial(self) -> bool:
        """Whether the period was still running at the cut-off."""
        first, last = periods.days(self.period)
        return first <= self.bench.as_of.date() < last

    @property
    def last_day(self) -> dt.date:
        """The last day of the period that the records can know."""
        return min(periods.days(self.period)[1], self.bench.as_of.date())

    def once(self, ask: Callable[[], Answer], *key: object) -> Answer:
        """The answer to a question, asked for the first time only."""
        if key not in self._answers:
            self._answers[key] = ask()
        return self._answers[key]  # type: ignore[return-value]

    def scorecard(self, period: Period | None = None) -> pl.DataFrame:
        """The clauses that bind the company in a period, by default this one; all zero if empty."""
        chosen = period or self.period
        return self.once(lambda: self._scorecard(chosen), "scorecard", chosen.name)

    def _scorecard(self, period: Period) -> pl.DataFrame:
        try:
            return self.bench.scorecard(period.name, self.document)
        except errors.PeriodEmpty:
            nothing = [pl.lit(0, pl.Int64).alias(count) for count in findings.COUNTS]
            unknown = [pl.lit(None, pl.Float64).alias(name) for name in ("rate", "low", "high")]
            every = self.bench.scorecard(None, self.document)
            stood = pl.lit("no data").alias("standing")
            return every.with_columns(*nothing, *unknown, stood, evidence=pl.lit(None, pl.String))

    def contacts(self, period: Period | None = None) -> pl.DataFrame:
        """Calls, cases and visits by day, see `Workbench.contacts`."""
        name = (period or self.period).name
        return self.once(lambda: self.bench.contacts(name), "contacts", name)

    def opinions(self, period: Period | None = None) -> pl.DataFrame:
        """Every case that could be rated, see `Workbench.opinions`."""
        name = (period or self.period).name
        return self.once(lambda: self.bench.opinions(name), "opinions", name)

    def waits(self, kind: str) -> pl.DataFrame:
        """One row per wait of the period, see `Workbench.waits`."""
        return self.once(lambda: self.bench.waits(kind, self.period.name), "waits", kind)

    def curve(self, kind: str) -> pl.DataFrame:
        """The share still waiting after each time, see `statistics.survival.curve`."""
        return self.once(lambda: survival.curve(self.waits(kind), None), "curve", kind)

    def steps(self) -> pl.DataFrame:
        """The way of a case step by step, see `Workbench.steps`."""
        return self.once(lambda: self.bench.steps(self.period.name), "steps")

    def distributions(self) -> pl.DataFrame:
        """How long took what has no limit, see `Workbench.distributions`."""
        return self.once(
            lambda: self.bench.distributions(self.period.name, self.document), "distributions"
        )

    def matters(self) -> pl.DataFrame:
        """The cases in which something is wrong, see `Workbench.matters`."""
        return self.once(lambda: self.bench.matters(self.period.name), "matters")

    def sensitivity(self, *, every: bool = False) -> pl.DataFrame:
        """How far a reading moves a rate, of the clauses that bind the company or of `every` one.

        No rows where nothing was recorded; see `Workbench.sensitivity`.
        """
        found = self._of_readings(self.bench.sensitivity, "sensitivity")
        if every:
            return found
        return found.filter(pl.col("clause").is_in(self.scorecard()["clause"].to_list()))

    def readings(self) -> pl.DataFrame:
        """The rate of every unclear wording under each reading, see `Workbench.readings`."""
        return self._of_readings(self.bench.readings, "readings")

    def _of_readings(self, ask: Callable[[str | None], pl.DataFrame], key: str) -> pl.DataFrame:
        try:
            return self.once(lambda: ask(self.period.name), key)
        except errors.PeriodEmpty:
            return ask(None).clear()

    def indicators(self) -> list[Indicator]:
        """What the board looks at first, see `indicators.chosen`."""
        return self.once(lambda: indicators.chosen(self.scorecard()), "indicators")

    def indicator(self, subject: str) -> Indicator | None:
        """The indicator of that subject, if a clause in force speaks for it."""
        return next((one for one in self.indicators() if one.subject == subject), None)

    def row(self, clause: str, period: Period | None = None) -> dict[str, object] | None:
        """A clause's row of the scorecard."""
        found = self.scorecard(period).filter(clause=clause)
        return found.row(0, named=True) if len(found) else None

    def rate(self, one: Indicator, period: Period | None = None) -> Rate | None:
        """The counts of an indicator in a period, by default this one; None without a clause."""
        row = self.row(one.clause, period)
        if row is None:
            return None
        chosen = period or self.period
        weight = self._weight(one.clause, chosen) if one.between_communities else 1.0
        return findings.rate_of(row, weight)

    def _weight(self, clause: str, period: Period) -> float:
        """How many independent records one reading is worth, by the spread between communities."""
        asked = self.once(
            lambda: self.bench.between_communities(clause, period.name), "between", clause, period
        )
        found = asked.row(0, named=True) if len(asked) else {"design_effect": None}
        return 1 / found["design_effect"] if found["design_effect"] else 1.0
