-- One caller's run of attempts at the hotline: each within 30 minutes of the one before, until
-- one is answered. A withheld number is a run of its own, and so is a call of which only the day
-- is known: how often its caller tried before, or when an answer would be due, nobody can tell.
with hotline as (
    select
        *, {days_only[calls.started_at]} and started_at = cast(started_at as date) as day_only
    from fact_incoming_calls
    where coalesce(line_type, 'hotline') = 'hotline' and started_at is not null
),
callers as (
    select
        *,
        case when day_only or caller_key is null then record_id else caller_key end as caller
    from hotline
),
-- Most calls are a run of their own, since their caller made no other, or one at another time.
-- Only those of these callers have to be put in order, which takes longer than to find them.
again as (
    select caller
    from callers
    group by caller
    having count(*) > 2
        or count(*) = 2 and max(started_at) <= min(started_at) + interval 30 minute
),
in_turn as (
    select
        *,
        row_number() over w as place,
        lag(started_at) over w as tried_before_at,
        lag(coalesce(answered, false)) over w as answered_before
    from callers
    where caller in (select caller from again)
    window w as (partition by caller order by started_at, record_id)
),
-- A run is known by the place of its first attempt among the caller's.
runs as (
    select
        *,
        max(
            case
                when tried_before_at is null or answered_before
                    or started_at > tried_before_at + interval 30 minute then place
            end
        ) over (partition by caller order by place) as first_place
    from in_turn
),
numbered as (
    select *, place - first_place + 1 as attempt
    from runs
)
select
    record_id, day, community_id, team, source_id, source_row, started_at,
    cast(1 as bigint) as attempts,
    case when answered and not day_only then cast(1 as bigint) end as answered_at_attempt,
    case when not day_only then started_at + interval 30 minute end as window_ends_at
from callers c
where not exists (select 1 from again a where a.caller = c.caller)
union all
select
    min(case when attempt = 1 then record_id end) as record_id,
    min(day) as day,
    min(case when attempt = 1 then community_id end) as community_id,
    min(case when attempt = 1 then team end) as team,
    min(case when attempt = 1 then source_id end) as source_id,
    min(case when attempt = 1 then source_row end) as source_row,
    min(started_at) as started_at,
    count(*) as attempts,
    min(case when answered and not day_only then attempt end) as answered_at_attempt,
    max(case when not day_only then started_at end) + interval 30 minute as window_ends_at
from numbered
group by caller, first_place
