"""Figures of temperatures, demand and hotline: they say what their data are, and show them."""

import datetime as dt
import functools
from collections.abc import Callable
from typing import Any

import plotly.graph_objects as go
import polars as pl
import pytest

from heatqa import figures, language
from heatqa.statistics.change_point import ChangePoint
from heatqa.statistics.sensor_faults import FAULTS
from heatqa.statistics.weather_normal import Comparison

DAY = dt.date(2026, 1, 5)
RATES = {"homes": [3, 9], "rate": [0.8, 0.9], "low": [0.6, 0.85], "high": [0.9, 0.94]}
FLOORS = pl.DataFrame({"position": ["top", "ground"], **RATES})
HOURS = pl.DataFrame({"position": ["top"], "homes": [3], "degree_hours_per_home_day": [2.5]})
COLD = pl.DataFrame(
    {
        "community_id": ["甲", "乙", "丙"],
        "households": [100, 200, 300],
        "mean_celsius": [17.0, 20.0, 21.0],
        "contacts_per_1000": [5.0, 100.0, 300.0],
        "expected": [15.0, 19.0, 25.0],
        "finding": ["silent cold", "in line", "loud warm"],
    }
)
DAYS = pl.DataFrame(
    {
        "season": ["2024-25", "2025-26"],
        "day": [dt.date(2025, 1, 5), DAY],
        "day_of_season": [52, 52],
        "room_celsius": [20.0, 20.5],
        "outdoor_celsius": [-8.0, -6.0],
        "count": [9, 40],
        "expected": [8.0, 9.0],
        "low": [3, 4],
        "high": [14, 15],
        "surprise": [0.4, 1e-6],
    }
)
SENSORS = pl.DataFrame({"household_key": ["s"], **{fault: [fault == "stuck"] for fault in FAULTS}})
PLAN = pl.DataFrame(
    {"community_id": ["甲", "乙"], "share_of_homes": [0.1, 0.0], "kept": [True, False]}
)
BESIDE = pl.DataFrame({"day_of_season": [1], "count_so_far": [5], "count_so_far_before": [9]})
SURGES = pl.DataFrame(
    {"day": [DAY], "community_id": ["甲"], "count": [9], "expected": [0.5], "excess": [8.5]}
)
REPEATS = pl.DataFrame(
    {"window_days": [7], "judged": [50], "rate": [0.9], "low": [0.8], "high": [0.95]}
)
LEVELS = pl.DataFrame(
    {
        "season": ["2024-25", "2025-26"],
        "formula": ["of_offered", "of_offered"],
        "judged": [10, 10],
        "rate": [0.8, 0.9],
        "low": [0.6, 0.7],
        "high": [0.9, 0.95],
    }
)
WEEK = pl.DataFrame({"weekday": [1, 2], "hour": [9, 9], "calls_per_hour": [2.0, 0.5]})
STAFF = pl.DataFrame(
    {"hour": [9], "agents": [2], "busy_agents": [3], "agents_with_patience": [None]},
    schema_overrides={"agents_with_patience": pl.Int64},
)
RINGS = pl.DataFrame({"day": [DAY], "median_ring_seconds": [9.0]})
CHANGE = ChangePoint(at=DAY, earliest=DAY, latest=DAY, p=0.001, before=6.0, after=9.0)
SAME = Comparison(0.1, -0.001, -0.05, 0.05, 0.07, -7.0)

Draw = Callable[..., go.Figure]
DRAWN: dict[str, tuple[Draw, pl.DataFrame]] = {
    "pass_rates": (functools.partial(figures.pass_rates, by="position", target=0.97), FLOORS),
    "degree_hours": (functools.partial(figures.degree_hours, by="position"), HOURS),
    "silent_cold": (figures.silent_cold, COLD),
    "winters": (functools.partial(figures.winters, comparison=SAME), DAYS),
    "sensors": (figures.sensors, SENSORS),
    "plan_coverage": (functools.partial(figures.plan_coverage, share=0.02), PLAN),
    "expected_days": (figures.expected_days, DAYS),
    "contacts_and_cold": (figures.contacts_and_cold, DAYS.tail(1)),
    "season_beside_last": (figures.season_beside_last, BESIDE),
    "surges": (functools.partial(figures.surges, by="community_id"), SURGES),
    "repeats": (figures.repeats, REPEATS),
    "service_level": (functools.partial(figures.service_level, seconds=15.0), LEVELS),
    "hours_of_week": (figures.hours_of_week, WEEK),
    "staffing": (functools.partial(figures.staffing, target=0.95, seconds=15.0), STAFF),
    "ring_days": (functools.partial(figures.ring_days, change=CHANGE), RINGS),
}


def traces(made: go.Figure) -> list[Any]:
    return list(made.data)


def layout(made: go.Figure) -> Any:
    """How it is laid out; plotly carries no types."""
    return made.layout


@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.parametrize("lang", language.LANGUAGES)
def test_a_figure_says_what_its_data_are(monkeypatch, name: str, lang: str):
    monkeypatch.setenv("HEATQA_LANG", lang)
    draw, frame = DRAWN[name]
    made = draw(frame, source="simulated city")
    assert any("simulated city" in note.text for note in layout(made).annotations)
    assert any("一" <= letter <= "鿿" for letter in layout(made).title.text) == (lang == "zh")


@pytest.mark.parametrize("name", DRAWN)
def test_an_empty_frame_makes_an_empty_figure(name: str):
    draw, frame = DRAWN[name]
    assert layout(draw(frame.clear(), source="none")).title.text


def test_groups_are_named_in_words():
    made = figures.pass_rates(FLOORS, by="position", source="s")
    assert list(traces(made)[0].y) == ["ground floor", "top floor"]


def test_only_findings_carry_their_name():
    made = figures.silent_cold(COLD, source="s")
    named = {trace.text[0] for trace in traces(made) if "text" in (trace.mode or "")}
    assert named == {"甲", "丙"}


def test_unusual_days_are_marked_apart():
    *_, usual, unusual = traces(figures.expected_days(DAYS, source="s"))
    assert list(usual.y) == [9]
    assert list(unusual.y) == [40]
    assert usual.marker.symbol != unusual.marker.symbol


def test_a_change_too_small_to_see_has_no_sign_of_a_fall():
    assert "+0.00" in layout(figures.winters(DAYS, SAME, source="s")).title.text


def test_unknown_patience_is_not_drawn():
    assert len(traces(figures.staffing(STAFF, source="s", target=0.95, seconds=15.0))) == 2
