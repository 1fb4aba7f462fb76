"""Demand: weather regression, repeats, service level, staffing, seasons side by side, steps."""

import datetime as dt
import math

import duckdb
import numpy as np
import polars as pl
import pytest
import scipy.linalg
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st

from heatqa import errors
from heatqa.aggregates import contacts, rooms, seasons
from heatqa.judging import facts as judging_facts
from heatqa.settings import Settings
from heatqa.statistics import demand, erlang, service_level
from heatqa.statistics.change_point import change_point
from heatqa.statistics.repeats import repeats
from heatqa.statistics.season_days import align
from tests.conftest import Rows, insert

AS_OF = dt.datetime(2026, 3, 15, 12)


def winter(seed: int, dispersion: float = 0.0) -> pl.DataFrame:
    """A season of counts that follow the model exactly."""
    rng = np.random.default_rng(seed)
    celsius = np.round(rng.normal(-6, 5, 121), 1)
    days = pl.date_range(dt.date(2025, 11, 15), dt.date(2026, 3, 15), eager=True)
    before = np.r_[np.nan, celsius[:-1]]
    mean = np.exp(1.5 + 0.05 * np.maximum(0, 5 - before) + 1.5 * np.exp(-np.arange(121) / 5))
    mean = np.where(np.isnan(mean), 10.0, mean)
    if dispersion:
        mean = rng.gamma(1 / dispersion, dispersion * mean)
    return pl.DataFrame(
        {
            "season": "2025-26",
            "day": days,
            "day_of_season": range(1, 122),
            "count": rng.poisson(mean),
            "outdoor_celsius": celsius,
            "outdoor_celsius_before": before,
        }
    ).with_columns(pl.col("outdoor_celsius_before").fill_nan(None))


def test_the_regression_equals_statsmodels_negative_binomial():
    daily = winter(3, dispersion=0.2)
    model = demand.fit(daily)
    known = daily.drop_nulls()
    cold = (5 - known["outdoor_celsius"]).clip(0)
    earlier = (5 - known["outdoor_celsius_before"]).clip(0)
    weekend = (known["day"].dt.weekday() >= 6).cast(pl.Float64)
    start = (-(known["day_of_season"] - 1) / 5).exp()
    matrix = np.column_stack([np.ones(len(known)), cold, earlier, weekend, start])
    peer = sm.NegativeBinomial(known["count"].to_numpy(), matrix).fit(disp=0, maxiter=500)
    assert model.parameters == pytest.approx(np.asarray(peer.params)[:-1], abs=1e-3)
    assert model.dispersion == pytest.approx(np.asarray(peer.params)[-1], abs=1e-3)
    low, high = model.effects().filter(pl.col("term") == "cold_day_before")["low", "high"].row(0)
    assert low < math.exp(0.05) < high


def test_counts_that_vary_no_more_than_poisson_have_no_dispersion():
    even = winter(3).with_columns(count=pl.lit(8))
    assert demand.fit(even).dispersion == 0


def test_coverage_of_the_forecast_by_simulation():
    """A winter foreseen from another one: nine days in ten lie in the 90 % interval."""
    inside = days = 0
    for seed in range(20):
        model = demand.fit(winter(seed, dispersion=0.1))
        found = demand.expect(model, winter(100 + seed, dispersion=0.1)).drop_nulls()
        inside += int(found["count"].is_between(found["low"], found["high"]).sum())
        days += len(found)
    # Counts are whole numbers, so the interval holds a little more than asked.
    assert 0.88 <= inside / days <= 0.95


def test_a_forecast_needs_no_counts_and_no_weather_means_no_forecast():
    model = demand.fit(winter(1))
    coming = (
        winter(2)
        .drop("count")
        .with_columns(outdoor_celsius=pl.when(pl.col("day_of_season") > 2).then("outdoor_celsius"))
    )
    found = demand.expect(model, coming)
    assert "surprise" not in found.columns
    assert found["expected"].is_null().to_list()[:4] == [True, True, False, False]


def test_too_few_days_cannot_carry_the_model():
    with pytest.raises(errors.DaysTooFew, match="at least 6 days"):
        demand.fit(winter(1).head(5))


def test_only_the_planted_surge_is_unusual():
    daily = winter(4).with_columns(
        count=pl.when(pl.col("day_of_season").is_between(40, 41)).then(60).otherwise("count")
    )
    found = demand.unusual_days(demand.expect(demand.fit(daily), daily), chance=1e-4)
    assert set(found["day_of_season"]) == {40, 41}


