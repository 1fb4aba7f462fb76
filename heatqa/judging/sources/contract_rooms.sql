-- One temperature reading in a home whose contract agrees a temperature, in the time it agrees.
with agreed as (
    select
        household_key, max(agreed_celsius) as agreed_celsius,
        min(agreed_from_on) as agreed_from_on, max(agreed_to_on) as agreed_to_on
    from seen_contracts
    where household_key is not null and signed_on is not null and agreed_celsius is not null
    group by household_key
)
select
    r.*,
    a.agreed_celsius,
    r.room_celsius - a.agreed_celsius as above_agreed_kelvin,
    case
        when a.agreed_from_on is null or a.agreed_to_on is null then r.in_season
        else cast(r.measured_at as date) between a.agreed_from_on and a.agreed_to_on
    end as in_agreed_time
from fact_rooms r
join agreed a on a.household_key = r.household_key
