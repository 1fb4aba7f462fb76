"""Interruptions that touch many homes: station trips, bursts, and work that was planned."""

from dataclasses import dataclass

import numpy as np

from heatqa.simulate.indoor import Cooling
from heatqa.simulate.parameters import parameters
from heatqa.simulate.seasons import DAY, HOUR, Season
from heatqa.simulate.streams import lognormal, stream
from heatqa.simulate.weather import Weather
from heatqa.simulate.world import World


@dataclass(frozen=True)
class Outage:
    """One community without heat; a station that trips gives one outage per community.

    Attributes:
        event: number shared by outages that have one cause.
        kind: trip, burst or planned.
        noticed: when the community was told, or None.
    """

    identifier: str
    event: int
    kind: str
    cause: str
    community: int
    start: int
    end: int
    noticed: int | None

    def cooling(self, city: World) -> Cooling:
        """The cold that it brings to the homes of the community."""
        first = int(city.communities.first_home[self.community])
        homes = np.arange(first, first + int(city.communities.homes[self.community]))
        return Cooling(homes, self.start, self.end, None)


def outages(city: World, season: Season, sky: Weather, seed: int) -> list[Outage]:
    """Draw the outages of one season, in order of time."""
    rule = parameters()["outages"]
    rng = stream(seed, "outages", season.name)
    weight = np.exp(rule["cold_weight"] * np.maximum(0, -6 - sky.daily))
    thousands = len(city.homes.area) / 1000
    drawn: list[tuple[int, int, str, list[int]]] = []

    for _ in range(rng.poisson(rule["trips_per_station"] * len(city.stations))):
        station = int(rng.integers(len(city.stations)))
        members = np.flatnonzero(city.communities.station == station).tolist()
        start = _when(rng, season, weight)
        drawn.append((start, _length(rng, rule["trip_hours"]), "trip", members))
    age = np.exp((2005 - city.communities.built) / 20) * city.communities.homes
    for _ in range(max(1, rng.poisson(rule["bursts"] * thousands))):
        community = int(rng.choice(len(age), p=age / age.sum()))
        start = _when(rng, season, weight)
        drawn.append((start, _length(rng, rule["burst_hours"]), "burst", [community]))
    for _ in range(max(1, rng.poisson(rule["planned"] * thousands))):
        day = int(rng.integers(2, season.days - 2))
        start = season.day(day) + int(rng.choice([8, 9, 13])) * HOUR
        community = int(rng.integers(len(age)))
        drawn.append((start, _length(rng, rule["planned_hours"]), "planned", [community]))

    found: list[Outage] = []
    drawn.sort(key=lambda one: (one[0], one[3]))
    for event, (start, length, kind, members) in enumerate(drawn):
        cause = str(rng.choice(parameters("names")[f"{kind}_causes"]))
        for community in members:
            number = f"TR{season.name[2:4]}{len(found) + 1:04d}"
            noticed = _noticed(rng, rule, kind, start)
            end = start + length
            found.append(Outage(number, event, kind, cause, community, start, end, noticed))
    return found


def _when(rng: np.random.Generator, season: Season, weight: np.ndarray) -> int:
    day = int(rng.choice(season.days, p=weight / weight.sum()))
    return season.day(day) + int(rng.integers(24 * HOUR))


def _length(rng: np.random.Generator, hours: list[float]) -> int:
    return int(lognormal(rng, hours) * HOUR)


def _noticed(rng: np.random.Generator, rule: dict, kind: str, start: int) -> int | None:
    """Planned work should be announced the day before, an accident soon after it happened."""
    if kind == "planned":
        if rng.random() > rule["planned_noticed"]:
            if rng.random() < rule["notice_forgotten"]:
                return None
            return start + int(rng.uniform(*rule["notice_late_hours"]) * HOUR)
        return start - int(rng.uniform(*rule["notice_days_before"]) * DAY)
    if rng.random() > rule["unplanned_noticed"]:
        return None
    return start + int(lognormal(rng, rule["notice_after_hours"]) * HOUR)
