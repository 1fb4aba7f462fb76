"""How long customers wait: answer, arrival, repair and reply, with those that still wait."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

import polars as pl

from heatqa.judging import series, waits
from heatqa.judging.waits import NATURAL
from heatqa.statistics import groups
from heatqa.workbench.later import later
from heatqa.workbench.session import Session

if TYPE_CHECKING:
    from heatqa.judging import steps
    from heatqa.statistics import logrank, means, survival, typical_waits
    from heatqa.statistics import steps as funnels
else:
    steps = later("heatqa.judging.steps")
    funnels = later("heatqa.statistics.steps")
    logrank = later("heatqa.statistics.logrank")
    means = later("heatqa.statistics.means")
    survival = later("heatqa.statistics.survival")
    typical_waits = later("heatqa.statistics.typical_waits")


class Waiting(Session):
    """Waiting times of the records as known at `as_of`; open cases have waited until then."""

    def waits(
        self, kind: str, period_name: str | None = None, *, clock: str = NATURAL
    ) -> pl.DataFrame:
        """One row per wait of a kind, see `judging.waits.waits`."""
        connection = self._judged()
        period = self.period(period_name)
        return waits.waits(
            connection, self.settings, self.as_of, kind=kind, period=period, clock=clock
        )

    def waiting_times(
        self,
        kind: str,
        by: str | None = None,
        period_name: str | None = None,
        *,
        clock: str = NATURAL,
    ) -> pl.DataFrame:
        """Median and P90 with intervals, see `statistics.survival.quantiles`."""
        frame = self.waits(kind, period_name, clock=clock)
        return survival.quantiles(frame, by, smallest=self.settings.smallest_group)

    def waiting_curves(
        self, kind: str, by: str | None = None, period_name: str | None = None
    ) -> pl.DataFrame:
        """The share still waiting after each time, see `statistics.survival.curve`."""
        return survival.curve(self._grouped(self.waits(kind, period_name), by), by)

    def slower(self, kind: str, by: str, period_name: str | None = None) -> pl.DataFrame:
        """Which groups wait clearly longer than all others, see `statistics.logrank.each`."""
        return logrank.each(self._grouped(self.waits(kind, period_name), by), by)

    def wait_chart(
        self,
        kind: str,
        every: str = "week",
        period_name: str | None = None,
        *,
        target_seconds: float | None = None,
        rebase: Sequence[dt.date] = (),
        baseline: int | None = None,
        rules: str = "nhs",
    ) -> pl.DataFrame:
        """The median wait by week or month with its limits and special causes, an XmR chart.

        See `statistics.typical_waits` and `statistics.control_chart.control_chart`.
        """
        from heatqa.statistics import control_chart

        found = typical_waits.typical_waits(
            self.waits(kind, period_name),
            series.length(every),
            least=self.settings.smallest_group,
        )
        return control_chart.control_chart(
            found,
            better="lower",
            target=target_seconds,
            rebase=rebase,
            baseline=baseline,
            rules=rules,
        )

    def wait_label(self, kind: str) -> str:
        """What is waited for, in the language of the user."""
        return waits.label(kind)

    def one_absurd_row(self, kind: str, period_name: str | None = None) -> pl.DataFrame:
        """What one mistyped year does to mean and median, see `statistics.means`."""
        return means.with_one_absurd(self.waits(kind, period_name))

    def steps(self, period_name: str | None = None) -> pl.DataFrame:
        """From acceptance to follow-up, step by step, see `statistics.steps.funnel`."""
        connection = self._judged()
        period = self.period(period_name)
        return funnels.funnel(steps.moves(connection, self.settings, self.as_of, period=period))

    def _grouped(self, frame: pl.DataFrame, by: str | None) -> pl.DataFrame:
        """The frame without the names of groups too small to publish."""
        if by is None:
            return frame
        timed = pl.col("wait_seconds").is_not_null()
        return groups.named(frame, by, timed, self.settings.smallest_group)
