-- One activity that was due or done by as_of, and the one of its kind before it in the same place.
with due as (
    select *
    from seen_activities
    where
        done_at is not null
        or cast(planned_on as timestamp) <= {as_of}
        or called_for_at is not null
)
select
    *,
    least(cast(planned_on as timestamp), done_at) as planned_from_at,
    case
        when done_at is not null then lag(done_at) over (
            partition by activity_kind, coalesce(community_id, team), done_at is not null
            order by done_at
        )
    end as previous_at
from due
