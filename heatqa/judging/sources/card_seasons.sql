-- One community supplied in one heating year: service cards given out before and during the season.
select
    c.community_id || '@' || s.season as record_id,
    s.starts_on as day,
    c.community_id,
    cast(null as varchar) as team,
    c.source_id,
    c.source_row,
    cast(s.starts_on as timestamp) as season_starts_at,
    cast(s.ends_on as timestamp) + interval 1 day - interval 1 microsecond as season_ends_at,
    sum(case when k.issued_on < s.starts_on then 1 else 0 end) as cards_before,
    sum(case when k.issued_on >= s.starts_on then 1 else 0 end) as cards_during
from communities c
cross join seasons s
left join seen_cards k
    on k.community_id = c.community_id and k.issued_on between s.year_starts_on and s.ends_on
where
    c.supply_started_on <= s.ends_on
    and s.ends_on >= (select min(issued_on) from seen_cards)
group by
    c.community_id, s.season, s.starts_on, s.ends_on, c.source_id, c.source_row
