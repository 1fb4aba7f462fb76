"""Readings that no clause tells apart are judged once: the cube is that of judging each."""

import itertools

import pytest

from heatqa.judging import alike

DAYS = ("2025-11-16", "2026-01-05", "2026-04-02")
AROUND_LIMITS = (15.9, 16.0, 16.1, 17.9, 18.0, 19.0, 20.0, 20.1, None)


def test_readings_on_both_sides_of_every_limit_count_as_judged_one_by_one(judge, monkeypatch):
    readings = [
        {
            "household_key": f"h{place}",
            "measured_at": f"{day} 08:00:00",
            "room": room,
            "room_celsius": celsius,
            "valid": valid,
            "community_id": f"c{place % 2}",
        }
        for place, (day, room, celsius, valid) in enumerate(
            itertools.product(DAYS, ("bedroom", "kitchen"), AROUND_LIMITS, (True, False, None))
        )
    ]
    together = judge({"temperatures": [reading for reading in readings for _ in range(2)]})
    monkeypatch.setattr(alike, "counted", lambda *_, **__: None)
    each = judge({})
    assert together.sort(*together.columns).equals(each.sort(*each.columns))
    assert each["met"].sum()
    assert each["missed"].sum()


@pytest.mark.parametrize("limits", [[16.0], [16.0, 18.0, 20.0], []])
def test_a_number_stands_for_all_that_lie_on_the_same_side_of_every_limit(facts, limits):
    told = alike.told_apart("t", limits)
    values = [-1e300, 15.999, 16.0, 16.001, 18.0, 19.5, 20.0, 20.5, 1e300]
    stood = facts.execute(f"select {told} from (select unnest($1::double[]) as t)", [values])
    for value, (standing,) in zip(values, stood.fetchall(), strict=True):
        assert [(value > limit, value < limit) for limit in limits] == [
            (standing > limit, standing < limit) for limit in limits
        ]
    assert facts.execute(f"select {told} from (select null::double as t)").fetchall() == [(None,)]
