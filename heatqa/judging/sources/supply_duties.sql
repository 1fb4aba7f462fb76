-- One community, and whether it is supplied; a standing fact, so it has no day.
select
    community_id as record_id,
    cast(null as date) as day,
    community_id,
    cast(null as varchar) as team,
    source_id,
    source_row,
    supply_ready,
    applicants,
    households,
    coalesce(cast(supply_started_on as timestamp) <= {as_of}, false) as supplied
from communities
