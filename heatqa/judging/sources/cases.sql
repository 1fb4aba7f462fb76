-- One case with the moments that clauses run between.
-- Orders merged into another one are one case with it: it begins with the first of them, a crew
-- that comes for one comes for all, and it is finished with the last. An order whose main one is
-- not in the records stands alone.
with visited as (
    select
        ticket_id,
        min(arrived_at) as arrived_at, max(arrived_at) as last_arrived_at,
        max(fed_back_at) as fed_back_at
    from seen_visits
    where ticket_id is not null
    group by ticket_id
),
naming as (
    select record_id, parent_ticket_id as case_id, accepted_at, found_at, arrived_at, finished_at
    from seen_tickets
    where parent_ticket_id <> record_id
),
-- Most cases are one order and at most one visit, and tell for themselves when they began and when
-- a crew came. These are all others, but for the orders that name another one.
several as (
    select case_id as record_id from naming
    union
    select ticket_id from visited where last_arrived_at > arrived_at
),
named as (
    select t.record_id, t.accepted_at, t.found_at, t.arrived_at, t.finished_at
    from several s
    join seen_tickets t on t.record_id = s.record_id
    where t.record_id <> ''
),
merges as (
    select *
    from naming
    where case_id in (select record_id from named)
),
members as (
    select record_id, case_id, true as merged, accepted_at, found_at, arrived_at, finished_at
    from merges
    union all
    select n.record_id, n.record_id, false, n.accepted_at, n.found_at, n.arrived_at, n.finished_at
    from named n
    where not exists (select 1 from merges m where m.record_id = n.record_id)
),
orders as (
    select *
    from members
    where record_id <> ''
),
arrivals as (
    select case_id, arrived_at from orders where arrived_at is not null
    union all
    select m.case_id, v.arrived_at
    from members m
    join seen_visits v on v.ticket_id = m.record_id
    where v.arrived_at is not null
),
begun as (
    select
        case_id,
        min(accepted_at) as first_accepted_at,
        min(least(found_at, accepted_at)) as reported_at,
        max(finished_at) as last_finished_at
    from orders
    group by case_id
),
-- A visit before the call was for something else, unless there is no other.
crews as (
    select
        b.case_id,
        coalesce(
            min(case when a.arrived_at >= b.first_accepted_at then a.arrived_at end),
            min(a.arrived_at)
        ) as arrived_at
    from begun b
    join arrivals a on a.case_id = b.case_id
    group by b.case_id
),
families as (
    select
        m.record_id, m.merged,
        b.first_accepted_at, b.reported_at, b.last_finished_at, c.arrived_at
    from members m
    join begun b on b.case_id = m.case_id
    left join crews c on c.case_id = m.case_id
),
asked as (
    select ticket_id, min(asked_at) as asked_at
    from seen_ratings
    where ticket_id is not null
    group by ticket_id
),
-- From a visit that found nobody at home to the next arrival, or to the end of the work.
visits_in_turn as (
    select
        ticket_id, arrived_at, outcome,
        lead(arrived_at) over (partition by ticket_id order by arrived_at) as next_arrived_at
    from seen_visits
    where arrived_at is not null
        and ticket_id in (select ticket_id from seen_visits where outcome = 'no_access')
),
pauses as (
    select
        ticket_id,
        sum(coalesce(date_diff('microsecond', arrived_at, next_arrived_at), 0)) as microseconds,
        max(case when next_arrived_at is null then arrived_at end) as paused_at
    from visits_in_turn
    where outcome = 'no_access'
    group by ticket_id
),
told as (
    select about_id as ticket_id, min(sent_at) as told_at
    from seen_notices
    where about = 'late_repair' and about_id is not null
    group by about_id
),
-- Few cases have any of these; brought together, all cases are looked up among them once.
seldom as (
    select
        record_id, merged, first_accepted_at, reported_at, last_finished_at, arrived_at,
        cast(null as timestamp) as told_at,
        cast(null as bigint) as paused_microseconds,
        cast(null as timestamp) as paused_at
    from families
    union all
    select ticket_id, null, null, null, null, null, told_at, null, null from told
    union all
    select ticket_id, null, null, null, null, null, null, microseconds, paused_at from pauses
),
unusual as (
    select
        record_id,
        max(merged) as merged,
        max(first_accepted_at) as first_accepted_at,
        max(reported_at) as reported_at,
        max(last_finished_at) as last_finished_at,
        max(arrived_at) as arrived_at,
        max(told_at) as told_at,
        max(paused_microseconds) as paused_microseconds,
        max(paused_at) as paused_at
    from seldom
    group by record_id
),
cases as (
    select
        t.record_id, t.day, t.community_id, t.team, t.source_id, t.source_row,
        t.parent_ticket_id, coalesce(f.merged, false) as merged, t.channel, t.record_type, t.leaf, t.urgency,
        t.leaf in ({urgent_categories}) as urgent_category,
        t.location, t.status,
        t.key_user, t.transfers, t.accepted_by, t.closed_by, t.score,
        t.customer_key, t.phone_key, coalesce(t.household_key, t.building) as address,
        t.accepted_at, t.found_at, t.steward_called_at, t.hotline_reported_at, t.first_action_at,
        t.dispatched_at, t.taken_at, t.promised_at, t.replied_at, t.finished_at, t.fed_back_at,
        t.followed_up_at, t.closed_at,
        coalesce(f.first_accepted_at, t.accepted_at) as first_accepted_at,
        case
            when f.merged is not null then f.arrived_at
            else coalesce(
                least(
                    case when t.arrived_at >= t.accepted_at then t.arrived_at end,
                    case when v.arrived_at >= t.accepted_at then v.arrived_at end
                ),
                least(t.arrived_at, v.arrived_at)
            )
        end as arrived_at,
        case
            when t.finished_at is not null then coalesce(f.last_finished_at, t.finished_at)
        end as repaired_at,
        coalesce(t.fed_back_at, v.fed_back_at) as result_known_at,
        coalesce(f.reported_at, least(t.found_at, t.accepted_at)) as reported_at,
        least(t.first_action_at, t.dispatched_at, t.replied_at, t.finished_at) as handled_at,
        least(t.replied_at, t.finished_at) as settled_at,
        least(t.finished_at, t.closed_at) as concluded_at,
        case
            when {days_only[tickets.accepted_at]} and t.accepted_at = cast(t.accepted_at as date)
                then t.accepted_at + interval 2 day - interval 1 microsecond
            else t.accepted_at + interval 24 hour
        end as a_day_later_at,
        -- A promise without a clock time is for the whole of its day.
        case
            when {days_only[tickets.promised_at]} and t.promised_at = cast(t.promised_at as date)
                then t.promised_at + interval 1 day - interval 1 microsecond
            else t.promised_at
        end as promised_by_at,
        t.accepted_by = t.closed_by and coalesce(t.transfers, 0) = 0 as one_owner,
        a.asked_at as rating_asked_at,
        f.told_at,
        case
            when f.paused_microseconds is not null then (
                f.paused_microseconds + coalesce(greatest(0, date_diff(
                    'microsecond',
                    f.paused_at,
                    -- The greatest of a time and of nothing is that time: open work has no end.
                    case
                        when t.finished_at is not null then greatest(t.finished_at, f.paused_at)
                        else {as_of}
                    end
                )), 0)
            ) / 1000000
        end as paused_seconds
    from seen_tickets t
    left join unusual f on f.record_id = t.record_id
    left join visited v on v.ticket_id = t.record_id
    left join asked a on a.ticket_id = t.record_id
),
reported as (
    select
        *,
        case
            when ({days_only[tickets.accepted_at]} or {days_only[tickets.found_at]})
                and reported_at = cast(reported_at as date)
                then reported_at + interval 1 day - interval 1 microsecond
            else reported_at
        end as reported_by_at
    from cases
),
due as (
    select
        * exclude (reported_by_at),
        -- By the promise, else within a day for repairs in the home.
        coalesce(
            promised_by_at,
            case when location = 'indoor' then reported_by_at + interval 24 hour end
        ) as repair_due_at
    from reported
)
select
    *,
    coalesce(repaired_at, {as_of}) > repair_due_at as late,
    coalesce(told_at < repair_due_at, false) as told_before_late
from due
