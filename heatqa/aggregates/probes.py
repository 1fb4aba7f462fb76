"""What sensors sent, summed up: one by one, and the same homes day by day.

All need the view `warm_rooms` of `rooms.prepare`.
"""

import duckdb
import polars as pl

from heatqa.measuring import SensorLimits


def sensors(connection: duckdb.DuckDBPyConnection, limits: SensorLimits) -> pl.DataFrame:
    """What `statistics.sensor_faults` takes: a row per sensor and season.

    A sensor is known by its home and room, with its name where exports bring one.
    """
    return connection.sql(
        f"""
        with steps as (
            select household_key, room, coalesce(sensor_id, '') as sensor, season, community_id,
                measured_at, room_celsius,
                date_diff('second', lag(measured_at) over w, measured_at) / 3600.0 as step,
                abs(room_celsius - lag(room_celsius) over w) as change
            from warm_rooms where method = 'sensor'
            window w as (
                partition by household_key, room, sensor_id, season order by measured_at
            )
        ),
        runs as (
            select *, count(*) filter (change is null or change > 0) over (
                partition by household_key, room, sensor, season order by measured_at
            ) as run
            from steps
        ),
        same as (
            select household_key, room, sensor, season,
                max(date_diff('second', since, until) / 3600.0) as longest_same_hours
            from (
                select household_key, room, sensor, season, run, min(measured_at) as since,
                    max(measured_at) as until
                from runs group by all
            )
            group by all
        )
        select s.household_key, s.room, s.sensor, s.season,
            any_value(s.community_id) as community_id, count(*) as readings,
            avg(room_celsius) as mean_celsius,
            min(room_celsius) as least_celsius, max(room_celsius) as most_celsius,
            any_value(same.longest_same_hours) as longest_same_hours,
            coalesce(max(change / nullif(step, 0)), 0) as fastest_kelvin_per_hour,
            count(*) filter (change / nullif(step, 0) > {float(limits.jump_kelvin_per_hour)})
                as jumps,
            date_diff('second', min(measured_at), max(measured_at)) / 3600.0 as hours,
            coalesce(median(step), 0) as typical_step_hours
        from steps s join same using (household_key, room, sensor, season)
        group by all
        having count(*) > 24
        order by all
        """
    ).pl()


def daily_means(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """The mean of the same homes day by day, of those with a sensor in the last two seasons.

    Returns:
        One row per day: `season`, `day`, `homes`, `room_celsius`.
    """
    return connection.sql(
        """
        with last as (select distinct season from warm_rooms order by season desc limit 2),
        home_days as (
            select season, day, household_key, avg(room_celsius) as room_celsius
            from warm_rooms join last using (season)
            where method = 'sensor' group by all
        ),
        steady as (
            select household_key from (
                select household_key, season from home_days
                group by household_key, season having count(*) >= 30
            ) group by household_key having count(*) = (select count(*) from last)
        )
        select season, day, count(*) as homes, avg(room_celsius) as room_celsius
        from home_days join steady using (household_key) group by season, day order by day
        """
    ).pl()
