"""Who contacts the company, when, about what: from faults, cold rooms, outages and bad service."""

from dataclasses import dataclass, replace

import numpy as np

from heatqa.simulate.indoor import IndoorModel
from heatqa.simulate.outages import Outage
from heatqa.simulate.parameters import parameters
from heatqa.simulate.planted import Planted, Window
from heatqa.simulate.seasons import DAY, HOUR, Season
from heatqa.simulate.streams import pick, stream
from heatqa.simulate.weather import STEPS_PER_DAY, Weather
from heatqa.simulate.world import World

NO_EVENT = -1


@dataclass(frozen=True)
class Contact:
    """One customer, patrol or steward who turns to the company about one matter.

    Attributes:
        number: position in the season's contacts, in order of time.
        onset: when the fault behind it began.
        depth: K by which that fault cools the home.
        fate: how the first visit will go: solved, unsolved or no_show.
        event: number of the outage it is about, or NO_EVENT.
    """

    number: int
    home: int
    at: int
    onset: int
    leaf: str
    channel: str
    record_type: str
    urgency: str
    place: str
    needs_visit: bool
    depth: float
    fate: str
    event: int


def matter(leaf: str) -> dict:
    """The entry of matters.toml for a leaf, with the defaults filled in."""
    entries = parameters("matters")
    return entries["defaults"] | entries[leaf]


