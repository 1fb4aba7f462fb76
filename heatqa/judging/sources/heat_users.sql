-- One user of heat and the contract signed; a standing fact, so it has no day.
with signed as (
    select household_key, min(signed_on) as signed_on
    from seen_contracts
    where household_key is not null
    group by household_key
)
select
    h.household_key as record_id,
    cast(null as date) as day,
    h.community_id,
    cast(null as varchar) as team,
    h.source_id,
    h.source_row,
    s.signed_on
from seen_households h
left join signed s on s.household_key = h.household_key
