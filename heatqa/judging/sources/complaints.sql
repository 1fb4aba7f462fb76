-- One complaint, and how many earlier cases of its household were past their promised time then.
with complaints as (
    select
        c.record_id, c.day, c.community_id, c.team, c.source_id, c.source_row,
        c.household_key, c.accepted_at, c.status, m.record_id is not null as merged
    from seen_tickets c
    left join seen_tickets m on m.record_id = c.parent_ticket_id and m.record_id <> c.record_id
    where c.record_type = 'complaint'
)
select
    c.record_id, c.day, c.community_id, c.team, c.source_id, c.source_row,
    c.household_key, c.accepted_at, c.status, c.merged,
    case when c.household_key is not null then count(e.record_id) end as overdue_before
from complaints c
left join seen_tickets e
    on e.household_key = c.household_key
    and e.record_id <> c.record_id
    and e.accepted_at < c.accepted_at
    and e.promised_at < c.accepted_at
    and coalesce(e.finished_at > c.accepted_at, true)
    and coalesce(e.closed_at > c.accepted_at, true)
    and e.status is distinct from 'cancelled'
group by
    c.record_id, c.day, c.community_id, c.team, c.source_id, c.source_row,
    c.household_key, c.accepted_at, c.status, c.merged
