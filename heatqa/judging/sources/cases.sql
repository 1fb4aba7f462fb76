-- One case with the moments that clauses run between.
with first_visits as (
    select ticket_id, min(arrived_at) as arrived_at
    from seen_visits
    where ticket_id is not null
    group by ticket_id
)
select
    t.record_id, t.day, t.community_id, t.team, t.source_id, t.source_row,
    t.parent_ticket_id, t.channel, t.record_type, t.leaf, t.urgency, t.location, t.status, t.key_user,
    t.transfers, t.accepted_by, t.closed_by, t.score,
    t.accepted_at, t.found_at, t.steward_called_at, t.hotline_reported_at, t.first_action_at,
    t.dispatched_at, t.taken_at, t.promised_at, t.replied_at, t.finished_at, t.fed_back_at,
    t.followed_up_at, t.closed_at,
    coalesce(t.arrived_at, v.arrived_at) as arrived_at,
    least(t.found_at, t.accepted_at) as reported_at,
    least(t.first_action_at, t.dispatched_at, t.replied_at, t.finished_at) as handled_at,
    least(t.replied_at, t.finished_at) as settled_at
from seen_tickets t
left join first_visits v on v.ticket_id = t.record_id
