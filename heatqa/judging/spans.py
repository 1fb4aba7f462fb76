"""Days with calls and heating seasons as frames, for sources that need a row where nothing was."""

import datetime as dt

import polars as pl

from heatqa.judging.engine import Engine
from heatqa.settings import Settings, season_name


def call_days(engine: Engine) -> pl.DataFrame:
    """Every day from the first call to the last, those without a call as well."""
    first, last = engine.row(
        "select min(cast(started_at as date)), max(cast(started_at as date)) from calls",
    )
    days = pl.date_range(first, last, eager=True) if first else pl.Series(dtype=pl.Date)
    return pl.DataFrame({"day": days})


def seasons(engine: Engine, as_of: dt.datetime, settings: Settings) -> pl.DataFrame:
    """The heating seasons that have begun by `as_of`, from that of the first card or supply."""
    (first,) = engine.row(
        "select least((select min(issued_on) from cards), "
        "(select cast(min(begun_at) as date) from supplies))",
    )
    day = first or as_of.date()
    rows = []
    starts, ends = settings.season_of(min(day, as_of.date()))
    while starts <= as_of.date():
        before = settings.season_of(starts - dt.timedelta(days=1))
        rows.append(
            {
                "season": season_name(starts),
                "year_starts_on": before[1] + dt.timedelta(days=1),
                "starts_on": starts,
                "ends_on": ends,
            }
        )
        starts, ends = settings.season_of(starts.replace(year=starts.year + 1))
    return pl.DataFrame(rows)
