"""The city: districts, stations, communities, and every home with its place in the building."""

from dataclasses import dataclass

import numpy as np

from heatqa.simulate.parameters import parameters
from heatqa.simulate.streams import stream

FIRST_ACCOUNT = 20_000_000


@dataclass(frozen=True)
class Communities:
    """One entry per community; `first_home` and `homes` give its slice of the homes."""

    names: list[str]
    aliases: list[str]
    district: np.ndarray
    station: np.ndarray
    longitude: np.ndarray
    latitude: np.ndarray
    built: np.ndarray
    distance: np.ndarray
    voice: np.ndarray
    first_home: np.ndarray
    homes: np.ndarray


@dataclass(frozen=True)
class Homes:
    """One entry per home."""

    community: np.ndarray
    building: np.ndarray
    unit: np.ndarray
    floor: np.ndarray
    door: np.ndarray
    area: np.ndarray
    loss_factor: np.ndarray
    gain: np.ndarray
    voice: np.ndarray
    key_user: np.ndarray
    surname: np.ndarray
    given: np.ndarray
    phone: np.ndarray


@dataclass(frozen=True)
class World:
    """The simulated city; it does not change from season to season."""

    districts: list[str]
    stations: list[str]
    station_district: np.ndarray
    communities: Communities
    homes: Homes

    def account(self, home: int) -> str:
        """The household number that every export uses for a home."""
        return str(FIRST_ACCOUNT + home)

    def phone(self, home: int) -> str:
        """The home's telephone number: no real number begins with 100."""
        return f"100{int(self.homes.phone[home]):08d}"

    def person(self, home: int) -> str:
        """The invented name of the home's customer."""
        words = parameters("names")
        surname = words["surnames"][self.homes.surname[home]]
        return surname + words["given"][self.homes.given[home]]


def world(households: int, seed: int) -> World:
    """Build the city for a number of households."""
    names = parameters("names")
    communities, stations, station_district = _communities(households, seed, names)
    homes = _homes(communities, seed, names)
    return World(names["districts"], stations, station_district, communities, homes)


def _communities(
    households: int, seed: int, names: dict
) -> tuple[Communities, list[str], np.ndarray]:
    city = parameters()["city"]
    rng = stream(seed, "communities")
    count = max(city["fewest_communities"], round(households / city["homes_per_community"]))
    districts = len(names["districts"])

    # Districts lie around the middle of the city: one in the centre, the others about it.
    angle = np.arange(districts) * 2 * np.pi / (districts - 1)
    ring = np.where(np.arange(districts) == 0, 0.0, 1.0)
    centre = np.stack([np.cos(angle) * ring, np.sin(angle) * ring], axis=1)
    centre = np.array(city["centre"]) + centre * np.array(city["spread_degrees"])
    district = np.sort(np.arange(count) % districts)
    place = centre[district] + rng.normal(0, 1, (count, 2)) * city["district_spread_degrees"]

    # Neighbours share a station: order each district by angle about its centre, then group.
    turn = np.arctan2(*(place - centre[district]).T)
    order = np.lexsort((turn, district))
    place, district = place[order], district[order]
    station = np.empty(count, int)
    station_names, station_district = [], []
    for number in range(districts):
        members = np.flatnonzero(district == number)
        groups = np.arange(len(members)) // city["communities_per_station"]
        station[members] = len(station_names) + groups
        for group in range(int(groups.max()) + 1):
            station_names.append(f"{names['districts'][number][:2]}{group + 1}号换热站")
            station_district.append(number)

    size = np.exp(rng.normal(0, city["size_sigma"], count))
    homes = np.maximum(12, np.floor(size / size.sum() * households)).astype(int)
    homes[int(homes.argmax())] += households - homes.sum()
    oldest, newest = city["built_years"]
    built = rng.integers(oldest, newest, count, endpoint=True)
    community_names, aliases = _community_names(rng, count, names, city["alias_share"])
    sigma = parameters()["behaviour"]["community_voice_sigma"]
    communities = Communities(
        names=community_names,
        aliases=aliases,
        district=district,
        station=station,
        longitude=np.round(place[:, 0], 4),
        latitude=np.round(place[:, 1], 4),
        built=built,
        distance=rng.uniform(0, 1, count),
        voice=np.exp(rng.normal(0, sigma, count)),
        first_home=np.concatenate([[0], np.cumsum(homes)[:-1]]),
        homes=homes,
    )
    return communities, station_names, np.array(station_district)


def _community_names(
    rng: np.random.Generator, count: int, names: dict, alias_share: float
) -> tuple[list[str], list[str]]:
    """Distinct names, and for some of them a second spelling that exports also use."""
    stems, endings = names["community_stems"], names["community_endings"]
    numbers = rng.permutation(len(stems) * len(endings))
    chosen, aliases = [], []
    for number in np.resize(numbers, count):
        stem, ending = stems[number % len(stems)], endings[number // len(stems)]
        name = stem + ending
        if name in chosen:  # more communities than names: number the second phase and so on
            name = f"{name}{sum(old.startswith(name) for old in chosen) + 1}期"
        chosen.append(name)
        spelling = names["alias_spellings"][int(rng.integers(len(names["alias_spellings"])))]
        aliases.append(spelling.format(name=name) if rng.random() < alias_share else "")
    return chosen, aliases


def _homes(communities: Communities, seed: int, names: dict) -> Homes:
    city, indoor = parameters()["city"], parameters()["indoor"]
    rng = stream(seed, "homes")
    total = int(communities.homes.sum())
    community = np.repeat(np.arange(len(communities.names)), communities.homes)
    built = communities.built[community]

    floors = np.where(built < 2000, 6, np.where(built < 2010, 11, 18))
    units = np.where(built < 2000, 3, 2)
    doors = city["doors_per_floor"]
    number = np.arange(total) - communities.first_home[community]
    building, rest = np.divmod(number, floors * units * doors)
    unit, rest = np.divmod(rest, floors * doors)
    floor, door = np.divmod(rest, doors)

    loss = np.ones(total)
    loss *= np.where(floor == floors - 1, indoor["top_floor"], 1.0)
    loss *= np.where(floor == 0, indoor["ground_floor"], 1.0)
    end = ((unit == 0) & (door == 0)) | ((unit == units - 1) & (door == doors - 1))
    loss *= np.where(end, indoor["corner"], 1.0)
    age = np.maximum(0, indoor["age_from"] - built)
    sigma = indoor["loss_sigma"] + indoor["older_sigma_per_year"] * age
    loss *= np.exp(sigma * rng.standard_normal(total))
    gain = indoor["gain_sigma"] * rng.standard_normal(total)
    share, extra = indoor["overheated"]
    gain += np.where(rng.random(total) < share, extra, 0.0)
    voice = np.exp(parameters()["behaviour"]["voice_sigma"] * rng.standard_normal(total))
    return Homes(
        community=community,
        building=building + 1,
        unit=unit + 1,
        floor=floor + 1,
        door=door + 1,
        area=np.round(np.clip(rng.normal(88, 24, total), 38, 190), 1),
        loss_factor=loss,
        gain=gain,
        voice=np.minimum(voice, 6.0) * communities.voice[community],
        key_user=rng.random(total) < city["key_user_share"],
        surname=rng.integers(len(names["surnames"]), size=total),
        given=rng.integers(len(names["given"]), size=total),
        phone=rng.permutation(max(total, 90_000_000 // 97))[:total] * 97 % 100_000_000,
    )
