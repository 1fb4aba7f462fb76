-- One service area and the centres and counters open in it; a standing fact, so it has no day.
with areas as (
    select service_area from sites where service_area is not null
    union
    select service_area from communities
    where service_area is not null and exists (select 1 from sites)
)
select
    a.service_area as record_id,
    cast(null as date) as day,
    cast(null as varchar) as community_id,
    cast(null as varchar) as team,
    min(s.source_id) as source_id,
    min(s.source_row) as source_row,
    sum(case when s.site_kind = 'centre' then 1 else 0 end) as centres,
    sum(case when s.site_kind = 'counter' then 1 else 0 end) as counters
from areas a
left join sites s
    on s.service_area = a.service_area
    and coalesce(cast(s.opened_on as timestamp) <= {as_of}, true)
    and coalesce(cast(s.closed_on as timestamp) > {as_of}, true)
group by a.service_area
