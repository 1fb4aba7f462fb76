"""Room temperatures: clustered pass rates, degree-hours, sensors, seasons, plan, silent cold."""

import datetime as dt

import duckdb
import numpy as np
import polars as pl
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st

from heatqa import errors
from heatqa.aggregates import communities, probes, rooms, seasons
from heatqa.judging import facts as judging_facts
from heatqa.measuring import Plan, SensorLimits
from heatqa.settings import Settings
from heatqa.statistics import plan_coverage, silent_cold, weather_normal
from heatqa.statistics.clustered import pass_rates
from heatqa.statistics.degree_hours import deficit_hours, degree_hours
from heatqa.statistics.sensor_faults import sensor_faults
from tests.conftest import Rows, insert

AS_OF = dt.datetime(2026, 3, 15, 12)
START = dt.datetime(2025, 12, 1)


def sums(homes: list[tuple[int, int]]) -> pl.DataFrame:
    """The sums over homes, each with its readings and those that passed."""
    n, m = (np.array(part, dtype=float) for part in zip(*homes, strict=True))
    return pl.DataFrame(
        {
            "homes": [len(homes)],
            "readings": [int(n.sum())],
            "met": [int(m.sum())],
            "met_squared": [float((m * m).sum())],
            "met_times_readings": [float((m * n).sum())],
            "readings_squared": [float((n * n).sum())],
        }
    )


def test_the_variance_equals_statsmodels_cluster_robust():
    """OLS on a constant with clusters, statsmodels; without its correction for few readings."""
    homes = [(40, 38), (40, 12), (10, 10), (25, 25), (60, 55), (33, 20)]
    kept = np.concatenate([np.r_[np.ones(met), np.zeros(n - met)] for n, met in homes])
    groups = np.repeat(np.arange(len(homes)), [n for n, _ in homes])
    model = sm.OLS(kept, np.ones(len(kept))).fit(
        cov_type="cluster", cov_kwds={"groups": groups, "use_correction": False}
    )
    found = pass_rates(sums(homes)).row(0, named=True)
    rate, n = found["rate"], found["readings"]
    variance = found["design_effect"] * rate * (1 - rate) / n
    correction = len(homes) / (len(homes) - 1)
    assert variance == pytest.approx(model.bse[0] ** 2 * correction)


homes_counts = st.lists(
    st.integers(1, 300).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))),
    min_size=1,
    max_size=12,
)


@given(homes_counts)
def test_an_interval_holds_its_rate_and_is_never_narrower_than_that_of_readings(homes):
    found = pass_rates(sums(homes)).row(0, named=True)
    assert 0 <= found["low"] <= found["rate"] <= found["high"] <= 1
    assert 1 <= found["design_effect"] <= max(found["readings"], 1)


def test_coverage_of_the_interval_by_simulation():
    """Forty homes whose own rates differ: the 95 % interval holds the true rate about as often."""
    rng = np.random.default_rng(7)
    held, naive = 0, 0
    for _ in range(400):
        readings = rng.integers(5, 200, 40)
        met = rng.binomial(readings, rng.beta(8, 2, 40))
        found = pass_rates(sums(list(zip(readings.tolist(), met.tolist(), strict=True)))).row(
            0, named=True
        )
        held += found["low"] <= 0.8 <= found["high"]
        rate, half = found["rate"], 1.96 * np.sqrt(0.16 / readings.sum())
        naive += abs(rate - 0.8) <= half
    assert 0.92 <= held / 400 <= 0.975
    assert naive / 400 < 0.5


celsius = st.floats(10, 26).map(lambda value: round(value, 1))


@given(celsius, celsius, st.floats(0.25, 12))
def test_degree_hours_equal_the_integral(first: float, second: float, hours: float):
    pair = pl.DataFrame({"a": [first], "b": [second], "h": [hours]})
    found = pair.select(*deficit_hours(pl.col("a"), pl.col("b"), pl.col("h"), 18.0)).row(0)
    line = np.linspace(first, second, 20_001)
    below = np.maximum(18.0 - line, 0)
    assert found[0] == pytest.approx(np.trapezoid(below, dx=hours / 20_000), abs=2e-3)
    assert found[1] == pytest.approx(hours * (line < 18).mean(), abs=2e-3)


