-- One complaint, and how many earlier cases of its household were past their promised time then.
with merges as (
    select record_id
    from seen_tickets
    where record_type = 'complaint' and parent_ticket_id <> record_id
        and parent_ticket_id in (select record_id from seen_tickets)
),
overdue as (
    select c.record_id, count(*) as cases
    from seen_tickets c
    join seen_tickets e
        on e.household_key = c.household_key
        and e.record_id <> c.record_id
        and e.accepted_at < c.accepted_at
        and e.promised_at < c.accepted_at
        and coalesce(e.finished_at > c.accepted_at, true)
        and coalesce(e.closed_at > c.accepted_at, true)
        and e.status is distinct from 'cancelled'
    where c.record_type = 'complaint'
    group by c.record_id
)
select
    c.record_id, c.day, c.community_id, c.team, c.source_id, c.source_row,
    c.household_key, c.accepted_at, c.status, m.record_id is not null as merged,
    case when c.household_key is not null then coalesce(o.cases, 0) end as overdue_before
from seen_tickets c
left join merges m on m.record_id = c.record_id
left join overdue o on o.record_id = c.record_id
where c.record_type = 'complaint'
