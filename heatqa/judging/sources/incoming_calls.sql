-- One incoming call; a call that has neither an answer nor an end is still ringing. Where the
-- outcome denies the answer, or the call ended before it, nothing can be told of the answer. The
-- seconds of ringing tell more than a day without a clock time.
with calls as (
    select
        *,
        coalesce(
            (outcome = 'unanswered' and answered_at is not null) or ended_at < answered_at, false
        ) as contradicts,
        case
            when {days_only[calls.ring_started_at]} and ring_seconds is not null
                and ring_started_at = cast(ring_started_at as date) then null
            else ring_started_at
        end as rang_since
    from seen_calls
    where coalesce(direction, 'inbound') <> 'outbound' and coalesce(outcome, '') <> 'phantom'
)
select
    record_id, day, community_id, team, source_id, source_row,
    call_id, caller_key, line_type, agent_id, hung_up_by, wait_seconds, talk_seconds, hold_seconds,
    started_at, ended_at,
    case when not contradicts then answered_at end as answered_at,
    coalesce(
        rang_since,
        answered_at - cast(round(ring_seconds * 1000000) as bigint) * interval 1 microsecond
    ) as rang_at,
    rang_since is null and answered_at is not null and ring_seconds is not null as ring_counted,
    case
        when contradicts then null
        when answered_at is not null then true
        when outcome = 'answered' then true
        when outcome = 'unanswered' or ended_at is not null then false
    end as answered,
    hung_up_by = 'customer' as customer_hung_up
from calls
