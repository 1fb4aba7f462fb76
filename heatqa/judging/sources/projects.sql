-- One project; the planned day runs to its end, and the project belongs to the period of that day.
select
    * exclude (day),
    least(coalesce(planned_finish_on, day), cast({as_of} as date)) as day,
    cast(planned_finish_on as timestamp) + interval 1 day - interval 1 microsecond
        as planned_finish_by_at
from seen_projects