class Demand:
    """Draws the contacts of one season.

    Attributes:
        usual: for each planted window, the contacts to be expected had it not been planted.
    """

    def __init__(
        self,
        *,
        city: World,
        season: Season,
        sky: Weather,
        rooms: IndoorModel,
        facts: Planted,
        seed: int,
    ) -> None:
        self._city, self._season, self._sky, self._rooms = city, season, sky, rooms
        self._windows: list[Window] = facts.windows(season)
        self._rng = stream(seed, "demand", season.name)
        self._behaviour = parameters()["behaviour"]
        silent = city.homes.community == facts.silent_community
        factor = parameters()["planted"]["silent_community"]["voice_factor"]
        self._voice = city.homes.voice * np.where(silent, factor, 1.0)
        self._drawn: list[tuple[int, int, int, str, int]] = []
        self.usual = {window.name: 0.0 for window in self._windows}

    def contacts(self, outages: list[Outage]) -> list[Contact]:
        """All contacts of the season in order of time, those that others lead to included."""
        for leaf in parameters("matters"):
            if leaf != "defaults" and matter(leaf)["rate"] > 0:
                self._spontaneous(leaf)
        self._from_temperatures()
        self._from_late_starts()
        self._from_outages(outages)
        first = [self._contact(*one) for one in self._drawn]
        second = [again for contact in first for again in self._consequences(contact)]
        ordered = sorted(
            (c for c in first + second if c.at < self._season.end), key=lambda c: (c.at, c.home)
        )
        return [replace(contact, number=number) for number, contact in enumerate(ordered)]

    def _spontaneous(self, leaf: str) -> None:
        """Faults and questions whose rate is a home's weight times a day's weight."""
        about = matter(leaf)
        homes, season = self._city.homes, self._season
        built = self._city.communities.built[homes.community]
        by_home = np.exp(about["age"] * (2005 - built) / 20)
        by_home = by_home * (self._voice if about["voiced"] else 1.0)
        days = np.arange(season.days)
        by_day = 1 + about["startup"] * np.exp(-days / 10)
        by_day = by_day * np.exp(about["cold"] * np.maximum(0, -6 - self._sky.daily))
        expected = about["rate"] * len(by_home) / 1000

        self._draw(leaf, expected, by_home, by_day)
        for window in self._windows:
            inside = np.where(np.isin(homes.community, window.communities), by_home, 0.0)
            lasting = (days >= window.first_day) & (days < window.first_day + window.days)
            during = np.where(lasting, by_day, 0.0)
            part = inside.sum() / by_home.sum() * during.sum() / by_day.sum()
            self.usual[window.name] += expected * part
            self._draw(leaf, expected * part * (window.multiplier - 1), inside, during)

    def _draw(self, leaf: str, expected: float, by_home: np.ndarray, by_day: np.ndarray) -> None:
        count = int(self._rng.poisson(expected))
        homes = _weighted(self._rng, by_home, count)
        days = _weighted(self._rng, by_day, count)
        for home, day in zip(homes.tolist(), days.tolist(), strict=True):
            self._add(home, day, leaf)

    def _from_temperatures(self) -> None:
        """People whose home is too cold or too hot: a rate per home and day."""
        rule = parameters()["cold_contacts"]
        places = self._city.communities
        for community, count in enumerate(places.homes.tolist()):
            homes = int(places.first_home[community]) + np.arange(count)
            inside = self._rooms.undisturbed(homes)
            daily = inside.reshape(count, -1, STEPS_PER_DAY).mean(axis=2)
            below = rule["from"] - daily
            strength = np.minimum(np.exp(rule["steepness"] * np.maximum(below, 0)), rule["at_most"])
            rate = np.where(below > 0, rule["base"] * strength, 0.0)
            rate += np.where((below <= 0) & (below > -1), rule["mild"], 0.0)
            rate += np.where(daily > rule["hot_from"], rule["hot"], 0.0)
            rate *= self._voice[homes][:, None]
            for window in self._windows:
                if community in window.communities:
                    during = rate[:, window.first_day : window.first_day + window.days]
                    self.usual[window.name] += float(during.sum())
                    during *= window.multiplier
            happened = np.argwhere(self._rng.random(rate.shape) < 1 - np.exp(-rate))
            last = {}
            for row, day in happened.tolist():
                if day - last.get(row, -99) < rule["quiet_days"]:
                    continue
                last[row] = day
                self._add(int(homes[row]), day, _cold_leaf(daily[row, day], rule))

    def _from_late_starts(self) -> None:
        rule = parameters()["late_start"]
        for community, begin in self._rooms.late.items():
            for home in self._callers(community, rule["contact_share"]):
                days = max(1, (begin - self._season.start) // DAY + 1)
                self._add(home, int(self._rng.integers(days)), "T1.5")

    def _from_outages(self, outages: list[Outage]) -> None:
        rule = parameters()["outages"]
        for outage in outages:
            for index, home in enumerate(
                self._callers(outage.community, rule[f"{outage.kind}_contact_share"])
            ):
                spread = min(outage.end - outage.start, 10 * HOUR)
                at = outage.start + int(self._rng.beta(1.1, 2.2) * spread) + 240
                leaf = _outage_leaf(outage, index)
                self._drawn.append((home, at, outage.start, leaf, outage.event))

    def _callers(self, community: int, share: float) -> list[int]:
        places = self._city.communities
        homes = int(places.first_home[community]) + np.arange(int(places.homes[community]))
        called = self._rng.random(len(homes)) < share * self._voice[homes]
        return homes[called].tolist()

    def _add(self, home: int, day: int, leaf: str) -> None:
        about = matter(leaf)
        hours = "emergency_hours" if about["emergency"] > 0.5 else "hours"
        hour = int(_weighted(self._rng, np.array(self._behaviour[hours]), 1)[0])
        at = self._season.day(day) + hour * HOUR + int(self._rng.integers(HOUR))
        wait = "emergency_onset_hours" if about["emergency"] > 0.5 else "onset_hours"
        waited = self._rng.exponential(self._behaviour[wait])
        waited = min(waited, self._behaviour["longest_onset_hours"])
        self._drawn.append((home, at, at - int(waited * HOUR), leaf, NO_EVENT))

    def _contact(self, home: int, at: int, onset: int, leaf: str, event: int) -> Contact:
        about, rng = matter(leaf), self._rng
        emergency = rng.random() < about["emergency"]
        shares = self._behaviour["emergency_channels" if emergency else "channels"]
        if about["place"] == "outdoor" and leaf.startswith("T3"):
            shares = shares | {"patrol": self._behaviour["patrol"]}
        rare = rng.random()
        fate = "solved"
        if rare < self._behaviour["unsolved"]:
            fate = "unsolved"
        elif rare < self._behaviour["unsolved"] + self._behaviour["no_show"] and not emergency:
            fate = "no_show"
        return Contact(
            number=-1,
            home=home,
            at=at,
            onset=onset,
            leaf=leaf,
            channel=pick(rng, shares),
            record_type=pick(rng, about["types"]),
            urgency="emergency" if emergency else "normal",
            place=about["place"],
            needs_visit=bool(rng.random() < about["visit"]),
            depth=about["depth"],
            fate=fate,
            event=event,
        )

    def _consequences(self, before: Contact) -> list[Contact]:
        """Complaints about the service that this contact got."""
        rule, rng = self._behaviour, self._rng
        leaf = ""
        if before.needs_visit and before.fate == "unsolved":
            leaf = "T7.4" if rng.random() < rule["repeat_after_unsolved"] else ""
        elif before.needs_visit and before.fate == "no_show":
            leaf = "T7.3" if rng.random() < rule["complain_after_no_show"] else ""
        elif before.needs_visit and rng.random() < rule["conduct"]:
            leaf = "T7.5"
        elif rng.random() < rule["attitude"]:
            leaf = "T7.2"
        if not leaf:
            return []
        at = before.at + int(rng.uniform(*rule["repeat_days"]) * DAY)
        at = at - at % DAY + int(rng.uniform(8.0, 21.0) * HOUR)
        return [self._contact(before.home, at, before.at, leaf, NO_EVENT)]


def _weighted(rng: np.random.Generator, weights: np.ndarray, count: int) -> np.ndarray:
    """Positions drawn in proportion to weights."""
    total = np.cumsum(weights)
    return np.searchsorted(total, rng.random(count) * total[-1], side="right")


def _cold_leaf(celsius: float, rule: dict) -> str:
    if celsius > rule["hot_from"]:
        return "T1.4"
    return "T1.1" if celsius < rule["whole_home_below"] else "T1.2"


def _outage_leaf(outage: Outage, index: int) -> str:
    if outage.kind == "planned":
        return "T2.2"
    if outage.kind == "burst" and index < 2:
        return "T3.4"
    return "T2.1" if index % 4 else "T1.1"
