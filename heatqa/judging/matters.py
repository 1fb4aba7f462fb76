"""Cases by community and day, linked ones counted once: several calls for one burst are one."""

import datetime as dt

import duckdb
import polars as pl

from heatqa import errors
from heatqa.judging import facts
from heatqa.judging.engine import timestamp
from heatqa.judging.period import Period
from heatqa.language import say
from heatqa.settings import Settings
from heatqa.sql import literal

# The types of records in which a customer says that something is wrong.
GRIEVANCES = ("complaint", "repair", "report")
# An outage is still called about for a while after heat is back.
_HOURS_AFTER = 2

# A case merged into another belongs to it; one during an outage of its community to the outage.
_QUERY = """
with cases as (
    select
        t.record_id, t.day, t.accepted_at, t.community_id, t.building, t.household_key,
        t.record_type, t.leaf, t.team,
        coalesce(m.record_id, t.record_id) as main, m.record_id is not null as merged
    from seen_tickets t
    left join seen_tickets m on m.record_id = t.parent_ticket_id and m.record_id <> t.record_id
    where t.record_type in ({types}) {where}
),
cut as (
    select c.record_id, min(o.outage_id) as outage_id
    from cases c
    join seen_outages o on o.community_id = c.community_id
        and c.accepted_at >= o.started_at
        and c.accepted_at <= coalesce(o.restored_at, {as_of}) + interval {hours} hour
    group by c.record_id
)
select
    c.record_id, c.day, c.community_id, c.building, c.household_key, c.record_type, c.leaf, c.team,
    coalesce('outage ' || u.outage_id, c.main) as matter,
    c.merged, u.outage_id is not null as in_outage,
    row_number() over (
        partition by coalesce('outage ' || u.outage_id, c.main) order by c.accepted_at, c.record_id
    ) = 1 as first_of_matter
from cases c
left join cut u using (record_id)
order by c.accepted_at, c.record_id
"""


def matters(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    as_of: dt.datetime,
    *,
    period: Period,
    category: str | None = None,
) -> pl.DataFrame:
    """The cases in which something is wrong, each with the matter it belongs to.

    Args:
        connection: The warehouse.
        settings: The company's settings.
        as_of: The moment as of which records are known.
        period: The days of acceptance.
        category: Only cases of this type or whose category holds this text; by default all types
            of grievance.

    Returns:
        One row per case, in time: `record_id`, `day`, `community_id`, `building`,
        `household_key`, `record_type`, `leaf`, `team`, `matter`, `merged` (into another case),
        `in_outage` of its community, and `first_of_matter`, true for one case of each matter.

    Raises:
        ArgumentUnusable: no case is of that category.
    """
    facts.prepare(connection, as_of, settings)
    where = ""
    if period.first and period.last:
        days = f"{literal(str(period.first))} and {literal(str(period.last))}"
        where += f" and t.day between {days}"
    if category:
        text = literal(category)
        where += f" and (t.record_type = {text} or contains(coalesce(t.leaf, ''), {text}))"
    found = connection.sql(
        _QUERY.format(
            types=", ".join(map(literal, GRIEVANCES)),
            where=where,
            as_of=timestamp(as_of),
            hours=_HOURS_AFTER,
        )
    ).pl()
    if category and found.is_empty():
        remedy = say("hotspots.remedy.category", hint=_hint(connection, category))
        raise errors.ArgumentUnusable(argument="--category", found=category, remedy=remedy)
    return found


def places(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Communities with coordinates and those without.

    Returns:
        One row per community: `place`, `district`, `station`, `longitude`, `latitude`,
        `households`, `heated_area_m2`, `built_year`.
    """
    return connection.sql(
        "select community_id as place, district, station, longitude, latitude, households, "
        "heated_area_m2, built_year from communities order by community_id"
    ).pl()


def counted(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """How many communities, buildings and households the registers hold, by their column."""
    row = connection.sql(
        "select (select count(*) from communities) as community_id, "
        "(select count(*) from (select distinct community_id, building from households "
        "where building is not null)) as building, "
        "(select count(*) from households) as household_key"
    ).pl()
    return row.row(0, named=True)


def located(every: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The places with coordinates that the earth has, and those without."""
    usable = (pl.col("longitude").abs() <= 180) & (pl.col("latitude").abs() <= 90)
    usable &= pl.col("longitude").is_finite() & pl.col("latitude").is_finite()
    usable = usable.fill_null(value=False)
    return every.filter(usable), every.filter(~usable)


def without_empty_days(
    found: pl.DataFrame, members: pl.DataFrame, counts: pl.DataFrame
) -> pl.DataFrame:
    """Hotspots from their first day with a matter to the last.

    Days of which nothing at all is on record, such as those before the season, cost a scan
    nothing: it may begin a hotspot of one day a month earlier.

    Args:
        found: `Scan.clusters`.
        members: `Scan.members`.
        counts: The `place` and `time` of what was scanned.
    """
    inside = (
        found.select("cluster", "begins", "ends")
        .join(members.select("cluster", "place"), on="cluster")
        .join(counts.select("place", "time"), on="place")
        .filter(pl.col("time").is_between("begins", "ends"))
        .group_by("cluster")
        .agg(first=pl.col("time").min(), last=pl.col("time").max())
    )
    joined = found.join(inside, on="cluster", how="left", maintain_order="left")
    days = {"begins": pl.coalesce("first", "begins"), "ends": pl.coalesce("last", "ends")}
    return joined.with_columns(**days).drop("first", "last")


def linked(cases: pl.DataFrame) -> pl.DataFrame:
    """How many cases fall away as linked, before and after.

    Returns:
        One row: `cases`; those that fall away as `merged` into another, and as one more of the same
        `outage`; and the `matters` that are left.
    """
    again = ~pl.col("first_of_matter")
    return cases.select(
        cases=pl.len(),
        merged=(again & pl.col("merged")).sum(),
        outage=(again & ~pl.col("merged")).sum(),
        matters=pl.col("first_of_matter").sum(),
    ).cast(pl.Int64)


def _hint(connection: duckdb.DuckDBPyConnection, category: str) -> str:
    leaves = connection.sql("select distinct leaf from seen_tickets where leaf is not null").pl()
    return errors.suggestion(category, [*GRIEVANCES, *sorted(leaves["leaf"])])