@pytest.mark.parametrize(("load", "agents"), [(10, 12), (3, 5), (2, 3), (20, 22)])
def test_erlang_c_against_the_closed_formula(load: float, agents: int):
    """The sum that defines it, as in any textbook (Gross and Harris, M/M/c)."""
    top = load**agents / math.factorial(agents) * agents / (agents - load)
    below = sum(load**n / math.factorial(n) for n in range(agents))
    assert erlang.erlang_c(load, agents) == pytest.approx(top / (below + top))


def test_the_textbook_staffing_of_100_calls_in_half_an_hour():
    """100 calls in 30 min of 180 s: 14 agents answer 88.8 % within 20 s, 13 only 79.7 %."""
    load = 100 * 180 / 1800

    def reached(agents: int) -> float:
        return erlang.answered_within(load, agents, handle_seconds=180, within_seconds=20)

    assert reached(14) == pytest.approx(0.888, abs=5e-4)
    assert reached(13) == pytest.approx(0.797, abs=5e-3)


def exact_erlang_a(
    load: float, agents: int, handle: float, within: float, patience: float
) -> float:
    """The same share by another way: the states of the queue as a chain in continuous time."""
    service, leaving, arrival = 1 / handle, 1 / patience, load / handle
    size = 400
    weights = [1.0]
    for n in range(1, agents + size):
        weights.append(
            weights[-1] * arrival / (min(n, agents) * service + max(0, n - agents) * leaving)
        )
    chance = np.array(weights) / sum(weights)
    # One who finds so many waiting: they must leave or be served one by one, while the caller
    # keeps patience; state 0 is served, n + 1 is n still ahead.
    ahead = np.arange(60)
    flow = agents * service + ahead * leaving
    moves = np.diag(np.append(0.0, -(flow + leaving)))
    moves[ahead + 1, ahead] = flow
    reached = scipy.linalg.expm(moves * within)[1:, 0]
    served = chance[:agents].sum() + chance[agents : agents + 60] @ reached
    return float(served)


@pytest.mark.parametrize(("load", "agents"), [(4, 5), (6, 5), (0.5, 1)])
def test_erlang_a_against_the_chain_of_states(load: float, agents: int):
    given_ = {"handle_seconds": 180.0, "within_seconds": 20.0, "patience_seconds": 60.0}
    found = erlang.answered_within(load, agents, **given_)
    assert found == pytest.approx(exact_erlang_a(load, agents, 180, 20, 60), abs=1e-8)


def test_endless_patience_turns_erlang_a_into_erlang_c():
    given_ = {"handle_seconds": 180.0, "within_seconds": 15.0}
    patient = erlang.answered_within(8, 11, **given_, patience_seconds=1e7)
    assert patient == pytest.approx(erlang.answered_within(8, 11, **given_), abs=1e-4)


@given(st.floats(0.05, 40), st.integers(1, 60), st.floats(5, 60))
def test_more_agents_never_answer_less(load: float, agents: int, within: float):
    given_ = {"handle_seconds": 200.0, "within_seconds": within}
    fewer = erlang.answered_within(load, agents, **given_)
    more = erlang.answered_within(load, agents + 1, **given_)
    assert 0 <= fewer <= more + 1e-12
    assert more <= 1


def test_staffing_without_patience_says_nothing_of_it():
    hours = pl.DataFrame({"hour": [3, 9], "calls": [0.0, 30.0]})
    found = erlang.staffing(hours, target=0.95, handle_seconds=300, within_seconds=15)
    assert found["agents"].to_list()[0] == 0
    assert found["busy_agents"][1] >= found["agents"][1] > 2.5
    assert found["agents_with_patience"].is_null().all()


def test_three_formulas_part_where_callers_hang_up():
    counts = {"offered": [100], "answered": [90], "answered_in_time": [72], "gave_up_in_time": [4]}
    frame = pl.DataFrame(counts)
    rates = dict(service_level.service_level(frame).select("formula", "rate").rows())
    assert rates == {
        "of_answered": pytest.approx(72 / 90),
        "of_offered": pytest.approx(72 / 100),
        "of_offered_without_early_hang_ups": pytest.approx(72 / 96),
    }
    lost = service_level.abandonment(frame).row(0, named=True)
    assert (lost["rate"], lost["late_rate"]) == (0.1, pytest.approx(6 / 96))
    nobody = frame.with_columns(pl.all().cast(pl.Int64) * 0)
    assert service_level.service_level(nobody)["rate"].is_null().all()


