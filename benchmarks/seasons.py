"""Planted cold, surge and answer step of simulated cities: how often they are found.

The cities are judged after loading: their facts go straight into a warehouse in memory, so that
a hundred of them stay affordable. Intake has its own proofs.
"""

import datetime as dt
from collections.abc import Iterator

import duckdb
import polars as pl

from benchmarks import race
from heatqa.aggregates import communities, contacts, rooms, seasons
from heatqa.judging import facts
from heatqa.settings import Settings
from heatqa.simulate.planted import Planted, planted
from heatqa.simulate.seasons import clock, last_seasons
from heatqa.simulate.winter import Winter, winter
from heatqa.simulate.world import World, world
from heatqa.statistics import demand, ears, silent_cold
from heatqa.statistics.change_point import change_point
from heatqa.warehouse import schema

CITIES, FIRST_SEED = {"small": 20, "medium": 20, "full": 100}, 101
HOUSEHOLDS = {"small": 12_000, "medium": 12_000, "full": 24_000}
SETTINGS = Settings()
RING_SECONDS = 15
# A step that is dated within this many days of the true one is found.
NEAR_DAYS = 3
# Shares that a company may rely on; what is measured is printed beside them.
GOALS = {
    "silent community found": 0.9,
    "cities with no other community named": 0.9,
    "surge found by the weather model": 0.9,
    "usual days not called unusual": 0.98,
    "surge found by EARS C2": 0.9,
    "answer step told from chance": 0.9,
    "answer step within its 95 % interval": 0.95,
}
# How near a day can be told is a matter of the records: the peer knows what is to be found out.
NEAR, KNOWING, NEAR_AS = "answer step dated within three days", "both levels known", 0.95


def results(size: str) -> Iterator[race.Result]:
    seeds = range(FIRST_SEED, FIRST_SEED + CITIES[size])
    found = pl.DataFrame([_recovered(HOUSEHOLDS[size], seed) for seed in seeds])
    shares = found.mean().row(0, named=True)
    told = f"of {len(seeds)} cities of {HOUSEHOLDS[size]:,} homes"
    for name, goal in GOALS.items():
        yield race.share(name, shares[name], goal, told)
    yield race.share(f"{NEAR}, against {KNOWING}", shares[NEAR], shares[KNOWING], told, NEAR_AS)


def _recovered(households: int, seed: int) -> dict[str, float]:
    """What was found of one city; true is 1, days are a share of days."""
    city = world(households, seed)
    series = last_seasons(2)
    truth = planted(city, series)
    winters = [winter(city, season, truth, seed) for season in series]
    connection = _warehouse(city, winters)
    named = silent_cold.silent_cold(communities.cold_and_calls(connection))
    named = named.filter(pl.col("finding").is_in([silent_cold.SILENT, silent_cold.LOUD]))
    silent = city.communities.names[truth.silent_community]
    ids = set(named["community_id"].to_list())
    rings = contacts.rings(connection).filter(pl.col("season") == series[-1].name)
    true = clock(truth.step_at).replace(tzinfo=None)
    # The step lies between two calls; the first after it is the first that can show it.
    first = rings.filter(pl.col("started_at") >= true)["started_at"].min()
    step = change_point(rings, "ring_seconds", "started_at")
    told = step if step and step.p < 0.01 else None
    return {
        "silent community found": float(silent in ids),
        "cities with no other community named": float(ids <= {silent}),
        "answer step told from chance": float(told is not None),
        "answer step within its 95 % interval": float(
            told is not None and told.earliest <= first <= told.latest
        ),
        NEAR: float(told is not None and _near(told.at, true)),
        KNOWING: float(_near(_known(rings, true), true)),
        **_surge(connection, truth),
    }


def _near(day: dt.datetime, true: dt.datetime) -> bool:
    return abs(day - true) <= dt.timedelta(days=NEAR_DAYS)


def _known(rings: pl.DataFrame, true: dt.datetime) -> dt.datetime:
    """The likeliest moment of the step for somebody who knows the level on each side of it."""
    frame = rings.filter(pl.col("ring_seconds") > 0).sort("started_at")
    log, later = pl.col("ring_seconds").log(), pl.col("started_at") >= true
    before, after = log.filter(~later).mean(), log.filter(later).mean()
    for_before = ((log - after) ** 2 - (log - before) ** 2).cum_sum()
    return frame.select(pl.col("started_at").get(for_before.arg_max() + 1)).item()


