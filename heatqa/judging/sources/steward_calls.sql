-- One call that a steward took for a community in another steward's charge, and when the right
-- steward first got in touch: a call to the customer's number or a contact noted for the case.
with taken as (
    select
        t.record_id, t.day, t.community_id, t.team, t.source_id, t.source_row,
        t.steward_called_at, t.accepted_by, t.phone_key, t.status, a.steward
    from seen_tickets t
    join seen_steward_areas a
        on a.community_id = t.community_id
        and coalesce(cast(t.steward_called_at as date) >= a.charged_from_on, true)
        and coalesce(cast(t.steward_called_at as date) <= a.charged_to_on, true)
    where t.steward_called_at is not null
),
contacts as (
    select t.record_id, c.started_at as contacted_at
    from taken t
    join seen_calls c
        on c.callee_key = t.phone_key
        and c.agent_id = t.steward
        and c.direction = 'outbound'
        and c.started_at >= t.steward_called_at
    union all
    select t.record_id, v.done_at as contacted_at
    from taken t
    join seen_activities v
        on v.ticket_id = t.record_id
        and v.activity_kind = 'steward_contact'
        and v.done_at >= t.steward_called_at
)
select t.*, min(c.contacted_at) as contacted_at
from taken t
left join contacts c on c.record_id = t.record_id
group by all
