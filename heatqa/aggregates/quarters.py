"""What a review of a period counts: contacts by day, opinions, and verdicts by community.

None of it reads room temperatures: those are summed up in the cube when they are loaded.
"""

import duckdb
import polars as pl

from heatqa.clauses import Variant
from heatqa.judging.period import Period
from heatqa.judging.scorecard import bounds

_CONTACTS = """
select day, 'calls' as contact, coalesce(line_type, 'hotline') as kind, 'phone' as channel
from fact_incoming_calls
union all
select day, 'cases', coalesce(record_type, ''), coalesce(channel, '') from fact_cases
where not merged
union all
select cast(arrived_at as date), 'visits', 'visit', '' from seen_visits
where arrived_at is not null
"""
_OPINIONS = """
with answers as (
    select ticket_id, min(asked_at) as asked_at, min(score) as score
    from seen_ratings where ticket_id is not null group by ticket_id
)
select c.record_id, c.day, c.team, c.community_id, c.record_type, c.leaf,
    a.asked_at is not null or c.followed_up_at is not null
        or a.score is not null or c.score is not null as asked,
    coalesce(a.score, c.score) as score
from fact_cases c left join answers a on a.ticket_id = c.record_id
where c.concluded_at is not null and c.status is distinct from 'cancelled'
    and (c.day is null or c.day between ? and ?)
order by c.record_id
"""


def contacts(connection: duckdb.DuckDBPyConnection, period: Period) -> pl.DataFrame:
    """Calls, cases and visits of a period by day; a case merged into another is one with it.

    Returns:
        One row per day and kind that had any: `day`, `contact` (`calls`, `cases`, `visits`),
        `kind` (the line called or the type of record), `channel`, `count`.
    """
    return connection.sql(
        f"select day, contact, kind, channel, count(*) as count from ({_CONTACTS}) "
        "where day between ? and ? group by all order by all",
        params=bounds(period),
    ).pl()


def opinions(connection: duckdb.DuckDBPyConnection, period: Period) -> pl.DataFrame:
    """Every case of a period that is over and could be rated, as `judging.rated` counts them.

    Returns:
        One row per case: `record_id`, `day`, `team`, `community_id`, `record_type`, `leaf`,
        `asked`, and `score` from 1 to 5, null where there is none.
    """
    return connection.sql(_OPINIONS, params=bounds(period)).pl()


def verdicts(
    connection: duckdb.DuckDBPyConnection, variant: Variant, period: Period
) -> pl.DataFrame:
    """The verdicts of one clause by community, for sums over them: names are not withheld.

    Returns:
        One row per community: `community_id`, `met`, `missed`.
    """
    return connection.sql(
        "select community_id, cast(sum(met) as bigint) as met, "
        "cast(sum(missed) as bigint) as missed from cube where clause = ? and reading = ? "
        "and (day is null or day between ? and ?) group by all order by all",
        params=[variant.clause.id, variant.reading, *bounds(period)],
    ).pl()


def outdoors(connection: duckdb.DuckDBPyConnection, period: Period) -> pl.DataFrame:
    """The mean outdoor temperature of each day that has one: `day`, `outdoor_celsius`."""
    return connection.sql(
        "select day, avg(outdoor_celsius) as outdoor_celsius from seen_weather "
        "where day between ? and ? and outdoor_celsius is not null group by day order by day",
        params=bounds(period),
    ).pl()
