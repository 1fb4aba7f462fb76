"""Readings of living rooms summed up: pass counts and degree-hours."""

from dataclasses import dataclass

import duckdb
import polars as pl

from heatqa import errors
from heatqa.statistics.degree_hours import LONGEST_GAP_HOURS

# What is counted: every reading, each day of a home, or each home once, by their mean.
UNITS = ("reading", "day", "home")
# Metres of pipe that are put together.
_STRETCH = 250
# Summed in whole thousandths: a sum of fractions depends on the order in which they come.
_MEAN = "sum(cast(round(room_celsius * 1000) as bigint)) / (1000 * count(*))"
# A few hours of one home are no group's winter.
_LEAST_HOURS = 168

GROUPS = {
    "season": "season",
    "community_id": "community_id",
    "station": "station",
    "district": "district",
    "method": "method",
    "room": "room",
    "floor": "floor",
    "position": "position",
    "pipe_metres": f"cast(floor(pipe_metres / {_STRETCH}) * {_STRETCH} as integer)",
    "hour": "hour(measured_at)",
    "day": "day",
}


@dataclass(frozen=True)
class Bounds:
    """What a room may have: °C from `low` to `high`, both included, either may be open."""

    low: float | None = None
    high: float | None = None

    def kept(self, celsius: str) -> str:
        """The condition on a temperature, in SQL."""
        sides = []
        if self.low is not None:
            sides.append(f"{celsius} >= {float(self.low)}")
        if self.high is not None:
            sides.append(f"{celsius} <= {float(self.high)}")
        return " and ".join(sides) or "true"


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the view `warm_rooms`: readings of living rooms in season with where the home lies.

    Needs the views of `judging.facts.prepare` and `season_days`.
    """
    connection.execute(
        """
        create or replace temp view warm_rooms as
        with tops as (
            select community_id, building, max(floor) as top
            from seen_households where floor is not null group by all
        )
        select
            r.household_key, r.sensor_id, r.measured_at, r.day, r.room_celsius,
            coalesce(r.method, 'sensor') as method, coalesce(r.room, 'living_room') as room,
            coalesce(r.community_id, h.community_id) as community_id,
            s.season, s.day_of_season, c.station, c.district, c.pipe_metres,
            coalesce(r.floor, h.floor) as floor,
            case
                when coalesce(r.floor, h.floor) <= 1 then 'ground'
                when coalesce(r.floor, h.floor) >= tops.top then 'top'
                when tops.top is not null then 'middle'
            end as position
        from fact_rooms r
        join season_days s on s.day = r.day
        left join seen_households h on h.household_key = r.household_key
        left join seen_communities c
            on c.community_id = coalesce(r.community_id, h.community_id)
        left join tops
            on tops.community_id = h.community_id and tops.building = h.building
        where r.valid is distinct from false and r.room_celsius is not null
            and r.household_key is not null
            and coalesce(r.room, 'living_room')
                in ('living_room', 'bedroom', 'second_bedroom', 'study')
        """
    )


def expression(by: str) -> str:
    """The SQL of a group.

    Raises:
        ColumnNotFound: there is no such group.
    """
    if by not in GROUPS:
        raise errors.ColumnNotFound(column=by, hint=errors.suggestion(by, GROUPS))
    return GROUPS[by]


def pass_sums(
    connection: duckdb.DuckDBPyConnection,
    bounds: Bounds,
    *,
    by: tuple[str, ...] = (),
    unit: str = "reading",
) -> pl.DataFrame:
    """What `statistics.clustered.pass_rates` takes: counts per group, summed over homes.

    Args:
        connection: With the view of `prepare`.
        bounds: What a room may have.
        by: Names of `GROUPS`.
        unit: One of `UNITS`: what counts as one; days and homes are judged by their mean.

    Raises:
        ColumnNotFound: there is no such group or unit.
    """
    if unit not in UNITS:
        raise errors.ColumnNotFound(column=unit, hint=errors.suggestion(unit, UNITS))
    groups = "".join(f"{expression(name)} as {name}, " for name in by)
    names = "".join(f"{name}, " for name in by)
    finer = {"reading": "", "day": ", day as one_day", "home": ""}[unit]
    if unit == "reading":
        items = (
            f"select {groups} household_key, {bounds.kept('room_celsius')} as kept from warm_rooms"
        )
    else:
        items = (
            f"select {names} household_key, {bounds.kept(_MEAN)} as kept from "
            f"(select {groups} household_key, room_celsius{finer} from warm_rooms) group by "
            f"{names} household_key{', one_day' if unit == 'day' else ''}"
        )
    return connection.sql(
        f"with items as ({items}), homes as (select {names} household_key, count(*) as n, "
        f"count(*) filter (kept) as m from items group by all) "
        f"select {names} count(*) as homes, cast(sum(n) as bigint) as readings, "
        "cast(sum(m) as bigint) as met, cast(sum(m * m) as double) as met_squared, "
        "cast(sum(m * n) as double) as met_times_readings, "
        f"cast(sum(n * n) as double) as readings_squared from homes group by all "
        + (f"order by {', '.join(by)}" if by else "")
    ).pl()


def home_means(
    connection: duckdb.DuckDBPyConnection, limit: float, *, by: tuple[str, ...] = ()
) -> pl.DataFrame:
    """How warm the homes of each group are; a home counts once, however often it was measured.

    Returns:
        One row per group: its columns, `homes`, `mean_celsius` (the mean of the homes' means),
        `cold_homes` (whose mean lies below the limit) and their `cold_share`.

    Raises:
        ColumnNotFound: there is no such group.
    """
    groups = "".join(f"{expression(name)} as {name}, " for name in by)
    names = "".join(f"{name}, " for name in by)
    return connection.sql(
        f"""
        with means as (
            select {groups} household_key, {_MEAN} as celsius from warm_rooms
            group by all
        )
        select {names} count(*) as homes, avg(celsius) as mean_celsius,
            count(*) filter (celsius < {float(limit)}) as cold_homes,
            cold_homes / homes as cold_share
        from means group by all {"order by " + ", ".join(by) if by else ""}
        """
    ).pl()


def degree_hours(
    connection: duckdb.DuckDBPyConnection, limit: float, *, by: tuple[str, ...] = ()
) -> pl.DataFrame:
    """Degree-hours below a limit, as `statistics.degree_hours` counts them, per group.

    Returns:
        One row per group: its columns, `homes` watched closely, `hours` watched, `hours_below`,
        `degree_hours`, and `degree_hours_per_home_day` (K·h below in 24 hours of one home),
        null where less than a week of hours was watched.
    """
    groups = "".join(f"{expression(name)} as {name}, " for name in by)
    names = "".join(f"{name}, " for name in by)
    limit = float(limit)
    return connection.sql(
        f"""
        with pairs as (
            select {groups} household_key, room_celsius as first,
                lead(room_celsius) over w as second,
                date_diff('microsecond', measured_at, lead(measured_at) over w) / 3.6e9 as hours
            from warm_rooms
            window w as (partition by household_key, room order by measured_at)
        ),
        close as (
            select *, greatest({limit} - first, 0) as start, greatest({limit} - second, 0) as stop
            from pairs where hours <= {LONGEST_GAP_HOURS}
        ),
        timed as (
            select *, case
                when (first < {limit}) <> (second < {limit})
                    then hours * (start + stop) / abs(first - second)
                when start > 0 or stop > 0 then hours
                else 0
            end as below
            from close
        )
        select {names} count(distinct household_key) as homes, sum(hours) as hours,
            sum(below) as hours_below, sum((start + stop) / 2 * below) as degree_hours,
            case when sum(hours) >= {_LEAST_HOURS}
                then 24 * sum((start + stop) / 2 * below) / sum(hours)
            end as degree_hours_per_home_day
        from timed group by all {"order by " + ", ".join(by) if by else ""}
        """
    ).pl()
