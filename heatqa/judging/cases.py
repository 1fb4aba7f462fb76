"""How many cases came from each community, beside the homes that they could come from."""

import datetime as dt

import duckdb
import polars as pl

from heatqa.judging import facts
from heatqa.judging.period import Period
from heatqa.judging.scorecard import bounds
from heatqa.settings import Settings
from heatqa.sql import literal


def by_community(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    as_of: dt.datetime,
    *,
    period: Period,
    record_type: str | None = None,
) -> pl.DataFrame:
    """The cases accepted in a period by community.

    Communities without a number of homes, with fewer than the company publishes, or not yet
    supplied by the end of the period are left out, as are cases whose community is not in the
    register. Where the register has no day of supply for any, all count as supplied.

    Args:
        connection: A warehouse.
        settings: The company's choices.
        as_of: The moment as of which cases are known.
        period: Which days count.
        record_type: Count one type of case only, such as `complaint` or `repair`.

    Returns:
        One row per community in order of its name: `community_id`, `cases`, `homes`.
    """
    facts.prepare(connection, as_of, settings)
    first, last = bounds(period)
    kept = f"and record_type = {literal(record_type)}" if record_type else ""
    return connection.sql(
        "select c.community_id, count(t.ticket_id) as cases, any_value(c.households) as homes "
        "from communities c left join seen_tickets t on t.community_id = c.community_id "
        f"and cast(t.accepted_at as date) between ? and ? {kept} "
        f"where c.households >= {settings.smallest_group} and coalesce(c.supply_started_on <= ?, "
        "(select count(supply_started_on) = 0 from communities)) group by 1 order by 1",
        params=[first, last, last],
    ).pl()
