"""Temperature readings: by hand in the rooms of a home, and sent by sensors every six hours."""

import numpy as np
import polars as pl

from heatqa.simulate.indoor import Cooling, IndoorModel
from heatqa.simulate.parameters import parameters
from heatqa.simulate.seasons import HOUR, Season
from heatqa.simulate.streams import stream
from heatqa.simulate.tickets import Visit
from heatqa.simulate.world import World


def by_hand(
    *,
    city: World,
    season: Season,
    rooms: IndoorModel,
    coolings: list[Cooling],
    cold_visits: list[Visit],
    seed: int,
) -> list[dict]:
    """One row per home and measurement, one column per room: routine, and visits for cold rooms."""
    rule, indoor = parameters()["readings"], parameters()["indoor"]
    rng = stream(seed, "readings by hand", season.name)
    total = len(city.homes.area)
    chosen = rng.choice(total, max(8, round(rule["routine_homes"] * total / 1000)), replace=False)
    taken: list[tuple[int, int, str]] = []
    for home in np.sort(chosen).tolist():
        days = rng.choice(season.days, rule["routine_times"], replace=False).tolist()
        moments = [season.day(day) + int(rng.uniform(8.5, 19.5) * HOUR) for day in days]
        taken += [(at, home, f"CW{rng.integers(1, 25):02d}") for at in moments]
    for visit in cold_visits:
        if visit.finished_at and rng.random() < parameters()["visits"]["temperature_checked"]:
            taken.append((visit.finished_at - 300, visit.home, f"CW{rng.integers(25, 49):02d}"))
    taken = sorted(one for one in taken if one[0] < season.end)

    homes = np.unique([home for _, home, _ in taken])
    inside = rooms.temperatures(homes, coolings)
    rows = []
    for at, home, thermometer in taken:
        mean = rooms.at(inside, int(np.searchsorted(homes, home)), at)
        row = {
            "household_key": city.account(home),
            "community_id": city.communities.names[city.homes.community[home]],
            "building": int(city.homes.building[home]),
            "unit": int(city.homes.unit[home]),
            "floor": int(city.homes.floor[home]),
            "measured_at": at,
            "method": "manual",
            "sensor_id": thermometer,
        }
        for room, offset in indoor["rooms"].items():
            celsius = round(mean + offset + rng.normal(0, indoor["reading_sigma"]), 1)
            skipped = room == "厨房" and rng.random() > rule["kitchen_measured"]
            row[f"room:{room}"] = None if skipped else celsius
        rows.append(row)
    return rows


def sensor_homes(city: World, seed: int) -> np.ndarray:
    """The homes that have a sensor: the same in every season."""
    total = len(city.homes.area)
    count = max(6, total // parameters()["readings"]["homes_per_sensor"])
    return np.sort(stream(seed, "sensor homes").choice(total, count, replace=False))


def by_sensor(
    city: World, season: Season, rooms: IndoorModel, coolings: list[Cooling], seed: int
) -> pl.DataFrame:
    """All sensor readings of a season in order of time: home, moment and temperature."""
    rule, indoor = parameters()["readings"], parameters()["indoor"]
    homes = sensor_homes(city, seed)
    rng = stream(seed, "readings by sensor", season.name)
    inside = rooms.temperatures(homes, coolings)
    offset = stream(seed, "sensor offsets").normal(0, rule["sensor_offset"], len(homes))
    read = inside + offset[:, None] + rng.normal(0, indoor["reading_sigma"], inside.shape)
    arrived = rng.random(inside.shape) >= rule["sensor_gap"]
    # Columns of the transposed matrix are homes: row by row is then order of time.
    return pl.DataFrame(
        {
            "home": np.tile(homes, len(rooms.times)),
            "at": np.repeat(rooms.times, len(homes)),
            "celsius": np.round(read.T.ravel(), 1),
        }
    ).filter(pl.Series(arrived.T.ravel()))