def test_patience_counts_the_waits_of_those_who_were_answered():
    rng = np.random.default_rng(1)
    patience, wait = rng.exponential(60, 20_000), rng.exponential(20, 20_000)
    seen = pl.DataFrame(
        {"waited_seconds": [np.minimum(patience, wait).sum()], "gave_up": [(patience < wait).sum()]}
    )
    assert service_level.patience(seen) == pytest.approx(60, rel=0.03)
    assert service_level.patience(seen.with_columns(gave_up=0)) is None


def day(number: int) -> dt.datetime:
    return dt.datetime(2026, 1, 1) + dt.timedelta(days=number)


def test_a_repeat_counts_from_the_contact_before_it_and_open_windows_are_left_out():
    frame = pl.DataFrame(
        {
            "household_key": ["a", "a", "b", "c", "a", None],
            "at": [day(0), day(3), day(0), day(28), day(20), day(1)],
            "leaf": ["cold", "leak", "cold", "cold", "cold", "cold"],
        }
    )
    found = repeats(frame, day(30), windows=(2, 3, 14))
    # On the last two days' contacts nobody can tell yet.
    assert found.select("window_days", "judged", "repeated").rows() == [
        (2, 5, 0),
        (3, 4, 1),
        (14, 3, 1),
    ]
    assert repeats(frame, day(30), windows=(3,), same=("leaf",))["repeated"].item() == 0
    assert repeats(frame.clear(), day(30))["rate"].is_null().all()


def test_the_same_day_of_season_is_compared_and_no_later_one():
    daily = pl.DataFrame(
        {
            "season": ["2024-25"] * 3 + ["2025-26"] * 2,
            "day_of_season": [1, 2, 3, 1, 2],
            "count": [9, 4, 7, 5, 6],
        }
    )
    assert align(daily).rows() == [(1, 5, 9, 5, 9), (2, 6, 4, 11, 13)]
    alone = align(daily.filter(pl.col("season") == "2025-26"))
    assert alone["count_before"].is_null().all()


def test_pettitt_1979_finds_the_step_and_tells_when_there_is_none():
    rng = np.random.default_rng(6)
    flat = pl.DataFrame({"day": range(120), "seconds": rng.lognormal(2, 0.4, 120)})
    none = change_point(flat, "seconds", "day")
    assert none is not None
    assert none.p > 0.05
    step = flat.with_columns(
        seconds=pl.col("seconds") * pl.when(pl.col("day") >= 70).then(1.6).otherwise(1.0)
    )
    found = change_point(step, "seconds", "day")
    assert found is not None
    assert found.p < 0.01
    assert found.at in range(66, 75)
    assert found.earliest <= 70 <= found.latest
    assert found.after > found.before
    assert change_point(step.head(3), "seconds", "day") is None


def test_a_series_that_never_varies_has_changed_nowhere_in_particular():
    found = change_point(pl.DataFrame({"day": range(9), "seconds": [6] * 9}), "seconds", "day")
    assert found is not None
    assert (found.p, found.earliest, found.latest) == (1.0, 1, 8)


@pytest.mark.parametrize("at", [30, 100, 150])
def test_the_interval_of_a_change_holds_it_as_often_as_it_says(at: int):
    """Also near the ends, whereto Pettitt's own point does not reach."""
    rng = np.random.default_rng(at)
    held = 0
    for _ in range(300):
        seconds = rng.lognormal(2, 0.6, 200)
        seconds[at:] *= 1.8
        found = change_point(pl.DataFrame({"call": range(200), "s": seconds}), "s", "call")
        assert found is not None
        assert found.earliest <= found.at <= found.latest
        held += found.earliest <= at <= found.latest
    assert held / 300 > 0.93


def call(name: str, at: str, ring: float | None, talk: int, **more: object) -> dict[str, object]:
    started = dt.datetime.fromisoformat(at)
    row: dict[str, object] = {"call_id": name, "direction": "inbound", "line_type": "hotline"}
    row |= {"started_at": started, "ring_seconds": ring if ring is not None else ""}
    if talk:
        answered = started + dt.timedelta(seconds=ring or 0)
        row |= {"answered_at": answered, "ended_at": answered + dt.timedelta(seconds=talk)}
    else:
        row |= {"ended_at": started + dt.timedelta(seconds=ring or 0), "outcome": "unanswered"}
    return row | more


