-- One visit, with what its case and the notices to the customer add.
with told as (
    select about_id, min(sent_at) as told_at
    from seen_notices
    where about = 'late_repair' and about_id is not null
    group by about_id
),
scores as (
    select ticket_id, min(score) as score
    from seen_ratings
    where ticket_id is not null
    group by ticket_id
),
agreed as (
    select
        *,
        -- An appointment for a moment ends with it, one for a day with the day.
        case
            when appointment_to_at = cast(appointment_to_at as date)
                and {days_only[visits.appointment_to_at]}
                then appointment_to_at + interval 1 day - interval 1 microsecond
            when appointment_to_at is not null then appointment_to_at
            when appointment_from_at = cast(appointment_from_at as date)
                and {days_only[visits.appointment_from_at]}
                then appointment_from_at + interval 1 day - interval 1 microsecond
            else appointment_from_at
        end as appointment_ends_at
    from seen_visits
),
visits as (
    select
        v.*,
        t.urgency,
        t.location,
        t.followed_up_at,
        coalesce(t.score, s.score) as satisfaction,
        v.appointment_ends_at + interval 15 minute as quarter_hour_later_at,
        least(n.told_at, m.told_at) as told_at
    from agreed v
    left join seen_tickets t on t.record_id = v.ticket_id
    left join scores s on s.ticket_id = v.ticket_id
    left join told n on n.about_id = v.record_id
    left join told m on m.about_id = v.ticket_id
)
select
    *,
    coalesce(arrived_at, {as_of}) > appointment_ends_at as late,
    coalesce(told_at < appointment_ends_at, false) as told_before_late
from visits
