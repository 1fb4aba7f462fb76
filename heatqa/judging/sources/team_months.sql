-- One team in one month in which it visited or took calls, or that a report is about, with the
-- incidents reported: an absence of reports is no evidence that nothing happened.
with work as (
    select team, day, true as visited from seen_visits where day is not null
    union all
    select team, day, false as visited from seen_calls where day is not null
),
worked as (
    select
        team, cast(date_trunc('month', day) as date) as month, max(day) as last_day,
        sum(case when visited then 1 else 0 end) as visits
    from work
    where team is not null
    group by team, date_trunc('month', day)
),
reports as (
    select
        team,
        cast(date_trunc('month', coalesce(month, occurred_at, reported_at)) as date) as month,
        cast(occurred_at as date) as occurred_on,
        clause_id, confirmed, report, source_id, source_row
    from seen_incidents
    where team is not null
),
told as (
    select
        team, month, max(occurred_on) as last_day,
        min(source_id) as source_id, min(source_row) as source_row,
        ',' || string_agg(case when confirmed = 'yes' then clause_id end, ',') || ','
            as confirmed_under,
        ',' || string_agg(case when coalesce(confirmed, 'open') = 'open' then clause_id end, ',')
            || ',' as undecided_under
    from reports
    where month is not null
    group by team, month
)
select
    coalesce(w.team, t.team) || '@' || strftime(coalesce(w.month, t.month), '%Y-%m') as record_id,
    coalesce(w.last_day, t.last_day, t.month) as day,
    cast(null as varchar) as community_id,
    coalesce(w.team, t.team) as team,
    t.source_id,
    t.source_row,
    coalesce(w.visits, 0) as visits,
    t.month is not null as reported,
    t.confirmed_under,
    t.undecided_under,
    cast(coalesce(w.month, t.month) as timestamp) + interval 1 month as month_ends_at,
    cast(coalesce(w.month, t.month) as timestamp) + interval 1 month <= {as_of} as month_over
from worked w
full join told t on t.team = w.team and t.month = w.month