CALLS: Rows = {
    "calls": [
        call("in time", "2026-01-05 09:00:00", 15, 100),
        call("late", "2026-01-05 09:10:00", 16, 200),
        call("early hang-up", "2026-01-05 10:00:00", 5, 0),
        call("late hang-up", "2026-01-06 10:00:00", 40, 0, wait_seconds=20.0),
        call("summer", "2025-07-06 10:00:00", 40, 0),
        call("office", "2026-01-06 10:00:00", 4, 60, line_type="office"),
        call("out", "2026-01-06 10:00:00", 4, 60, direction="outbound"),
    ],
    "tickets": [
        {"ticket_id": "t1", "accepted_at": dt.datetime(2026, 1, 5, 9), "household_key": "h"},
        {
            "ticket_id": "t2",
            "accepted_at": dt.datetime(2026, 1, 5, 10),
            "parent_ticket_id": "t1",
            "household_key": "g",
        },
    ],
    "weather": [
        {"observed_at": dt.datetime(2026, 1, 4), "outdoor_celsius": -8.0},
        {"observed_at": dt.datetime(2026, 1, 5, 6), "outdoor_celsius": -9.0},
        {"observed_at": dt.datetime(2026, 1, 5, 18), "outdoor_celsius": -5.0},
    ],
}


def prepared(connection: duckdb.DuckDBPyConnection, rows: Rows) -> duckdb.DuckDBPyConnection:
    insert(connection, rows)
    judging_facts.prepare(connection, AS_OF, Settings())
    seasons.register(connection, Settings(), AS_OF)
    rooms.prepare(connection)
    return connection


def test_calls_are_counted_at_the_boundary_of_three_rings(facts: duckdb.DuckDBPyConnection):
    connection = prepared(facts, CALLS)
    found = contacts.hotline(connection, 15).row(0, named=True)
    assert found["offered"] == 4
    assert found["answered"] == 2
    assert found["answered_in_time"] == 1
    assert found["gave_up_in_time"] == 1
    assert found["gave_up"] == 2
    assert found["waited_seconds"] == 15 + 16 + 5 + 60
    assert found["talk_seconds"] == 150
    by_hour = contacts.hotline(connection, 15, by="hour")
    assert by_hour.select("hour", "offered").rows() == [(9, 2), (10, 2)]
    with pytest.raises(errors.ColumnNotFound):
        contacts.hotline(connection, 15, by="moon")


def test_days_without_contacts_are_days_and_merged_cases_are_one(facts):
    connection = prepared(facts, CALLS)
    daily = contacts.daily(connection)
    assert len(daily) == 121
    assert daily["count"].sum() == 1
    assert daily["day_of_season"].to_list() == list(range(1, 122))
    assert contacts.cases(connection)["household_key"].to_list() == ["h"]
    weather = seasons.weather(connection).row(1, named=True)
    assert (weather["outdoor_celsius"], weather["outdoor_celsius_before"]) == (-7.0, -8.0)
    with pytest.raises(errors.ColumnNotFound):
        contacts.daily(connection, "dreams")
    with pytest.raises(errors.ColumnNotFound):
        contacts.by_day(connection, ("moon",))


def test_an_hour_without_a_call_counts_in_the_mean(facts: duckdb.DuckDBPyConnection):
    connection = prepared(facts, {"calls": CALLS["calls"][:4]})
    week = contacts.hours_of_week(connection)
    monday = week.filter((pl.col("weekday") == 1) & (pl.col("hour") == 9)).row(0, named=True)
    assert (monday["calls"], monday["hours"], monday["calls_per_hour"]) == (2, 1, 2.0)
    assert week.filter((pl.col("weekday") == 2) & (pl.col("hour") == 9))["calls"].item() == 0


def test_a_value_that_is_no_number_is_no_change_in_level():
    days = pl.DataFrame({"day": range(8), "seconds": [5.0] * 4 + [float("nan")] * 4})
    found = change_point(days, "seconds", "day")
    assert found is not None
    assert (found.p, found.before, found.after) == (1.0, 5.0, 5.0)
