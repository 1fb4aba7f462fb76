-- One reading of a meter beside what the contract of its user agrees.
with agreed as (
    select contract_id, user_kind, agreed_celsius, agreed_megapascal, community_id as user_place
    from seen_contracts
)
select
    m.*, a.user_kind, a.agreed_celsius, a.agreed_megapascal,
    case
        when m.steam_celsius < a.agreed_celsius or m.megapascal < a.agreed_megapascal then false
        when
            (a.agreed_celsius is null or m.steam_celsius is not null)
            and (a.agreed_megapascal is null or m.megapascal is not null)
            and coalesce(a.agreed_celsius, a.agreed_megapascal) is not null
            then true
    end as as_agreed,
    abs(m.megapascal / nullif(a.agreed_megapascal, 0) - 1) as pressure_off
from seen_meter_readings m
left join agreed a on a.contract_id = m.contract_id
