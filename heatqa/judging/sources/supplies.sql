-- One span of supply; a fault or works that ended it broke it off.
select
    *,
    case
        when ended_at is null then null
        when ended_for in ('fault', 'works') then false
        when ended_for in ('term', 'wish') then true
    end as uninterrupted
from seen_supplies
