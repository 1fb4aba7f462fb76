"""The way of a case from acceptance to follow-up, step by step, on two clocks."""

import datetime as dt
import itertools

import duckdb
import polars as pl

from heatqa.judging import facts, waits
from heatqa.judging.engine import Local
from heatqa.judging.period import Period
from heatqa.judging.scorecard import bounds
from heatqa.settings import Settings
from heatqa.statistics.steps import CANNOT_TELL, DONE, OPEN, SKIPPED

STEPS = (
    "accepted_at",
    "dispatched_at",
    "taken_at",
    "arrived_at",
    "finished_at",
    "result_known_at",
    "followed_up_at",
)


def moves(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    as_of: dt.datetime,
    *,
    period: Period,
) -> pl.DataFrame:
    """What became of each case at each step, for those that had come to the step before.

    Cancelled cases and those merged into another one are left out. A step is skipped where a
    later one is recorded or the case is closed without it, and open where neither is so.

    Returns:
        One row per case, step and clock in the order of `STEPS`: `record_id`, `step`, `clock`,
        `state` (`done`, `open`, `skipped` or `cannot tell`, which is a step recorded before the
        one that it follows, or one of the two known by its day only) and `wait_seconds` since the
        step before, null unless done or open.
    """
    facts.prepare(connection, as_of, settings, wanted={"cases"})
    source, days_only = facts.sources()["cases"], facts.days_only(Local(connection))
    bare = ", ".join(f"{source.day_only(step, days_only)} as {_bare(step)}" for step in STEPS)
    query = (
        f"select record_id, {', '.join(STEPS)}, closed_at, {bare} from fact_cases "
        "where status is distinct from 'cancelled' and not merged "
        "and (day is null or day between ? and ?) order by record_id"
    )
    cases = connection.sql(query, params=list(bounds(period))).pl()
    pairs = enumerate(itertools.pairwise(STEPS), start=2)
    return pl.concat(
        _move(cases, (before, step), STEPS[after:], as_of, clock)
        for after, (before, step) in pairs
        for clock in waits.CLOCKS
    )


def _move(
    cases: pl.DataFrame,
    pair: tuple[str, str],
    later: tuple[str, ...],
    as_of: dt.datetime,
    clock: str,
) -> pl.DataFrame:
    """One step of every case that had come to the one before; `later` are the steps after it."""
    before, step = pair
    mine = cases.filter(pl.col(before).is_not_null())
    went_on = pl.any_horizontal(pl.col(*later, "closed_at").is_not_null())
    state = (
        pl.when((pl.col(step) < pl.col(before)) | pl.col(_bare(before)) | pl.col(_bare(step)))
        .then(pl.lit(CANNOT_TELL))
        .when(pl.col(step).is_not_null())
        .then(pl.lit(DONE))
        .when(went_on)
        .then(pl.lit(SKIPPED))
        .otherwise(pl.lit(OPEN))
    )
    seconds = waits.elapsed(mine[before], mine[step].fill_null(as_of), clock)
    return mine.select(
        "record_id", pl.lit(step).alias("step"), pl.lit(clock).alias("clock"), state=state
    ).with_columns(
        wait_seconds=pl.when(pl.col("state").is_in([DONE, OPEN])).then(seconds.cast(pl.Float64))
    )


def _bare(step: str) -> str:
    """The column that tells whether only the day of a step is known."""
    return f"{step}_bare"
