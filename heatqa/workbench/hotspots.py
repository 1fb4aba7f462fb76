"""Where and when there are more complaints than chance explains."""

import dataclasses
import datetime as dt
from typing import TYPE_CHECKING

import polars as pl

from heatqa import errors
from heatqa.judging import circumstances, matters
from heatqa.settings import season_name
from heatqa.workbench.session import Session

if TYPE_CHECKING:
    from heatqa.statistics.scan import Scan
    from heatqa.statistics.scan_intervals import Shape

# A name per scan: what is compared, and which windows. The permutation needs no households and
# looks past what a place or a day has of its own; the others compare with households.
METHODS: "dict[str, tuple[str, Shape]]" = {
    "permutation": ("permutation", "space-time"),
    "poisson": ("poisson", "space-time"),
    "spatial": ("poisson", "spatial"),
    "temporal": ("poisson", "temporal"),
    "prospective": ("permutation", "prospective"),
}
# A hotspot is no more than a quarter of the city and a month: more is no place to send a team.
_SHARE, _DAYS = 0.25, 30
_NEIGHBOURS = 5
_SEASON = "season"


# What a Pareto curve is drawn of, and the column that names it.
_UNITS = {"community": "community_id", "building": "building", "household": "household_key"}


class Hotspots(Session):
    """Answers about where complaints gather."""

    def matters(self, period_name: str | None = None, category: str | None = None) -> pl.DataFrame:
        """The cases in which something is wrong, see `judging.matters.matters`."""
        return matters.matters(
            self._judged(),
            self.settings,
            self.as_of,
            period=self.period(period_name),
            category=category,
        )

    def linked(self, period_name: str | None = None, category: str | None = None) -> pl.DataFrame:
        """How many cases are left when linked ones count once, see `judging.matters.linked`."""
        return matters.linked(self.matters(period_name, category))

    def hotspots(
        self,
        period_name: str | None = None,
        category: str | None = None,
        method: str = "permutation",
    ) -> "Scan":
        """Scan a period, by default the latest season, for hotspots of matters.

        Matters of communities without usable coordinates, or of none that is known, are left out;
        `Scan.cases` says how many were scanned, and `unplaced` names the communities.

        Raises:
            ArgumentUnusable: there is no such method.
            CoordinatesImpossible: no community has usable coordinates.
            NoCases: nothing happened in the period.
        """
        # The compiler that the scan needs takes half a second to import.
        from heatqa.statistics import scan, scan_records

        if method not in METHODS:
            remedy = errors.suggestion(method, METHODS)
            raise errors.ArgumentUnusable(argument="--method", found=method, remedy=remedy)
        model, shape = METHODS[method]
        cases = self.matters(period_name or _SEASON, category).filter("first_of_matter")
        counts = cases.group_by(place="community_id", time="day").agg(cases=pl.len().cast(pl.Int64))
        where, nowhere = matters.located(self.places())
        if where.is_empty():
            names = ", ".join(nowhere["place"].head(5))
            raise errors.CoordinatesImpossible(places=names, count=len(nowhere), of=len(nowhere))
        counts = counts.join(where, on="place", how="semi")
        days = self._days(period_name)
        if model == "permutation":
            study = scan_records.permutation(where, counts, days)
        else:
            homes = where.select("place", population=pl.col("households").fill_null(0))
            study = scan_records.poisson(where, counts, homes, period=days)
        found = scan.scan(study, shape, scan.Limits(share=_SHARE, longest=_DAYS))
        if (model, shape) != ("permutation", "space-time"):
            return found
        clusters = matters.without_empty_days(found.clusters, found.members, counts)
        return dataclasses.replace(found, clusters=clusters)

    def places(self) -> pl.DataFrame:
        """The communities, see `judging.matters.places`."""
        return matters.places(self._judged())

    def unplaced(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Communities without usable coordinates, and points that several share."""
        from heatqa.statistics import scan_circles

        where, nowhere = matters.located(self.places())
        return nowhere, scan_circles.default_points(where)

    def circumstances(self, found: "Scan") -> pl.DataFrame:
        """What stands beside each hotspot, see `judging.circumstances`, a row per factor."""
        frames = [
            circumstances.circumstances(
                self._judged(),
                self.settings,
                self.as_of,
                places=found.members.filter(cluster=row["cluster"])["place"].to_list(),
                begins=row["begins"],
                ends=row["ends"],
            ).insert_column(0, pl.lit(row["cluster"]).alias("cluster"))
            for row in found.significant().iter_rows(named=True)
        ]
        return pl.concat(frames) if frames else pl.DataFrame()

    def beside(self, found: "Scan") -> pl.DataFrame:
        """The same in words of the user's language, see `tables.hotspots.beside`."""
        from heatqa.tables import hotspots

        return hotspots.beside(self.circumstances(found))

    def complaint_rates(
        self, period_name: str | None = None, category: str | None = None
    ) -> pl.DataFrame:
        """Matters of each community per household and per area, smoothed, with its Gi*.

        Returns:
            One row per community, the highest smoothed rate first: the columns of `places`,
            `cases`, `matters`, `per_1000_households`, `per_10000_m2`, `smoothed_per_1000`,
            `position` against funnel limits that allow for over-dispersion (`inside`, `above`,
            `far above`, `below`, `far below`; null without households), `z`, `q_value` and
            `standing` (`hot`, `cold`, `none`; null without coordinates).
        """
        from heatqa.statistics import case_funnel, local, smoothing

        found = self.matters(period_name or _SEASON, category)
        counts = found.group_by(place="community_id").agg(
            cases=pl.len().cast(pl.Int64),
            matters=pl.col("first_of_matter").sum().cast(pl.Int64),
        )
        every = self.places()
        rows = every.join(counts, on="place", how="left").with_columns(
            pl.col("cases", "matters").fill_null(0)
        )
        smoothed = smoothing.empirical_bayes(
            rows.select("place", cases="matters", population="households")
        ).select(
            "place",
            per_1000_households=1000 * pl.col("rate"),
            smoothed_per_1000=1000 * pl.col("smoothed"),
        )
        limited = case_funnel.case_funnel(
            rows.select("place", cases="matters", homes="households"), dispersion="additive"
        )
        area = pl.when(pl.col("heated_area_m2") > 0).then("heated_area_m2")
        rated = rows.with_columns(per_10000_m2=1e4 * pl.col("matters") / area).join(
            smoothed, on="place"
        )
        rated = rated.join(limited.select("place", "position"), on="place", how="left")
        where, _ = matters.located(rated.drop_nulls("per_1000_households"))
        nearest = local.nearest(where, min(_NEIGHBOURS, len(where) - 1))
        hot = local.getis_ord(where.select("place", value="per_1000_households"), nearest)
        return rated.join(
            hot.select("place", "z", "q_value", "standing"), on="place", how="left"
        ).sort("smoothed_per_1000", "place", descending=[True, False], nulls_last=True)

    def persistence(self, by: str = "community_id", category: str | None = None) -> pl.DataFrame:
        """Who had more than five matters in every season, see `statistics.persistence`."""
        from heatqa.statistics import persistence

        found = self.matters(None, category).filter(
            pl.col("first_of_matter") & pl.col("day").is_not_null()
        )
        season = pl.col("day").map_elements(
            lambda day: season_name(self.settings.season_of(day)[0]), return_dtype=pl.String
        )
        counts = _named(found.with_columns(season=season), by).group_by(by, "season")
        return persistence.persistent(counts.agg(cases=pl.len()), by)

    def repeat_households(
        self, period_name: str | None = None, category: str | None = None
    ) -> pl.DataFrame:
        """Households by the number of their matters, see `statistics.persistence.repeats`."""
        from heatqa.statistics import persistence

        found = self.matters(period_name or _SEASON, category).filter("first_of_matter")
        known = found.drop_nulls("household_key")
        return persistence.repeats(
            known.group_by("household_key").agg(cases=pl.len().cast(pl.Int64))
        )

    def pareto(
        self,
        by: str = "community_id",
        period_name: str | None = None,
        category: str | None = None,
    ) -> pl.DataFrame:
        """How few places or teams bring most matters, see `statistics.persistence.pareto`.

        Args:
            by: `community_id`, `building` or `household_key`, of all in the registers; or another
                column of `matters`, such as `team`, of those with a matter.
            period_name: By default the latest season.
            category: As for `matters`.

        Raises:
            ColumnNotFound: there is no such column.
        """
        from heatqa.statistics import persistence

        found = self.matters(period_name or _SEASON, category).filter("first_of_matter")
        if by not in found.columns:
            raise errors.ColumnNotFound(column=by, hint=errors.suggestion(by, found.columns))
        counts = _named(found, by).drop_nulls(by).group_by(by).agg(cases=pl.len().cast(pl.Int64))
        return persistence.pareto(counts, by, matters.counted(self._judged()).get(by))

    def concentration(
        self, period_name: str | None = None, category: str | None = None
    ) -> pl.DataFrame:
        """The Pareto curves of communities, buildings and households, one under the other.

        Returns:
            One row per curve and number of matters, most first: `unit` (`community`, `building`,
            `household`), `places` (how many there are), `cases` (matters of each such place),
            `places_share` and `cases_share` of all with so many or more.
        """
        every = matters.counted(self._judged())
        curves = [
            self.pareto(by, period_name, category)
            .group_by("cases")
            .agg(pl.col("places_share", "cases_share").max())
            .sort("cases", descending=True)
            .select(pl.lit(unit).alias("unit"), pl.lit(every[by]).alias("places"), pl.all())
            for unit, by in _UNITS.items()
        ]
        return pl.concat(curves)

    def by_month(self, period_name: str | None = None, category: str | None = None) -> pl.DataFrame:
        """Matters per 1,000 households of each community and month.

        Returns:
            One row per community and month: `place`, `longitude`, `latitude`, `households`,
            `month` (its first day), `matters`, `per_1000_households`.
        """
        found = self.matters(period_name or _SEASON, category).filter("first_of_matter")
        found = found.drop_nulls("day")
        month = pl.col("day").dt.truncate("1mo")
        counts = found.group_by(place="community_id", month=month).agg(
            matters=pl.len().cast(pl.Int64)
        )
        where, _ = matters.located(self.places())
        grid = where.select("place", "longitude", "latitude", "households").join(
            counts.select("month").unique().sort("month"), how="cross"
        )
        homes = pl.when(pl.col("households") > 0).then("households")
        return grid.join(counts, on=["place", "month"], how="left").with_columns(
            pl.col("matters").fill_null(0),
            per_1000_households=1000 * pl.col("matters").fill_null(0) / homes,
        )

    def _days(self, period_name: str | None) -> tuple[dt.date, dt.date] | None:
        """First and last day of the period as far as it has come; of all records, theirs."""
        chosen = self.period(period_name or _SEASON)
        if chosen.first is None or chosen.last is None:
            return None
        return chosen.first, min(chosen.last, self.as_of.date())


def _named(found: pl.DataFrame, by: str) -> pl.DataFrame:
    """The matters with buildings named by their community too: numbers repeat."""
    if by != "building":
        return found
    return found.with_columns(building=pl.concat_str("community_id", "building", separator=" "))
