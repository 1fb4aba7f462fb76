-- One incoming call that nobody answered, and the first call back to its number within 24 hours.
with back as (
    select callee_key, started_at
    from seen_calls
    where direction = 'outbound' and callee_key is not null
)
select
    c.record_id, c.day, c.community_id, c.team, c.source_id, c.source_row,
    c.caller_key, c.line_type, c.ended_at,
    min(back.started_at) as called_back_at
from fact_incoming_calls c
left join back
    on back.callee_key = c.caller_key
    and back.started_at > c.ended_at
    and back.started_at <= c.ended_at + interval 24 hour
where not c.answered and c.caller_key is not null
group by
    c.record_id, c.day, c.community_id, c.team, c.source_id, c.source_row,
    c.caller_key, c.line_type, c.ended_at
