-- One inspection that was due or done by as_of; one that was done before its day was not late.
select
    *, least(cast(planned_on as timestamp), done_at) as planned_from_at
from seen_inspections
where done_at is not null or cast(planned_on as timestamp) <= {as_of}
