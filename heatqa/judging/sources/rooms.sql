-- One temperature reading, with whether it falls into the heating season.
select
    record_id, day, community_id, team, source_id, source_row,
    household_key, sensor_id, measured_at, room, room_celsius, method, valid, building, unit, floor,
    {in_season} as in_season
from seen_temperatures
