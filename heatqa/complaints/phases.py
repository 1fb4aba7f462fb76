"""Which leaves come when: by the phase of the season and the cold outside."""

import datetime as dt

import polars as pl

from heatqa.settings import Settings

START_UP, DEEP, END, OUTSIDE_SEASON = "start-up", "deep winter", "end", "outside the season"
# The first weeks are those of air, blockages and closed valves; the last those of warm days.
_START_DAYS, _END_DAYS = 21, 15
# Degrees that days are put together by.
COLD_STEP = 5


def by_phase(cases: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """Cases of each leaf by the phase of the heating season.

    Args:
        cases: One row per case with `at` and `leaf`.
        settings: The company's season.

    Returns:
        One row per phase and leaf: `phase`, `leaf`, `cases`, and `share` of the phase's cases.
    """
    days = cases.get_column("at").dt.date()
    phases = {day: _phase(day, settings) for day in days.unique() if day is not None}
    phase = days.replace_strict(phases, default=None, return_dtype=pl.String)
    return _shares(cases.with_columns(phase=phase), "phase")


def by_cold(cases: pl.DataFrame, weather: pl.DataFrame) -> pl.DataFrame:
    """Cases of each leaf by how cold the day was.

    Args:
        cases: One row per case with `at` and `leaf`.
        weather: `observed_at` and `outdoor_celsius`.

    Returns:
        One row per five degrees and leaf: `outdoor_celsius` (the lower end), `leaf`, `cases`,
        `share` of the cases of such days, and `cases_per_day`.
    """
    step = (pl.col("outdoor_celsius") / COLD_STEP).floor() * COLD_STEP
    daily = (
        weather.group_by(day=pl.col("observed_at").dt.date())
        .agg(pl.col("outdoor_celsius").mean())
        .with_columns(step.alias("outdoor_celsius"))
    )
    days = daily.group_by("outdoor_celsius").agg(days=pl.len())
    dated = cases.with_columns(day=pl.col("at").dt.date()).join(daily, on="day")
    return (
        _shares(dated, "outdoor_celsius")
        .join(days, on="outdoor_celsius", maintain_order="left")
        .with_columns(cases_per_day=pl.col("cases") / pl.col("days"))
        .drop("days")
    )


def _phase(day: dt.date, settings: Settings) -> str:
    starts, ends = settings.season_of(day)
    if day > ends:
        return OUTSIDE_SEASON
    if (day - starts).days < _START_DAYS:
        return START_UP
    return END if (ends - day).days < _END_DAYS else DEEP


def _shares(cases: pl.DataFrame, by: str) -> pl.DataFrame:
    counted = cases.drop_nulls(by).group_by(by, "leaf").agg(cases=pl.len())
    share = pl.col("cases") / pl.col("cases").sum().over(by)
    return counted.with_columns(share=share).sort(
        by, "cases", "leaf", descending=[False, True, False]
    )
