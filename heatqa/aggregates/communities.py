"""Communities: what was measured in them, and who called.

Both need the view `warm_rooms` of `rooms.prepare`.
"""

import duckdb
import polars as pl


def measured(connection: duckdb.DuckDBPyConnection, season: str) -> pl.DataFrame:
    """What `statistics.plan_coverage` takes: each community's measurements in a season."""
    return connection.sql(
        """
        with days as (
            select distinct community_id, day_of_season from warm_rooms where season = $season
        ),
        edges as (
            select community_id, day_of_season from days
            union all select c.community_id, 0 from seen_communities c
            union all
            select c.community_id, max(s.day_of_season) + 1
            from seen_communities c, season_days s where s.season = $season group by all
        ),
        gaps as (
            select community_id, max(gap) as longest_gap_days from (
                select community_id, day_of_season
                    - lag(day_of_season) over (partition by community_id order by day_of_season)
                    - 1 as gap
                from edges
            ) group by all
        ),
        homes as (
            select community_id, count(distinct household_key) as homes,
                list_sort(list_distinct(list(position) filter (position is not null)))
                    as positions
            from warm_rooms where season = $season group by all
        )
        select c.community_id, c.households, coalesce(h.homes, 0) as homes, h.positions,
            case when h.homes > 0 then g.longest_gap_days end as longest_gap_days
        from seen_communities c
        left join homes h using (community_id)
        left join gaps g using (community_id)
        order by c.community_id
        """,
        params={"season": season},
    ).pl()


def cold_and_calls(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """What `statistics.silent_cold` takes: each community's rooms and contacts, in season.

    A home counts once, however often it was measured.
    """
    return connection.sql(
        """
        with homes as (
            select community_id, household_key, avg(room_celsius) as celsius
            from warm_rooms group by all
        ),
        rooms as (
            select community_id, count(*) as homes, avg(celsius) as mean_celsius
            from homes group by all
        ),
        cases as (
            select community_id, count(*) as contacts
            from fact_cases join season_days using (day) where not merged group by all
        )
        select c.community_id, c.households, coalesce(r.homes, 0) as homes, r.mean_celsius,
            coalesce(k.contacts, 0) as contacts
        from seen_communities c
        left join rooms r using (community_id)
        left join cases k using (community_id)
        where c.households > 0
        order by c.community_id
        """
    ).pl()