def test_a_gap_in_the_readings_is_not_bridged():
    readings = pl.DataFrame(
        {
            "household_key": ["h"] * 3,
            "room": ["living_room"] * 3,
            "measured_at": [START, START + dt.timedelta(hours=6), START + dt.timedelta(hours=30)],
            "room_celsius": [16.0, 16.0, 16.0],
        }
    )
    assert degree_hours(readings, 18.0).row(0) == ("h", 12.0, 6.0, 6.0)


def reading(home: str, hours: float, celsius: float, **more: object) -> dict[str, object]:
    at = START + dt.timedelta(hours=hours)
    return {"household_key": home, "measured_at": at, "room_celsius": celsius} | more


def prepared(connection: duckdb.DuckDBPyConnection, rows: Rows) -> duckdb.DuckDBPyConnection:
    insert(connection, rows)
    judging_facts.prepare(connection, AS_OF, Settings())
    seasons.register(connection, Settings(), AS_OF)
    rooms.prepare(connection)
    return connection


HOUSES: Rows = {
    "communities": [
        {"community_id": "a", "households": 100, "pipe_metres": 120},
        {"community_id": "b", "households": 50},
    ],
    "households": [
        {"household_key": "h1", "community_id": "a", "building": "1", "floor": 1},
        {"household_key": "h3", "community_id": "a", "building": "1", "floor": 3},
        {"household_key": "h6", "community_id": "a", "building": "1", "floor": 6},
    ],
}


@pytest.mark.parametrize("order", [1, -1])
def test_a_mean_on_the_limit_keeps_it_in_whatever_order_readings_lie(facts, order: int):
    # As fractions the sum of these is a little less than 72 in the one order.
    celsius = [18.7, 18.9, 18.8, 15.6][::order]
    readings = [reading("h1", hour, value) for hour, value in enumerate(celsius)]
    connection = prepared(facts, HOUSES | {"temperatures": readings})
    for unit in ("day", "home"):
        assert rooms.pass_sums(connection, rooms.Bounds(18), unit=unit)["met"].item() == 1
    assert rooms.home_means(connection, 18.0)["cold_homes"].item() == 0


def test_pass_sums_by_reading_day_and_home(facts: duckdb.DuckDBPyConnection):
    readings = [
        reading("h1", 0, 17.0),
        reading("h1", 6, 20.0),
        reading("h1", 24, 17.0),
        reading("h6", 0, 19.0),
        reading("h6", 1, 25.0, room="kitchen"),
        reading("h6", 2, 25.0, valid=False),
        reading("h6", -24 * 60, 10.0),
    ]
    connection = prepared(facts, HOUSES | {"temperatures": readings})
    bounds = rooms.Bounds(low=18)

    def counted(unit: str, *by: str) -> list[tuple[object, ...]]:
        found = rooms.pass_sums(connection, bounds, by=by, unit=unit)
        return found.select(*by, "homes", "readings", "met").rows()

    assert counted("reading") == [(2, 4, 2)]
    assert counted("day") == [(2, 3, 2)]
    assert counted("home") == [(2, 2, 2)]
    assert counted("reading", "position") == [("ground", 1, 3, 1), ("top", 1, 1, 1)]
    assert counted("home", "pipe_metres") == [(0, 2, 2, 2)]
    assert counted("reading", "hour", "season")[0] == (0, "2025-26", 2, 3, 1)


def test_the_upper_end_of_a_reading_counts(facts: duckdb.DuckDBPyConnection):
    readings = [reading("h1", n, celsius) for n, celsius in enumerate((15.9, 16.0, 20.0, 20.1))]
    connection = prepared(facts, HOUSES | {"temperatures": readings})
    assert rooms.pass_sums(connection, rooms.Bounds(16, 20))["met"].item() == 2


def test_degree_hours_in_the_database_equal_those_in_the_frame(facts: duckdb.DuckDBPyConnection):
    rng = np.random.default_rng(3)
    readings = [
        reading(home, 6.0 * n + (n % 3), round(float(rng.normal(18, 2)), 1))
        for home in ("h1", "h3", "h6")
        for n in range(80)
    ]
    connection = prepared(facts, HOUSES | {"temperatures": readings})
    found = rooms.degree_hours(connection, 18.0).row(0, named=True)
    frame = pl.DataFrame(readings).with_columns(room=pl.lit("living_room"))
    expected = degree_hours(frame, 18.0)
    for name in ("degree_hours", "hours_below", "hours"):
        assert found[name] == pytest.approx(expected[name].sum())
    assert found["homes"] == 3


