"""What stands beside a hotspot inside and elsewhere: rooms, stations, buildings, outages, teams.

A difference is a place to look, not a cause: nothing here says what brought the complaints about.
"""

import datetime as dt
from collections.abc import Sequence

import duckdb
import polars as pl

from heatqa.judging import facts
from heatqa.settings import Settings
from heatqa.sql import literal

# Works are remembered for a year: a connection made in summer shows in winter.
_DAYS_OF_WORKS = 365

_QUERY = """
with side as (
    select community_id, station, households, built_year,
        community_id in ({places}) as inside
    from communities
),
warm as (
    select s.inside, avg(t.room_celsius) as mean, count(*) as records
    from seen_temperatures t join side s using (community_id)
    where t.valid is distinct from false and cast(t.measured_at as date) between {begins} and {ends}
    group by s.inside
),
fed as (
    select s.inside, avg(t.supply_celsius) as mean, count(t.supply_celsius) as records
    from seen_station_temperatures t
    join (select distinct station, inside from side) s using (station)
    where cast(t.measured_at as date) between {begins} and {ends}
    group by s.inside
),
old as (
    select inside, median(built_year) as mean, count(built_year) as records
    from side group by inside
),
cut as (
    select s.inside, count(*) as records,
        1000 * sum(coalesce(o.households, 0)) / nullif(any_value(h.all_homes), 0) as mean
    from seen_outages o join side s using (community_id)
    join (select inside, sum(households) as all_homes from side group by inside) h
        on h.inside = s.inside
    where cast(o.started_at as date) between {begins} and {ends}
    group by s.inside
),
built as (
    select s.inside, 1.0 * count(*) / any_value(h.communities) as mean, count(*) as records
    from seen_works w join side s using (community_id)
    join (select inside, count(*) as communities from side group by inside) h
        on h.inside = s.inside
    where cast(w.works_finished_at as date)
        between {begins} - interval {works} day and {ends}
    group by s.inside
),
teams as (
    select s.inside, t.team, count(*) as records,
        sum(count(*)) over (partition by s.inside) as everything
    from seen_tickets t join side s using (community_id)
    where t.day between {begins} and {ends} and t.team is not null
    group by s.inside, t.team
),
busiest as (select team from teams where inside order by records desc, team limit 1),
led as (
    select inside, 1.0 * records / everything as mean, cast(everything as bigint) as records
    from teams where team in (select team from busiest)
),
every as (
    select 'room_celsius' as factor, * from warm
    union all select 'station_supply_celsius', * from fed
    union all select 'built_year', * from old
    union all select 'outage_households_per_1000', inside, mean, records from cut
    union all select 'works_per_community', * from built
    union all select 'team_share', * from led
)
select factor,
    max(mean) filter (inside) as inside, max(mean) filter (not inside) as elsewhere,
    cast(coalesce(max(records) filter (inside), 0) as bigint) as records_inside,
    case when factor = 'team_share' then (select team from busiest) end as team
from every group by factor
"""

FACTORS = (
    "room_celsius",
    "station_supply_celsius",
    "built_year",
    "outage_households_per_1000",
    "works_per_community",
    "team_share",
)
_COUNTED = ("outage_households_per_1000", "works_per_community")


def circumstances(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    as_of: dt.datetime,
    *,
    places: Sequence[str],
    begins: dt.date,
    ends: dt.date,
) -> pl.DataFrame:
    """What distinguishes a hotspot's communities during its days from all others on those days.

    Returns:
        One row per factor, always the same six: `factor`, `inside`, `elsewhere`,
        `records_inside` (how many records the value rests on), `team` (the one that had most of
        the hotspot's cases, for `team_share`). Factors: `room_celsius` (mean of valid readings),
        `station_supply_celsius` (mean of what the stations of these communities sent out),
        `built_year` (median), `outage_households_per_1000`, `works_per_community` (finished within
        a year before), `team_share` (0 to 1). A factor without a record is null.
    """
    facts.prepare(connection, as_of, settings)
    found = connection.sql(
        _QUERY.format(
            places=", ".join(map(literal, places)),
            begins=f"date {literal(str(begins))}",
            ends=f"date {literal(str(ends))}",
            works=_DAYS_OF_WORKS,
        )
    ).pl()
    every = pl.DataFrame({"factor": FACTORS})
    sides = pl.col("inside", "elsewhere").cast(pl.Float64)
    # A register that knows of an outage on one side only says that the other had none.
    known = pl.col("factor").is_in(_COUNTED) & pl.any_horizontal(sides.is_not_null())
    return every.join(found, on="factor", how="left", maintain_order="left").with_columns(
        pl.when(known).then(sides.fill_null(0.0)).otherwise(sides),
        pl.col("records_inside").fill_null(0),
    )
