-- One hour of the days that an export of calls spans, up to as_of: calls offered to the hotline
-- and answered by it. Between two exports nothing is known, and nothing is said. A call of which
-- only the day is known belongs to no hour.
with hotline as (
    select
        cast(started_at as date) as day,
        case
            when {days_only[calls.started_at]} and started_at = cast(started_at as date) then null
            else date_trunc('hour', started_at)
        end as starts_at,
        answered, source_id, source_row
    from fact_incoming_calls
    where coalesce(line_type, 'hotline') = 'hotline' and started_at is not null
),
spans as (
    select min(day) as first_day, max(day) as last_day
    from hotline
    group by source_id
),
days as (
    select distinct call_days.day
    from call_days
    join spans on call_days.day between spans.first_day and spans.last_day
),
hours as (
    select cast(days.day as timestamp) + clock.hour * interval 1 hour as starts_at, days.day
    from days cross join clock
)
select
    strftime(hours.starts_at, '%Y-%m-%d') || 'T' || strftime(hours.starts_at, '%H') as record_id,
    hours.day,
    cast(null as varchar) as community_id,
    cast(null as varchar) as team,
    min(hotline.source_id) as source_id,
    min(hotline.source_row) as source_row,
    hours.starts_at,
    hours.starts_at + interval 1 hour as ends_at,
    count(hotline.starts_at) as offered,
    sum(case when hotline.answered then 1 else 0 end) as answered
from hours
left join hotline on hotline.starts_at = hours.starts_at
where hours.starts_at < {as_of}
group by hours.starts_at, hours.day
