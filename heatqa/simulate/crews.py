"""Repair teams: which team a case goes to, and when one of its crews is free."""

import numpy as np

from heatqa.simulate.parameters import parameters
from heatqa.simulate.seasons import DAY, HOUR, MINUTE, clock
from heatqa.simulate.streams import lognormal
from heatqa.simulate.world import World


class Crews:
    """The crews of every team in one season, and how long their ways and work take."""

    def __init__(self, city: World, start: int, rng: np.random.Generator) -> None:
        self._rule = parameters()["teams"]
        self._late = parameters()["planted"]["late_team"]
        self._city, self._rng = city, rng
        each = max(2, round(len(city.homes.area) / self._rule["homes_per_crew"]))
        # For each team and crew the times it is at work, in order.
        self._jobs: dict[str, list[list[tuple[int, int]]]] = {
            name: [[] for _ in range(each)] for name in self._rule["names"]
        }
        # One crew of each team keeps itself free for emergencies.
        self._emergency_free_at = dict.fromkeys(self._rule["names"], start)

    def team_for(self, home: int) -> str:
        """The team whose stations supply the home, or now and then another."""
        names = self._rule["names"]
        station = int(self._city.communities.station[self._city.homes.community[home]])
        if self._rng.random() < self._rule["own_area"]:
            return names[station * len(names) // len(self._city.stations)]
        return names[int(self._rng.integers(len(names)))]

    def factor(self, team: str, what: str) -> float:
        """What the planted late team multiplies travel, work, feedback or care by; 1 for others."""
        late = team == self._rule["names"][self._late["team"]]
        return self._late[f"{what}_factor"] if late else 1.0

    def emergency(self, team: str, called: int, work: float) -> tuple[int, int]:
        """Send the crew that stands by; returns arrival and end of work."""
        cases = parameters()["cases"]
        minutes = lognormal(self._rng, cases["travel_minutes"]) * self.factor(team, "travel")
        if not 6 <= clock(called).hour < 22:
            minutes *= cases["night_factor"]
        # While the crew is at another emergency, one from regular work jumps in, a little later.
        if self._emergency_free_at[team] > called:
            minutes += self._rng.uniform(3, 14)
        arrived = called + int(minutes * MINUTE)
        finished = arrived + int(work * MINUTE * self.factor(team, "work"))
        self._emergency_free_at[team] = max(self._emergency_free_at[team], finished)
        return arrived, finished

    def regular(self, team: str, earliest: int, work: float) -> tuple[int, int]:
        """The first crew that is free for long enough at or after a moment, from eight o'clock."""
        travel = int(lognormal(self._rng, parameters()["cases"]["normal_travel_minutes"]) * MINUTE)
        length = int(work * MINUTE * self.factor(team, "work"))
        if clock(earliest).hour < 8:
            earliest += 8 * HOUR - earliest % DAY + int(self._rng.uniform(0, 50) * MINUTE)
        starts = [_gap(jobs, earliest, length, travel) for jobs in self._jobs[team]]
        crew = starts.index(min(starts))
        arrived, finished = starts[crew], starts[crew] + length
        # What ended long ago no longer stands in anybody's way.
        jobs = [job for job in self._jobs[team][crew] if job[1] > earliest - 3 * DAY]
        self._jobs[team][crew] = sorted([*jobs, (arrived, finished)])
        return arrived, finished


def _gap(jobs: list[tuple[int, int]], earliest: int, length: int, travel: int) -> int:
    """The first moment at or after `earliest` when a job fits between the crew's other jobs."""
    start = earliest
    for begin, end in jobs:
        if begin >= start + length:
            break
        start = max(start, end + travel)
    return start
