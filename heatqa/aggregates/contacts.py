"""Contacts and calls summed up: by day, by group, by hour, and who came back."""

import duckdb
import polars as pl

from heatqa import errors
from heatqa.sql import quoted

# What contacts are counted by; a case merged into another is one contact with it.
GROUPS = ("community_id", "leaf", "record_type", "channel", "team")


def daily(connection: duckdb.DuckDBPyConnection, of: str = "cases") -> pl.DataFrame:
    """Contacts of every day of the seasons, those without any too.

    Args:
        connection: With the views of `judging.facts.prepare` and `season_days`.
        of: `cases` (work orders, merged ones once) or `calls` (to the hotline).

    Returns:
        One row per day: `season`, `day`, `day_of_season`, `count`.

    Raises:
        ColumnNotFound: `of` is neither.
    """
    sources = {
        "cases": "select day from fact_cases where not merged",
        "calls": "select day from fact_incoming_calls "
        "where coalesce(line_type, 'hotline') = 'hotline'",
    }
    if of not in sources:
        raise errors.ColumnNotFound(column=of, hint=errors.suggestion(of, sources))
    return connection.sql(
        f"with counted as (select day, count(*) as n from ({sources[of]}) group by day) "
        "select s.season, s.day, s.day_of_season, coalesce(n, 0) as count "
        "from season_days s left join counted using (day) order by s.day"
    ).pl()


def by_day(connection: duckdb.DuckDBPyConnection, by: tuple[str, ...]) -> pl.DataFrame:
    """What `statistics.surges` takes: contacts per day and group, days without left out.

    Raises:
        ColumnNotFound: a name is not one of `GROUPS`.
    """
    for name in by:
        if name not in GROUPS:
            raise errors.ColumnNotFound(column=name, hint=errors.suggestion(name, GROUPS))
    names = "".join(f"{quoted(name)}, " for name in by)
    return connection.sql(
        f"select s.season, day, {names} count(*) as count "
        "from fact_cases join season_days s using (day) where not merged group by all "
        "order by all"
    ).pl()


def weekly(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Contacts per week of the records, weeks without too: `week` (its Monday), `count`."""
    return connection.sql(
        """
        with counted as (
            select cast(date_trunc('week', day) as date) as week, count(*) as n
            from fact_cases where not merged and day is not null group by all
        ),
        weeks as (
            select cast(unnest(generate_series(min(week), max(week), interval 7 day)) as date)
                as week
            from counted
        )
        select week, coalesce(n, 0) as count from weeks left join counted using (week)
        order by week
        """
    ).pl()


def cases(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """What `statistics.repeats` takes: `household_key`, `at`, `leaf` of every case of its own."""
    return connection.sql(
        "select t.household_key, t.accepted_at as at, t.leaf "
        "from fact_cases c join seen_tickets t using (record_id) "
        "where not c.merged and t.household_key is not null and t.accepted_at is not null"
    ).pl()


def hotline(
    connection: duckdb.DuckDBPyConnection, within_seconds: float, *, by: str | None = None
) -> pl.DataFrame:
    """What `statistics.service_level` takes, and what staffing needs to know.

    Args:
        connection: With the views of `judging.facts.prepare` and `season_days`.
        within_seconds: Seconds of ringing allowed.
        by: `season`, `hour`, `day` or `skill_group`; None for all calls together.

    Returns:
        One row per group: `offered`, `answered`, `answered_in_time`, `gave_up_in_time`,
        `gave_up`, `waited_seconds` of all callers together and `talk_seconds` (mean from answer
        to end); `median_ring_seconds`.

    Raises:
        ColumnNotFound: there is no such group.
    """
    groups = {
        "season": "season",
        "hour": "hour(started_at)",
        "day": "day",
        "skill_group": "skill_group",
    }
    if by is not None and by not in groups:
        raise errors.ColumnNotFound(column=by, hint=errors.suggestion(by, groups))
    group = f"{groups[by]} as {by}, " if by else ""
    limit = float(within_seconds)
    return connection.sql(
        f"""
        with heard as (
            select c.*, s.season, k.skill_group, k.ring_seconds,
                date_diff('microsecond', c.rang_at, c.answered_at) / 1e6 as rang_seconds,
                coalesce(k.wait_seconds, 0) + coalesce(k.ring_seconds, 0) as waited
            from fact_incoming_calls c
            join season_days s using (day)
            left join seen_calls k using (record_id)
            where coalesce(c.line_type, 'hotline') = 'hotline' and c.answered is not null
        )
        select {group} count(*) as offered, count(*) filter (answered) as answered,
            count(*) filter (answered and rang_seconds <= {limit}) as answered_in_time,
            count(*) filter (not answered and waited <= {limit}) as gave_up_in_time,
            count(*) filter (not answered) as gave_up,
            sum(waited) as waited_seconds,
            avg(date_diff('second', answered_at, ended_at)) as talk_seconds,
            median(rang_seconds) as median_ring_seconds
        from heard group by all {f"order by {by}" if by else ""}
        """
    ).pl()


def rings(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """What `statistics.change_point` takes: how long each answered call to the hotline rang.

    Returns:
        One row per call: `season`, `started_at`, `ring_seconds`.
    """
    return connection.sql(
        """
        select s.season, started_at,
            date_diff('microsecond', rang_at, answered_at) / 1e6 as ring_seconds
        from fact_incoming_calls join season_days s using (day)
        where coalesce(line_type, 'hotline') = 'hotline' and answered_at >= rang_at
        order by started_at
        """
    ).pl()


def hours_of_week(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Mean calls in each hour of the week, hours without a call included.

    Returns:
        One row per weekday (1 is Monday) and hour: `weekday`, `hour`, `calls`, `hours` (how many
        such hours the exports span), `calls_per_hour`, `answered_share`.
    """
    return connection.sql(
        """
        select isodow(day) as weekday, hour(starts_at) as hour,
            cast(sum(offered) as bigint) as calls, count(*) as hours,
            sum(offered) / count(*) as calls_per_hour,
            sum(answered) / nullif(sum(offered), 0) as answered_share
        from fact_service_hours join season_days using (day)
        group by all order by weekday, hour
        """
    ).pl()
