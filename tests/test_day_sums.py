"""Readings summed by day are judged like the readings themselves, whatever the moment."""

import dataclasses
import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heatqa import dictionary
from heatqa.clauses import load
from heatqa.judging import alike, cube, day_sums, facts
from heatqa.judging.engine import Local
from heatqa.judging.rehearsal import insert
from heatqa.settings import Settings
from heatqa.sql import single

EVERY = load()
SUMMED = [name for name, source in facts.sources().items() if source.summed]
CATALOGUE = dataclasses.replace(
    EVERY, clauses={n: clause for n, clause in EVERY.clauses.items() if clause.fact in SUMMED}
)
LIMITS = cube.limits(CATALOGUE, Settings())
readings = st.fixed_dictionaries(
    {
        "household_key": st.sampled_from(["H1", "H2", None]),
        "sensor_id": st.sampled_from(["S1", None]),
        "measured_at": st.datetimes(dt.datetime(2025, 11, 14), dt.datetime(2025, 11, 24)),
        "room": st.sampled_from(["bedroom", "kitchen", "attic", None]),
        "room_celsius": st.sampled_from([15.95, 16.0, 17.99, 18.0, 18.01, 20.0, 20.3, None]),
        "method": st.sampled_from(["manual", None]),
        "valid": st.sampled_from([True, False, None]),
        "community_id": st.sampled_from(["a", "b", None]),
    }
)
outages = st.fixed_dictionaries(
    {
        "community_id": st.sampled_from(["a", "b"]),
        "started_at": st.datetimes(dt.datetime(2025, 11, 15), dt.datetime(2025, 11, 20)),
    }
)
moments = st.datetimes(dt.datetime(2025, 11, 16), dt.datetime(2025, 11, 26))


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(readings, min_size=1, max_size=30), st.lists(outages, max_size=2), moments)
def test_the_cube_of_the_sums_is_the_cube_of_the_readings(facts, rooms, broken, as_of):
    for table in dictionary.tables():
        facts.execute(f"delete from {table}")
    day_sums.forget(facts)
    insert(facts, {"temperatures": rooms, "outages": broken})
    of_readings = counts(facts, as_of)
    day_sums.make(facts, LIMITS)
    assert day_sums.stored_limits(Local(facts)) == LIMITS
    assert counts(facts, as_of) == of_readings


def test_sums_that_miss_a_reading_are_left_alone(facts):
    day_sums.make(facts, LIMITS)
    insert(facts, {"temperatures": [{"measured_at": "2025-12-01 08:00:00", "room_celsius": 17.0}]})
    assert day_sums.stored_limits(Local(facts)) is None
    day_sums.make(facts, LIMITS)
    assert day_sums.stored_limits(Local(facts)) == LIMITS
    day_sums.forget(facts)


@pytest.mark.parametrize("source", SUMMED)
def test_a_clause_that_asks_for_more_than_the_sums_tell_reads_every_reading(source):
    sums = alike.Sums(LIMITS, day_sums.TOLD)
    assert sums.tell(source, {"day", "community_id", "room_celsius", "in_season"}, {16, 20})
    assert not sums.tell(source, {"day", "room_celsius", "floor"}, {16, 20})
    assert not sums.tell(source, {"day", "room_celsius"}, {16, 21})


def test_all_clauses_on_readings_are_judged_on_the_sums(facts, monkeypatch):
    told = []
    tell = alike.Sums.tell

    def watched(sums, source, *asked):
        told.append((source, tell(sums, source, *asked)))
        return told[-1][1]

    monkeypatch.setattr(alike.Sums, "tell", watched)
    insert(facts, {"temperatures": [{"measured_at": "2025-12-01 08:00:00", "room_celsius": 17.0}]})
    day_sums.make(facts, LIMITS)
    counts(facts, dt.datetime(2026, 3, 15))
    assert sorted(told) == sorted((source, True) for source in SUMMED)
    day_sums.forget(facts)


def test_no_column_that_is_summed_by_waits_for_its_spelling_to_be_known():
    columns = dictionary.tables()[day_sums.READINGS].columns
    assert not any(columns[name].strict for name in ("room", "method", "valid", "community_id"))


def counts(connection, as_of):
    cube.build(connection, CATALOGUE, Settings(), as_of)
    judged = single(connection, "select sum(met + missed + cannot_tell) from cube")[0]
    return judged, connection.sql("from cube order by all").fetchall()
