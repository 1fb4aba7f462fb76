"""The planted facts, resolved to this city: which communities, which days, how strong."""

from dataclasses import dataclass

import numpy as np

from heatqa.simulate.parameters import parameters
from heatqa.simulate.seasons import Season
from heatqa.simulate.world import World


@dataclass(frozen=True)
class Window:
    """Communities and days in which people contact the company `multiplier` times as often."""

    name: str
    season: str
    first_day: int
    days: int
    start: int
    end: int
    multiplier: float
    communities: np.ndarray


@dataclass(frozen=True)
class Planted:
    """Everything that was planted.

    Attributes:
        hotspots: space-time clusters of contacts.
        surge: the same for the whole city.
        late_team: name of the team that comes late.
        silent_community: the cold community that hardly complains.
        step_at: moment from which the hotline rings longer before it is answered.
    """

    hotspots: list[Window]
    surge: Window
    late_team: str
    silent_community: int
    step_at: int

    def windows(self, season: Season) -> list[Window]:
        """Hotspots and surge of one season."""
        return [window for window in [*self.hotspots, self.surge] if window.season == season.name]


def planted(city: World, seasons: list[Season]) -> Planted:
    """Choose the communities and days of the planted facts.

    A fact that belongs to a season that is not simulated moves to the oldest that is.
    """
    rule = parameters()["planted"]
    count = len(city.communities.names)
    free = np.ones(count, bool)
    silent = _nearest(city, rule["silent_community"]["at"], 1, free)
    free[silent] = False
    hotspots = []
    for spot in rule["hotspots"]:
        # A small city has fewer communities: a hotspot never takes more than a sixth of them.
        members = _nearest(city, spot["at"], min(spot["communities"], count // 6), free)
        free[members] = False
        hotspots.append(_window(spot["id"], spot, seasons, members))
    return Planted(
        hotspots=hotspots,
        surge=_window("surge", rule["surge"], seasons, np.arange(count)),
        late_team=parameters()["teams"]["names"][rule["late_team"]["team"]],
        silent_community=int(silent[0]),
        step_at=_season(seasons, rule["answer_step"]["season"]).day(rule["answer_step"]["day"]),
    )


def _season(seasons: list[Season], back: int) -> Season:
    return seasons[max(0, len(seasons) - 1 - back)]


def _window(name: str, spot: dict, seasons: list[Season], members: np.ndarray) -> Window:
    season = _season(seasons, spot["season"])
    start = season.day(spot["day"])
    end = season.day(spot["day"] + spot["days"])
    return Window(
        name, season.name, spot["day"], spot["days"], start, end, spot["multiplier"], members
    )


def _nearest(city: World, at: list[float], count: int, free: np.ndarray) -> np.ndarray:
    """The `count` free communities nearest to a place given as parts of the city's extent."""
    place = np.stack([city.communities.longitude, city.communities.latitude], axis=1)
    low, high = place.min(axis=0), place.max(axis=0)
    goal = low + (high - low) * np.array(at)
    square = (((place - goal) / (high - low)) ** 2).sum(axis=1)
    return np.sort(np.argsort(np.where(free, square, np.inf), kind="stable")[: max(1, count)])
