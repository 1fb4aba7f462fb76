"""Indoor temperatures: a heat balance per home, late starts, and the cold that faults bring.

A home settles where its radiators give what its walls lose: with water at W, air outside at O and
losses r times the radiators' output per kelvin, that is (W + r O) / (1 + r). Stations set W by the
outdoor temperature, but not quite enough in the cold, so colder outdoors means colder rooms.
"""

from dataclasses import dataclass

import numpy as np

from heatqa.simulate.parameters import parameters
from heatqa.simulate.planted import Planted
from heatqa.simulate.seasons import DAY, HOUR, Season
from heatqa.simulate.streams import stream
from heatqa.simulate.weather import STEPS_PER_DAY, Weather
from heatqa.simulate.world import World

STEP = DAY // STEPS_PER_DAY


@dataclass(frozen=True)
class Cooling:
    """A time in which some homes get too little heat.

    Attributes:
        homes: the homes it touches.
        start: when heat failed.
        end: when it was back.
        depth: K below normal that is reached in the end; None means no heat at all.
    """

    homes: np.ndarray
    start: int
    end: int
    depth: float | None


class IndoorModel:
    """Temperatures of any homes on any steps of one season, without keeping the whole city."""

    def __init__(
        self, city: World, season: Season, sky: Weather, facts: Planted, seed: int
    ) -> None:
        rule = parameters()["indoor"]
        self._city, self._season, self._rule = city, season, rule
        self.times = season.start + STEP * np.arange(season.days * STEPS_PER_DAY)
        self._outdoor = _lagged(sky.six_hourly, rule["lag_hours"])
        rng = stream(seed, "stations", season.name)
        self._wobble = _wobble(rng, len(city.stations), len(self.times), rule)
        self._begin = np.full(len(city.communities.names), season.start)
        self.late = self._choose_late(stream(seed, "late start", season.name))
        self._shift = np.zeros(len(city.communities.names))
        self._shift[facts.silent_community] = parameters()["planted"]["silent_community"][
            "setpoint_shift"
        ]

    def _choose_late(self, rng: np.random.Generator) -> dict[int, int]:
        rule = parameters()["late_start"]
        late = {}
        for community in np.flatnonzero(rng.random(len(self._begin)) < rule["share"]):
            self._begin[community] += int(rng.uniform(*rule["hours"]) * HOUR)
            late[int(community)] = int(self._begin[community])
        return late

    def undisturbed(self, homes: np.ndarray) -> np.ndarray:
        """Mean temperature of each home (rows) at each six-hourly step, faults left out."""
        rule, own = self._rule, self._city.homes
        place = self._city.communities
        community = own.community[homes]
        ratio = rule["loss_ratio"]
        loss = ratio * own.loss_factor[homes]
        older = np.maximum(0, rule["age_from"] - place.built[community])
        aim = rule["setpoint"] + self._shift[community] - rule["age_penalty_per_year"] * older

        reference = rule["reference_outdoor"]
        seen = reference + (1 - rule["under_compensation"]) * (self._outdoor - reference)
        water = aim[:, None] * (1 + ratio) - ratio * seen[None, :]
        water -= rule["network_drop"] * place.distance[community][:, None]
        inside = (water + loss[:, None] * self._outdoor[None, :]) / (1 + loss[:, None])
        inside += own.gain[homes][:, None] + self._wobble[place.station[community]]

        hours = np.maximum(0, self.times[None, :] - self._begin[community][:, None]) / HOUR
        rise = 1 - np.exp(-hours / rule["start_tau_hours"])
        return rule["start_celsius"] + (inside - rule["start_celsius"]) * rise

    def temperatures(self, homes: np.ndarray, coolings: list[Cooling]) -> np.ndarray:
        """Mean temperature of each home (sorted numbers) at each step, faults included."""
        inside = self.undisturbed(homes)
        for cooling in coolings:
            touched = np.searchsorted(homes, cooling.homes)
            touched = touched[np.take(homes, touched, mode="clip") == cooling.homes]
            if len(touched):
                inside[touched] = self._cooled(inside[touched], cooling)
        return inside

    def _cooled(self, inside: np.ndarray, cooling: Cooling) -> np.ndarray:
        """Fall towards the fault's level, then recover."""
        rule = self._rule
        tau = rule["cooling_tau_hours"] if cooling.depth is None else rule["recovery_tau_hours"]
        during = np.clip(self.times, cooling.start, cooling.end) - cooling.start
        after = np.maximum(0, self.times - cooling.end)
        part = 1 - np.exp(-during / HOUR / tau)
        part *= np.exp(-after / HOUR / rule["recovery_tau_hours"])
        deepest = inside - self._outdoor if cooling.depth is None else cooling.depth
        return inside - deepest * part

    def at(self, matrix: np.ndarray, row: int, when: int) -> float:
        """The temperature in one row of such a matrix at a moment, between steps."""
        return float(np.interp(when, self.times, matrix[row]))


def _lagged(outdoor: np.ndarray, hours: float) -> np.ndarray:
    """What a heavy building feels of the outdoor temperature."""
    keep = float(np.exp(-STEP / HOUR / hours))
    felt = np.empty_like(outdoor)
    level = outdoor[0]
    for index, now in enumerate(outdoor):
        level = keep * level + (1 - keep) * now
        felt[index] = level
    return felt


def _wobble(rng: np.random.Generator, stations: int, steps: int, rule: dict) -> np.ndarray:
    """Slow ups and downs of each station about its curve."""
    memory = rule["station_memory"]
    shocks = rng.normal(0, rule["station_sigma"] * np.sqrt(1 - memory**2), (steps, stations))
    level = rng.normal(0, rule["station_sigma"], stations)
    series = np.empty((steps, stations))
    for index in range(steps):
        level = memory * level + shocks[index]
        series[index] = level
    return series.T