def _surge(connection: duckdb.DuckDBPyConnection, truth: Planted) -> dict[str, float]:
    """Whether most days of the surge stand out, and how few others do."""
    first, last = clock(truth.surge.start).date(), clock(truth.surge.end - 1).date()
    weather = seasons.weather(connection).with_columns(pl.col("day").cast(pl.Date))
    daily = contacts.daily(connection).join(weather, on="day", how="left")
    expected = demand.expect(demand.fit(daily), daily)
    planted_days = pl.col("day").is_between(first, last)
    unusual = demand.unusual_days(expected)
    usual = expected.filter(~planted_days & pl.col("surprise").is_not_null())
    alarms = ears.ears(daily, "C2", by=("season",)).filter("alarm")
    return {
        "surge found by the weather model": float(unusual.filter(planted_days).height >= 2),
        "usual days not called unusual": 1 - unusual.filter(~planted_days).height / len(usual),
        "surge found by EARS C2": float(alarms.filter(planted_days).height >= 2),
    }


def _warehouse(city: World, winters: list[Winter]) -> duckdb.DuckDBPyConnection:
    """The facts that these questions need, as a load would have left them."""
    connection = duckdb.connect()
    schema.create(connection)
    for table, frame in _facts(city, winters).items():
        connection.register("frame", frame)
        connection.execute(f"insert into {table} by name from frame")
        connection.unregister("frame")
    as_of = clock(winters[-1].season.end).replace(tzinfo=None)
    facts.prepare(connection, as_of, SETTINGS)
    seasons.register(connection, SETTINGS, as_of)
    rooms.prepare(connection)
    return connection


def _facts(city: World, winters: list[Winter]) -> dict[str, pl.DataFrame]:
    names = pl.Series(city.communities.names)
    of_home = names.gather(city.homes.community)
    homes = pl.DataFrame(
        {
            "household_key": [city.account(home) for home in range(len(of_home))],
            "community_id": of_home,
            "building": city.homes.building.astype(str),
            "floor": city.homes.floor.astype(int),
        }
    )
    sent = pl.concat(one.by_sensor for one in winters)
    readings = pl.DataFrame(
        {
            "household_key": homes["household_key"].gather(sent["home"]),
            "measured_at": _times(sent["at"]),
            "room_celsius": sent["celsius"],
            "method": "sensor",
        }
    )
    by_hand = pl.DataFrame(row for one in winters for row in one.by_hand)
    manual = by_hand.select(
        "household_key",
        "method",
        measured_at=pl.from_epoch("measured_at"),
        room=pl.lit("bedroom"),
        room_celsius=pl.col("room:主卧"),
    )
    tickets = [ticket for one in winters for ticket in one.tickets]
    calls = [call for one in winters for call in one.calls]
    days = [(one.season.day(n), c) for one in winters for n, c in enumerate(one.sky.daily)]
    return {
        "communities": pl.DataFrame(
            {"community_id": names, "households": city.communities.homes.astype(int)}
        ),
        "households": homes,
        "temperatures": pl.concat([readings, manual], how="diagonal"),
        "weather": pl.DataFrame(
            {
                "observed_at": _times(pl.Series([at for at, _ in days])),
                "outdoor_celsius": [c for _, c in days],
            }
        ),
        "tickets": pl.DataFrame(
            {
                "ticket_id": [ticket.ticket_id for ticket in tickets],
                "parent_ticket_id": [ticket.parent_ticket_id or None for ticket in tickets],
                "accepted_at": _times(pl.Series([ticket.accepted_at for ticket in tickets])),
                "community_id": of_home.gather([ticket.home for ticket in tickets]),
                "household_key": homes["household_key"].gather([t.home for t in tickets]),
            }
        ),
        "calls": pl.DataFrame(
            {
                "call_id": [call.call_id for call in calls],
                "direction": [call.direction for call in calls],
                "line_type": [call.line_type for call in calls],
                "started_at": _times(pl.Series([call.started_at for call in calls])),
                "answered_at": _times(pl.Series([call.answered_at for call in calls])),
                "ended_at": _times(pl.Series([call.ended_at for call in calls])),
                "ring_seconds": [float(call.ring_seconds) for call in calls],
                "wait_seconds": [float(call.wait_seconds) for call in calls],
            }
        ),
    }


def _times(moments: pl.Series) -> pl.Series:
    """Seconds of wall time as timestamps; the name does not matter."""
    return pl.from_epoch(moments.cast(pl.Int64))
