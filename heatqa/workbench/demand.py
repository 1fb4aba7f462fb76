"""Who turns to the company and when: weather, surges, repeats, and the hotline's staffing."""

from typing import TYPE_CHECKING

import polars as pl

from heatqa.aggregates import contacts, seasons
from heatqa.clauses import limits
from heatqa.language import pick
from heatqa.statistics import ears, repeats, season_days, service_level, surges
from heatqa.workbench.later import later
from heatqa.workbench.summed import Summed

if TYPE_CHECKING:
    from heatqa.statistics import change_point, demand, erlang, farrington
else:
    change_point = later("heatqa.statistics.change_point")
    demand = later("heatqa.statistics.demand")
    erlang = later("heatqa.statistics.erlang")
    farrington = later("heatqa.statistics.farrington")

_RINGS = "three_rings"


class Demand(Summed):
    """Answers about contacts and calls."""

    def contact_days(self, of: str = "cases") -> pl.DataFrame:
        """Contacts of every day of the seasons beside the weather.

        Args:
            of: `cases` or `calls`, see `aggregates.contacts.daily`.

        Returns:
            One row per day: `season`, `day`, `day_of_season`, `count`, `outdoor_celsius`,
            `outdoor_celsius_before` (of the day before).
        """
        connection = self._facts()
        weather = seasons.weather(connection).with_columns(pl.col("day").cast(pl.Date))
        daily = contacts.daily(connection, of)
        return daily.join(weather, on="day", how="left", maintain_order="left")

    def expected_days(self, of: str = "cases") -> "tuple[pl.DataFrame, demand.Model]":
        """Each day's contacts beside what weather, weekday and start-up let expect."""
        daily = self.contact_days(of)
        model = demand.fit(daily)
        return demand.expect(model, daily), model

    def forecast_days(self, of: str = "cases") -> "tuple[pl.DataFrame, demand.Model]":
        """The latest season as the seasons before it would have foreseen it from its weather."""
        daily = self.contact_days(of)
        latest = daily["season"].max()
        model = demand.fit(daily.filter(pl.col("season") != latest))
        return demand.expect(model, daily.filter(pl.col("season") == latest)), model

    def season_beside_last(self, of: str = "cases") -> pl.DataFrame:
        """The latest season beside the one before, by day of season, see `season_days.align`."""
        return season_days.align(self.contact_days(of))

    def surges(self, *by: str, method: str = "C2") -> pl.DataFrame:
        """Days on which a group called more than in the days before, see `statistics.surges`.

        Args:
            by: Names of `aggregates.contacts.GROUPS`; none for the whole city.
            method: `C1`, `C2` or `C3`.
        """
        counts = contacts.by_day(self._facts(), by)
        days = self.contact_days().select("season", "day")
        return surges.surges(counts, days, by=by, method=method)

    def ears_days(self, method: str = "C2") -> pl.DataFrame:
        """The city's contacts with the limit of each day, see `statistics.ears`."""
        return ears.ears(self.contact_days(), method, by=("season",))

    def farrington_weeks(
        self, last: int = 17, design: "farrington.Design | None" = None
    ) -> pl.DataFrame:
        """The latest weeks against those of earlier years, see `statistics.farrington`."""
        return farrington.farrington(
            contacts.weekly(self._facts()), design or farrington.NOUFAILY, last=last
        )

    def repeats(self, *, same_matter: bool = False) -> pl.DataFrame:
        """First-contact resolution by look-ahead window, see `statistics.repeats`."""
        same = ("leaf",) if same_matter else ()
        return repeats.repeats(contacts.cases(self._facts()), self.as_of, same=same)

    def service_level(self, by: str | None = None) -> pl.DataFrame:
        """Calls answered in three rings, in three formulas, see `statistics.service_level`."""
        counts = contacts.hotline(self._facts(), self.ring_seconds, by=by)
        return service_level.service_level(counts, by=(by,) if by else ())

    def abandonment(self, by: str | None = None) -> pl.DataFrame:
        """Callers who got no answer, see `statistics.service_level.abandonment`."""
        counts = contacts.hotline(self._facts(), self.ring_seconds, by=by)
        return service_level.abandonment(counts, by=(by,) if by else ())

    def hours_of_week(self) -> pl.DataFrame:
        """Mean calls in each hour of the week, see `aggregates.contacts.hours_of_week`."""
        return contacts.hours_of_week(self._facts())

    def staffing(
        self, *, target: float = 0.95, wrap_up_seconds: float = 0.0, growth: float = 1.0
    ) -> pl.DataFrame:
        """Agents needed in each hour to answer in three rings, see `statistics.erlang.staffing`.

        Args:
            target: Share to be answered in time.
            wrap_up_seconds: Work after a call; exports of calls do not tell it.
            growth: Calls now, as a multiple of those recorded.
        """
        connection = self._facts()
        every = contacts.hotline(connection, self.ring_seconds)
        week = contacts.hours_of_week(connection)
        hours = week.group_by("hour").agg(
            calls=growth * pl.col("calls").sum() / pl.col("hours").sum()
        )
        return erlang.staffing(
            hours.sort("hour"),
            target=target,
            handle_seconds=float(every["talk_seconds"][0] or 0.0) + wrap_up_seconds,
            within_seconds=self.ring_seconds,
            patience_seconds=service_level.patience(every),
        )

    def ring_days(self) -> pl.DataFrame:
        """Seconds of ringing until the answer: `day`, `median_ring_seconds`, calls `answered`."""
        counts = contacts.hotline(self._facts(), self.ring_seconds, by="day")
        return counts.select("day", "median_ring_seconds", "answered")

    def ring_change(self) -> "change_point.ChangePoint | None":
        """The call of the latest season from which it rings longer or shorter, with its interval.

        None with fewer than four calls; `p` says whether there was a change at all.
        """
        rings = contacts.rings(self._facts())
        latest = rings.filter(pl.col("season") == pl.col("season").max())
        return change_point.change_point(latest, "ring_seconds", "started_at")

    @property
    def ring_limits(self) -> dict[str, float]:
        """Seconds that three rings last under every reading, by what it is called."""
        options = self.catalogue.readings[_RINGS].options.values()
        return {
            pick(option.label): float(limits.parse(option.sets["limit"]).seconds or 0)
            for option in options
        }

    @property
    def ring_seconds(self) -> float:
        """Seconds that three rings last, by the company's reading."""
        limit = limits.parse(self._option(_RINGS).sets["limit"])
        return float(limit.seconds or 0)
