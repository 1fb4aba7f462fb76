-- One incoming call; a call that has neither an answer nor an end is still ringing. Where the
-- outcome denies the answer, or the call ended before it, nothing can be told of the answer.
with calls as (
    select
        *,
        coalesce(
            (outcome = 'unanswered' and answered_at is not null) or ended_at < answered_at, false
        ) as contradicts
    from seen_calls
    where coalesce(direction, 'inbound') <> 'outbound' and coalesce(outcome, '') <> 'phantom'
)
select
    record_id, day, community_id, team, source_id, source_row,
    call_id, caller_key, line_type, agent_id, hung_up_by, wait_seconds, talk_seconds, hold_seconds,
    started_at, ended_at,
    case when not contradicts then answered_at end as answered_at,
    coalesce(
        ring_started_at,
        answered_at - cast(ring_seconds * 1000000 as bigint) * interval 1 microsecond
    ) as rang_at,
    case
        when contradicts then null
        when answered_at is not null then true
        when outcome = 'answered' then true
        when outcome = 'unanswered' or ended_at is not null then false
    end as answered,
    hung_up_by = 'customer' as customer_hung_up
from calls