def test_a_home_counts_once_in_the_mean_of_its_group(facts: duckdb.DuckDBPyConnection):
    readings = [reading("h1", n, celsius) for n, celsius in enumerate((17.0, 17.0, 17.0, 18.0))]
    readings.append(reading("h3", 0, 18.0))
    found = rooms.home_means(prepared(facts, HOUSES | {"temperatures": readings}), 18.0)
    # A mean of exactly the limit is not below it.
    assert found.row(0) == (2, (17.25 + 18.0) / 2, 1, 0.5)


def test_each_fault_is_found_and_a_sound_sensor_is_not_doubted(facts: duckdb.DuckDBPyConnection):
    rng = np.random.default_rng(5)

    def sent(home: str, change) -> list[dict[str, object]]:
        made = []
        for n in range(120):
            celsius = change(n, round(20 + float(rng.normal(0, 0.4)), 1))
            if celsius is not None:
                made.append(reading(home, float(n), celsius, method="sensor", room="living_room"))
        return made

    readings = [
        *(row for n in range(8) for row in sent(f"sound{n}", lambda _, c: c)),
        *sent("stuck", lambda n, c: 20.3 if n < 60 else c),
        *sent("jumping", lambda n, c: c + (9 if n % 30 == 7 else 0)),
        *sent("range", lambda n, c: 41.0 if n == 50 else c),
        *sent("silent", lambda n, c: c if n % 4 < 3 or n < 2 else None),
        *sent("offset", lambda _, c: c + 6),
    ]
    connection = prepared(facts, {"temperatures": readings})
    found = sensor_faults(
        probes.sensors(connection, SensorLimits()), SensorLimits(arrived_share=0.8)
    )
    faults = {
        row["household_key"]: {f for f in ("stuck", "jumping", "silent", "offset") if row[f]}
        for row in found.iter_rows(named=True)
    }
    assert faults["stuck"] == {"stuck"}
    assert faults["jumping"] == {"jumping"}
    assert faults["silent"] == {"silent"}
    assert faults["offset"] == {"offset"}
    assert found.filter(pl.col("out_of_range"))["household_key"].to_list() == ["range"]
    assert not any(faults[f"sound{n}"] for n in range(8))


def test_two_sound_sensors_of_one_home_do_not_look_like_one_that_jumps(
    facts: duckdb.DuckDBPyConnection,
):
    readings = [
        reading("home", n / 2, celsius, method="sensor", room=room)
        for n in range(120)
        for room, celsius in (("living_room", 23.0 + n % 3 / 10), ("bedroom", 17.0 + n % 2 / 10))
    ]
    found = probes.sensors(prepared(facts, {"temperatures": readings}), SensorLimits())
    assert found.select("room", "readings", "jumps").rows() == [
        ("bedroom", 120, 0),
        ("living_room", 120, 0),
    ]


def test_a_change_that_is_only_weather_is_not_called_one():
    rng = np.random.default_rng(2)

    def winter(season: str, outdoor: float, better: float) -> pl.DataFrame:
        celsius = rng.normal(outdoor, 4, 120)
        room = 20 + better + 0.08 * celsius + rng.normal(0, 0.1, 120)
        frame = {"season": [season] * 120, "room_celsius": room, "outdoor_celsius": celsius}
        return pl.DataFrame(frame)

    milder = pl.concat([winter("2024-25", -9, 0), winter("2025-26", -4, 0)])
    frame, found = weather_normal.compare_seasons(milder)
    assert found.raw > 0.3
    assert found.low <= 0 <= found.high
    assert frame["at_equal_weather"].to_list() == pytest.approx([20 + 0.08 * -6.5] * 2, abs=0.1)
    warmer = pl.concat([winter("2024-25", -4, 0), winter("2025-26", -9, 0.5)])
    _, found = weather_normal.compare_seasons(warmer)
    assert found.low <= 0.5 <= found.high
    with pytest.raises(errors.SeasonsTooFew, match="season before"):
        weather_normal.compare_seasons(winter("2024-25", -4, 0))


