-- One case that is over, with what its customer was asked and said and what may have moved that.
-- Cancelled cases are not among them: nothing was done that could be rated.
with answers as (
    select
        ticket_id, min(asked_at) as asked_at, min(score) as score, min(recommend) as recommend
    from seen_ratings
    where ticket_id is not null
    group by ticket_id
),
calls_at as (
    select ticket_id, count(*) as visits
    from seen_visits
    where ticket_id is not null and arrived_at is not null
    group by ticket_id
),
repeats as (
    select c.record_id, any_value(c.household_key) as household_key, count(e.record_id) as repeats
    from seen_tickets c
    left join seen_tickets e
        on e.household_key = c.household_key
        and e.record_id <> c.record_id
        and e.accepted_at < c.accepted_at
        and e.accepted_at >= c.accepted_at - interval 30 day
    group by c.record_id
),
-- Days are averaged first: a season of readings joined to cases as they are would be too many.
home_days as (
    select household_key, cast(measured_at as date) as day, avg(room_celsius) as room_celsius
    from fact_rooms
    where valid is distinct from false and household_key is not null
    group by household_key, cast(measured_at as date)
),
community_days as (
    select community_id, cast(measured_at as date) as day, avg(room_celsius) as room_celsius
    from fact_rooms
    where valid is distinct from false and community_id is not null
    group by community_id, cast(measured_at as date)
),
-- The home's own rooms in the week from three days before, else those of its community.
own_rooms as (
    select t.record_id, avg(d.room_celsius) as room_celsius
    from seen_tickets t
    join home_days d
        on d.household_key = t.household_key
        and d.day between t.day - 3 and t.day + 3
    group by t.record_id
),
community_rooms as (
    select t.record_id, avg(d.room_celsius) as room_celsius
    from seen_tickets t
    join community_days d
        on d.community_id = t.community_id
        and d.day between t.day - 3 and t.day + 3
    group by t.record_id
)
select
    c.record_id, c.day, c.team, c.community_id, r.household_key, c.record_type, c.channel,
    a.asked_at is not null or c.followed_up_at is not null
        or a.score is not null or c.score is not null or a.recommend is not null as asked,
    coalesce(a.score, c.score) as score,
    cast(a.recommend as tinyint) as recommend,
    case
        when c.concluded_at >= c.accepted_at
            then date_diff('microsecond', c.accepted_at, c.concluded_at) / 3600e6
    end as wait_hours,
    coalesce(v.visits, 0) as visits,
    r.repeats,
    -- Sums of many threads differ in their last digits, and a model would carry that on.
    round(coalesce(o.room_celsius, m.room_celsius), 4) as room_celsius
from fact_cases c
left join answers a on a.ticket_id = c.record_id
left join calls_at v on v.ticket_id = c.record_id
left join repeats r on r.record_id = c.record_id
left join own_rooms o on o.record_id = c.record_id
left join community_rooms m on m.record_id = c.record_id
where
    c.concluded_at is not null
    and c.status is distinct from 'cancelled'
    and (c.day is null or c.day between ? and ?)
order by c.record_id
