-- One household on one day, by the mean of the valid readings in its living rooms.
select
    min(record_id) as record_id, day, community_id, cast(null as varchar) as team,
    min(source_id) as source_id, min(source_row) as source_row,
    -- The record's own name, put together only where nothing else tells homes apart.
    coalesce(household_key, sensor_id, concat_ws('@', room, cast(measured_at as varchar))) as home,
    min(measured_at) as measured_at,
    -- Summed in whole thousandths: a sum of fractions depends on the order in which they come.
    sum(cast(round(room_celsius * 1000) as bigint)) / (1000 * count(room_celsius)) as room_celsius,
    true as valid, true as living, in_season, starting_up, during_outage
from fact_rooms
where living and valid is distinct from false
group by all