def test_a_plan_asks_for_homes_positions_and_no_long_gap(facts: duckdb.DuckDBPyConnection):
    days = range(15, 100, 20)
    homes = ("h1", "h3", "h6")
    readings = [
        reading(home, 24.0 * (day - 16), 20.0, community_id="a") for day in days for home in homes
    ]
    connection = prepared(facts, HOUSES | {"temperatures": readings})
    measured = communities.measured(connection, "2025-26")
    plan = Plan(share_of_homes=0.03)
    found = {row["community_id"]: row for row in plan_coverage.coverage(measured, plan).to_dicts()}
    assert found["a"]["kept"]
    assert found["a"]["longest_gap_days"] <= 30
    assert found["a"]["positions"] == ["ground", "middle", "top"]
    assert not found["b"]["kept"]
    assert found["b"]["missing_positions"] == ["ground", "middle", "top"]
    strict = plan_coverage.coverage(measured, Plan(most_days_between=10))
    assert not strict.filter(pl.col("community_id") == "a")["gaps_kept"].item()


def town(quiet: float = 1.0, loud: float = 1.0, seed: int = 1) -> pl.DataFrame:
    """Sixty communities that call as their rooms let expect, but for the first and the last."""
    rng = np.random.default_rng(seed)
    celsius = np.sort(rng.normal(20, 0.8, 60))
    homes = rng.integers(200, 800, 60)
    mean = homes * 0.1 * np.exp(-0.4 * (celsius - 20))
    mean[0] *= quiet
    mean[-1] *= loud
    return pl.DataFrame(
        {
            "community_id": [f"c{n:02d}" for n in range(60)],
            "households": homes,
            "homes": 20,
            "mean_celsius": celsius,
            "contacts": rng.poisson(mean),
        }
    )


def test_the_cold_community_that_does_not_call_is_named_and_the_warm_one_that_does():
    found = silent_cold.silent_cold(town(quiet=0.1, loud=4.0))
    named = dict(found.select("community_id", "finding").rows())
    assert {name for name, finding in named.items() if finding != "in line"} == {"c00", "c59"}
    assert named["c00"] == silent_cold.SILENT
    assert named["c59"] == silent_cold.LOUD


def test_where_all_call_as_expected_few_are_named():
    wrong = [
        silent_cold.silent_cold(town(seed=seed)).filter(pl.col("finding") != "in line").height
        for seed in range(10)
    ]
    assert sum(wrong) <= 2


def test_without_readings_nothing_can_be_told():
    unmeasured = town().with_columns(homes=0)
    assert set(silent_cold.silent_cold(unmeasured)["finding"]) == {"cannot tell"}


def test_where_one_community_alone_ever_called_the_others_foresee_nothing():
    alone = town().with_columns(contacts=pl.Series([5] + [0] * 59))
    found = silent_cold.silent_cold(alone)
    assert set(found["finding"]) == {"cannot tell"}
    assert found["expected"].null_count() == 60


def test_a_reading_without_a_temperature_neither_cools_nor_warms():
    hours = [dt.datetime(2026, 1, 5, hour) for hour in (0, 1, 2)]
    frame = pl.DataFrame({"household_key": "h", "room": "r", "measured_at": hours})
    frame = frame.with_columns(room_celsius=pl.Series([16.0, None, 16.0]))
    found = degree_hours(frame, 18.0).row(0, named=True)
    assert (found["degree_hours"], found["hours_below"], found["hours"]) == (4.0, 2.0, 2.0)


def test_a_group_without_a_home_has_no_rate_and_no_weight():
    sums = {key: [0] for key in ("homes", "readings", "met")}
    squares = {key: [0] for key in ("met_squared", "met_times_readings", "readings_squared")}
    found = pass_rates(pl.DataFrame(sums | squares)).row(0, named=True)
    names = ("rate", "low", "high", "design_effect", "effective")
    assert [found[name] for name in names] == [None] * 5


def test_two_winters_of_a_day_each_are_not_compared():
    days = pl.DataFrame({"season": ["a", "b"], "room_celsius": [20.0, 21.0]})
    with pytest.raises(errors.SeasonsTooFew, match="2 days"):
        weather_normal.compare_seasons(days.with_columns(outdoor_celsius=0.0))
