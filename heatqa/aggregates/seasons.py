"""The heating seasons that records fall into, day by day, with the weather of each day."""

import datetime as dt

import duckdb
import polars as pl

from heatqa.settings import Settings, season_name
from heatqa.sql import single


def season_days(
    connection: duckdb.DuckDBPyConnection, settings: Settings, as_of: dt.datetime
) -> pl.DataFrame:
    """Every day of the seasons from the first case or reading to `as_of`.

    Returns:
        One row per day: `season`, `day`, `day_of_season` (1 is the first).
    """
    (first,) = single(
        connection,
        "select min(day) from (select min(day) as day from seen_tickets "
        "union all select min(day) from seen_temperatures)",
    )
    rows = []
    day = first or as_of.date()
    while day <= as_of.date():
        starts, ends = settings.season_of(day)
        until = min(ends, as_of.date())
        days = pl.date_range(starts, max(starts, until), eager=True)
        rows.append(
            pl.DataFrame({"day": days})
            .with_columns(
                season=pl.lit(season_name(starts)),
                day_of_season=pl.int_range(1, len(days) + 1),
            )
            .select("season", "day", "day_of_season")
        )
        day = settings.season_of(starts + dt.timedelta(days=400))[0]
    return pl.concat(rows)


def register(
    connection: duckdb.DuckDBPyConnection, settings: Settings, as_of: dt.datetime
) -> pl.DataFrame:
    """Make the days known to the connection as `season_days`, and return them."""
    days = season_days(connection, settings, as_of)
    connection.register("frame", days)
    connection.execute("create or replace temp table season_days as from frame")
    connection.unregister("frame")
    return days


def weather(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """The mean outdoor temperature of each day and of the day before it.

    Returns:
        One row per day: `day`, `outdoor_celsius`, `outdoor_celsius_before`; null where missing.
    """
    return connection.sql(
        "with daily as (select day, avg(outdoor_celsius) as outdoor_celsius from seen_weather "
        "where day is not null group by day) "
        "select d.day, d.outdoor_celsius, b.outdoor_celsius as outdoor_celsius_before "
        "from daily d left join daily b on b.day = d.day - interval 1 day order by d.day"
    ).pl()
