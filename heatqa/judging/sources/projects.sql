-- One project; the planned day runs to its end.
select
    *,
    cast(planned_finish_on as timestamp) + interval 1 day - interval 1 microsecond
        as planned_finish_by_at
from seen_projects
