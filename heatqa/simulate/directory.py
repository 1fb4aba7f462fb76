"""What stands in the company's directories: communities, homes, sites, and the weather service."""

import numpy as np

from heatqa.simulate.parameters import parameters
from heatqa.simulate.seasons import DAY, Season
from heatqa.simulate.streams import stream
from heatqa.simulate.weather import Weather
from heatqa.simulate.world import World

Row = dict[str, object]


def service_area(district: str) -> str:
    """The service area that covers a district."""
    return f"{district[:2]}服务区"


def sites(city: World, first: Season) -> list[Row]:
    """A centre and a counter in each service area; the last area has no counter."""
    opened = first.start - 2000 * DAY
    rows: list[Row] = []
    for number, district in enumerate(city.districts):
        for kind in ("centre", "counter"):
            if kind == "counter" and number == len(city.districts) - 1:
                continue
            rows.append(
                {
                    "site_id": f"WD{len(rows) + 1:02d}",
                    "service_area": service_area(district),
                    "site_kind": kind,
                    "opened_on": opened + 97 * DAY * len(rows),
                    "closed_on": None,
                }
            )
    return rows


def communities(city: World, first: Season, seed: int) -> list[Row]:
    """The communities with heat, and four new ones that have applied for it."""
    rng = stream(seed, "register of communities")
    own = city.communities
    area = np.bincount(city.homes.community, weights=city.homes.area)
    supplied = first.start - 900 * DAY
    rows: list[Row] = [
        {
            "community_id": own.names[number],
            "aliases": own.aliases[number],
            "district": city.districts[own.district[number]],
            "service_area": service_area(city.districts[own.district[number]]),
            "station": city.stations[own.station[number]],
            "households": int(own.homes[number]),
            "heated_area_m2": round(float(area[number]), 1),
            "longitude": float(own.longitude[number]),
            "latitude": float(own.latitude[number]),
            "built_year": int(own.built[number]),
            "supply_ready": True,
            "applicants": int(own.homes[number] * rng.uniform(0.72, 0.98)),
            "supply_started_on": supplied - int(rng.integers(0, 3000)) * DAY,
        }
        for number in range(len(own.names))
    ]
    rule = parameters()["registers"]
    new = zip(
        parameters("names")["new_communities"],
        rule["new_community_applicants"],
        rule["new_community_ready"],
        strict=True,
    )
    for name, share, ready in new:
        near = int(rng.integers(len(own.names)))
        homes = int(rng.integers(60, 240))
        changes: Row = {
            "community_id": name,
            "aliases": "",
            "households": homes,
            "heated_area_m2": round(homes * 92.0, 1),
            "longitude": round(float(own.longitude[near]) + 0.004, 4),
            "built_year": 2024,
            "supply_ready": ready,
            "applicants": int(np.ceil(homes * share)),
            "supply_started_on": None,
        }
        rows.append(rows[near] | changes)
    return rows


def households(city: World) -> list[Row]:
    """Every home with a heating account."""
    homes = city.homes
    columns = (homes.community, homes.building, homes.unit, homes.floor, homes.area, homes.key_user)
    return [
        {
            "household_key": city.account(home),
            "community_id": city.communities.names[community],
            "building": building,
            "unit": unit,
            "floor": floor,
            "heated_area_m2": area,
            "key_user": key_user,
        }
        for home, (community, building, unit, floor, area, key_user) in enumerate(
            zip(*(column.tolist() for column in columns), strict=True)
        )
    ]


def daily_weather(years: list[tuple[Season, Weather]]) -> list[Row]:
    """Mean temperature and wind of each day."""
    return [
        {
            "observed_at": season.day(day),
            "outdoor_celsius": round(float(sky.daily[day]), 1) + 0.0,
            "wind_metres_per_second": round(float(sky.wind[day]), 1),
        }
        for season, sky in years
        for day in range(season.days)
    ]
