-- Readings that judging need not tell apart: of one day, place, room and method, on the same side of
-- every limit; and rooms and households by the mean of their day's valid readings.
with each_room as materialized (
    select
        cast(measured_at as date) as day, community_id, room,
        {home} as home,
        sum(cast(round(room_celsius * 1000) as bigint)) as thousandths,
        count(room_celsius) as measured
    from {rows}
    where valid is distinct from false
    group by all
),
each_household as (
    select
        day, community_id, home, sum(thousandths) as thousandths, sum(measured) as measured
    from each_room
    where {living}
    group by all
)
select
    'reading' as summed, cast(measured_at as date) as day, community_id, room, method, valid,
    {told_apart} as room_celsius, count(*) as records
from {rows}
group by all
union all
select
    'room', day, community_id, room, cast(null as varchar), true,
    {mean_told_apart}, count(*)
from each_room
group by all
union all
select
    'household', day, community_id, cast(null as varchar), cast(null as varchar), true,
    {mean_told_apart}, count(*)
from each_household
group by all
