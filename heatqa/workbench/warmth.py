"""How warm the rooms are: pass rates, degree-hours, sensors, seasons, and who suffers silently."""

from typing import TYPE_CHECKING

import polars as pl

from heatqa.aggregates import communities, probes, rooms, seasons
from heatqa.measuring import Plan, SensorLimits
from heatqa.statistics import clustered, plan_coverage, sensor_faults
from heatqa.workbench.later import later
from heatqa.workbench.summed import Summed

if TYPE_CHECKING:
    from heatqa.statistics import silent_cold, weather_normal
else:
    silent_cold = later("heatqa.statistics.silent_cold")
    weather_normal = later("heatqa.statistics.weather_normal")

_READING = "eighteen_plus_two"


class Warmth(Summed):
    """Answers about room temperatures, of living rooms in the heating season."""

    def pass_rates(
        self, *by: str, unit: str = "reading", reading: str | None = None
    ) -> pl.DataFrame:
        """The pass rate of each group, see `statistics.clustered.pass_rates`.

        Args:
            by: Names of `aggregates.rooms.GROUPS`: season, community_id, station, district,
                method, room, floor, position, pipe_metres, hour, day.
            unit: What counts as one: `reading`, `day` of a home or `home`.
            reading: An option of `eighteen_plus_two`; by default the company's.

        Raises:
            ColumnNotFound, ReadingUnknown: there is no such group, unit or option.
        """
        bounds = self._bounds(reading)
        sums = rooms.pass_sums(self._facts(), bounds, by=by, unit=unit)
        return clustered.pass_rates(sums)

    def pass_rates_by_unit(self, reading: str | None = None) -> pl.DataFrame:
        """The pass rate counted by reading, by day of a home and by home: `unit` and the rates."""
        return pl.concat(
            self.pass_rates(unit=unit, reading=reading).insert_column(0, pl.lit(unit).alias("unit"))
            for unit in rooms.UNITS
        )

    def home_means(self, *by: str, limit: float = 18.0) -> pl.DataFrame:
        """How warm the homes of each group are, each counted once, see `aggregates.rooms`."""
        return rooms.home_means(self._facts(), limit, by=by)

    def degree_hours(self, *by: str, limit: float = 18.0) -> pl.DataFrame:
        """Degree-hours below a limit per group, see `aggregates.rooms.degree_hours`."""
        return rooms.degree_hours(self._facts(), limit, by=by)

    def sensor_faults(self, limits: SensorLimits | None = None) -> pl.DataFrame:
        """What is doubtful about each sensor by the company's limits or those given.

        See `statistics.sensor_faults`.
        """
        limits = limits or self.settings.sensor_limits
        return sensor_faults.sensor_faults(probes.sensors(self._facts(), limits), limits)

    def room_days(self) -> pl.DataFrame:
        """Daily means of the homes with a sensor in both seasons, beside the weather.

        Returns:
            One row per day: `season`, `day`, `homes`, `room_celsius`, and `outdoor_celsius`, the
            mean of the day and the one before: buildings feel the cold a day late.
        """
        connection = self._facts()
        felt = seasons.weather(connection).select(
            pl.col("day").cast(pl.Date),
            outdoor_celsius=(pl.col("outdoor_celsius") + pl.col("outdoor_celsius_before")) / 2,
        )
        daily = probes.daily_means(connection)
        return daily.join(felt, on="day", how="left", maintain_order="left")

    def compare_winters(self) -> "tuple[pl.DataFrame, weather_normal.Comparison]":
        """The last two seasons at equal weather, see `statistics.weather_normal`."""
        return weather_normal.compare_seasons(self.room_days())

    def plan_coverage(self, season: str | None = None, plan: Plan | None = None) -> pl.DataFrame:
        """Each community against the company's measurement plan or the one given.

        See `statistics.plan_coverage`.
        """
        plan = plan or self.settings.measurement_plan
        chosen = season or self.period("season").name
        return plan_coverage.coverage(communities.measured(self._facts(), chosen), plan)

    def silent_cold(self) -> pl.DataFrame:
        """Communities whose rooms are cold and who do not call, see `statistics.silent_cold`."""
        return silent_cold.silent_cold(communities.cold_and_calls(self._facts()))

    def _bounds(self, reading: str | None) -> rooms.Bounds:
        option = self._option(_READING, reading)
        return rooms.Bounds(option.sets.get("low"), option.sets.get("high"))
