"""The cases that could be rated, whether anybody was asked or not, and what may have moved them."""

import datetime as dt
from importlib import resources

import duckdb
import polars as pl

from heatqa.judging import facts
from heatqa.judging.period import Period
from heatqa.judging.scorecard import bounds
from heatqa.settings import Settings

# What is known of every case and may tell who was heard.
FEATURES = ("wait_class", "visits_class", "again", "record_type", "channel", "team")
# What may move a score: measured, and in categories.
NUMBERS = ("wait_doublings", "visits", "repeats", "room_celsius")
CATEGORIES = ("record_type", "team")
# Classes of the wait by the hours that they reach up to.
_WAITS = {"4_hours": 4, "1_day": 24, "3_days": 72}
_LONGER = "longer"


def cases(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    as_of: dt.datetime,
    *,
    period: Period,
) -> pl.DataFrame:
    """Every case that is over and was not cancelled.

    Returns:
        One row per case: `record_id`, `day`, `team`, `community_id`, `household_key`,
        `record_type`, `channel`; `asked`; `score` from 1 to 5 and `recommend` from 0 to 10, null
        where there is none; `wait_hours` from acceptance to the end of the work, its `wait_class`
        (`4_hours`, `1_day`, `3_days` for up to so long, `longer`) and `wait_doublings`, its binary
        logarithm from one hour up; `visits` made and their `visits_class` (`none`, `one`, `more`);
        `repeats`, earlier cases of the household within 30 days, and `again` (`first`, `again`);
        `room_celsius`, the mean of the home's rooms within three days of the report, else of its
        community's.
    """
    facts.prepare(connection, as_of, settings)
    query = (resources.files("heatqa.judging") / "rated.sql").read_text(encoding="utf-8")
    frame = connection.sql(query, params=bounds(period)).pl()
    wait = pl.when(pl.col("wait_hours").is_null()).then(pl.lit(None, dtype=pl.String))
    for name, hours in _WAITS.items():
        wait = wait.when(pl.col("wait_hours") <= hours).then(pl.lit(name))
    visits = pl.col("visits").clip(0, 2).replace_strict({0: "none", 1: "one", 2: "more"})
    return frame.with_columns(
        wait_class=wait.otherwise(pl.lit(_LONGER)),
        wait_doublings=pl.col("wait_hours").clip(1).log(2),
        visits_class=visits,
        again=pl.when(pl.col("repeats") > 0).then(pl.lit("again")).otherwise(pl.lit("first")),
    )
