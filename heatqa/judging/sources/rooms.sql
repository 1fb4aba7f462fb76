-- One temperature reading, with what decides whether it counts.
with outages as (
    select
        community_id,
        unnest(generate_series(
            cast(started_at as date), cast(coalesce(restored_at, {as_of}) as date), interval 1 day
        )) as midnight
    from seen_outages
    where started_at is not null and community_id is not null
),
outage_days as (
    select distinct community_id, cast(midnight as date) as day from outages
)
select
    t.record_id, t.day, t.community_id, t.team, t.source_id, t.source_row,
    t.household_key, t.sensor_id, t.measured_at, t.room, t.room_celsius, t.method, t.valid,
    t.building, t.unit, t.floor,
    -- A reading without a room stands for the home; kitchens, halls and the like are no living room.
    coalesce(t.room, 'living_room') in ('living_room', 'bedroom', 'second_bedroom', 'study')
        as living,
    {in_season} as in_season,
    {starting_up} as starting_up,
    o.day is not null as during_outage{summed}
from {seen_temperatures} t
left join outage_days o on o.community_id = t.community_id and o.day = t.day
