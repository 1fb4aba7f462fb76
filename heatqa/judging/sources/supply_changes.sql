-- One planned change of supply: an outage that was planned, or a change that a notice announces.
with told as (
    select about_id, min(sent_at) as told_at
    from seen_notices
    where about = 'outage' and about_id is not null
    group by about_id
),
changes as (
    select
        o.record_id, o.day, o.community_id, o.source_id, o.source_row, o.planned,
        o.started_at as effective_at, n.told_at
    from seen_outages o
    left join told n on n.about_id = o.record_id
    union all
    select
        record_id, day, community_id, source_id, source_row, true as planned,
        effective_at, sent_at as told_at
    from seen_notices
    where about = 'change'
)
select
    *,
    cast(null as varchar) as team,
    case when effective_at is not null then coalesce(told_at < effective_at, false) end
        as told_before
from changes
