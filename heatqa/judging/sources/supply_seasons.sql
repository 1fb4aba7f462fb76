-- One community with a supply log in one heating season, and whether supply ran through it. A
-- season of which the log holds nothing is not known to have been cold.
with logged as (
    select community_id, begun_at, ended_at, source_id, source_row
    from seen_supplies
    where coalesce(medium, 'hot_water') = 'hot_water' and community_id is not null
),
known as (
    select community_id, min(cast(begun_at as date)) as first_day from logged group by community_id
),
spans as (
    select
        k.community_id, s.season, s.starts_on, s.ends_on,
        min(l.begun_at) as begun_at, max(coalesce(l.ended_at, {as_of})) as ended_at,
        bool_or(l.begun_at is not null and l.ended_at is null) as running,
        min(l.source_id) as source_id, min(l.source_row) as source_row
    from known k
    cross join seasons s
    left join logged l
        on l.community_id = k.community_id
        and cast(l.begun_at as date) <= s.ends_on
        and coalesce(cast(l.ended_at as date), s.ends_on) >= s.starts_on
    where s.ends_on >= k.first_day
    group by k.community_id, s.season, s.starts_on, s.ends_on
)
select
    community_id || '@' || season as record_id,
    starts_on as day,
    community_id,
    cast(null as varchar) as team,
    source_id,
    source_row,
    begun_at,
    case when not running then ended_at end as ended_at,
    cast(starts_on as timestamp) as season_starts_at,
    cast(ends_on as timestamp) as season_ends_at,
    case when begun_at is not null then true end as logged,
    cast(begun_at as date) <= starts_on as begun_in_time,
    cast(ended_at as date) >= ends_on as through_the_season,
    cast(ends_on as timestamp) + interval 1 day as season_over_at
from spans
