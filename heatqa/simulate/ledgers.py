"""Ledgers that an office keeps besides its systems: contracts, supply, projects, meters, work."""

import collections

import numpy as np

from heatqa.simulate.parameters import parameters
from heatqa.simulate.seasons import DAY, HOUR, MINUTE, Season
from heatqa.simulate.streams import lognormal, stream
from heatqa.simulate.winter import Winter
from heatqa.simulate.world import FIRST_ACCOUNT, World

Row = dict[str, object]


class Ledgers:
    """Draws the ledgers of all seasons; every method returns rows in order of time or number."""

    def __init__(self, city: World, winters: list[Winter], seed: int) -> None:
        self._city, self._winters, self._seed = city, winters, seed
        self._rule = parameters()["ledgers"]
        self._places = city.communities.names
        self._end = winters[-1].season.end

    def contracts(self) -> list[Row]:
        """A contract with nearly every home, and with a few industrial users of steam."""
        rng, rule, first = stream(self._seed, "contracts"), self._rule, self._winters[0].season
        homes = self._city.homes
        base = first.start - rng.integers(300, 3000, len(self._places)) * DAY
        signed = base[homes.community] + rng.integers(0, 12, len(homes.area)) * 5 * DAY
        have = rng.random(len(homes.area)) < rule["signed"]
        warmer = np.isin(homes.community, np.arange(0, len(self._places), rule["warmer_every"]))
        rows: list[Row] = [
            {
                "contract_id": f"H{home + 1:06d}",
                "household_key": FIRST_ACCOUNT + home,
                "user_kind": "residential",
                "signed_on": day,
                "agreed_celsius": 20 if warm else 18,
            }
            for home, (day, own, warm) in enumerate(
                zip(signed.tolist(), have.tolist(), warmer.tolist(), strict=True)
            )
            if own
        ]
        return rows + [
            {
                "contract_id": number,
                "user_kind": "industrial",
                "signed_on": first.start - int(rng.integers(200, 900)) * DAY,
                "agreed_celsius": int(rule["steam_celsius"]),
                "agreed_megapascal": rule["steam_megapascal"],
            }
            for number in self._industrial()
        ]

    def supplies(self) -> list[Row]:
        """When heat came on and went off, community by community, and the spans of steam."""
        rng, rows = stream(self._seed, "supplies"), []
        planted = parameters()["planted"]["registers"]["early_end"]
        for one in self._winters:
            season = one.season
            for number, place in enumerate(self._places):
                begun = one.rooms.late.get(number, season.start - int(rng.uniform(6, 90) * HOUR))
                ended = season.end - int(rng.uniform(2, 9) * HOUR)
                if (
                    number == planted["community"] % len(self._places)
                    and season.back == planted["season"]
                ):
                    ended -= planted["days"] * DAY
                rows.append(_span("hot_water", begun, ended, "term", community_id=place))
            for number in self._industrial():
                rows += self._steam(rng, season, number)
        rows.sort(key=lambda row: int(str(row["begun_at"])))
        return _numbered(rows, "supply_id", "GR")

    def _steam(self, rng: np.random.Generator, season: Season, contract: str) -> list[Row]:
        """The steam of one user in one season, now and then broken off by a fault."""
        begun = season.start + int(rng.uniform(0, 20) * HOUR)
        ended = season.end - int(rng.uniform(20, 60) * HOUR)
        if rng.random() > self._rule["steam_broken_off"]:
            return [_span("steam", begun, ended, "term", contract_id=contract)]
        fault = begun + int(rng.uniform(0.2, 0.8) * (ended - begun))
        again = fault + int(rng.uniform(3, 30) * HOUR)
        return [
            _span("steam", begun, fault, "fault", contract_id=contract),
            _span("steam", again, ended, "term", contract_id=contract),
        ]

    def projects(self) -> list[Row]:
        """Projects with the day they were to be finished."""
        rng, rule, rows = stream(self._seed, "projects"), self._rule, []
        for one in self._winters:
            for _ in range(rule["projects"]):
                planned = one.season.start + int(rng.integers(-80, 110)) * DAY
                late = rng.random() < rule["project_late"]
                days = int(rng.integers(1, 25)) if late else -int(rng.integers(0, 12))
                finished = planned + days * DAY + int(rng.uniform(9, 18) * HOUR)
                rows.append(
                    {
                        "project_kind": str(rng.choice(rule["project_kinds"])),
                        "community_id": self._places[int(rng.integers(len(self._places)))],
                        "team": str(rng.choice(parameters("names")["builders"])),
                        "begun_at": planned - int(rng.integers(50, 160)) * DAY + 8 * HOUR,
                        "planned_finish_on": planned,
                        "finished_at": finished if finished < self._end else None,
                    }
                )
        rows.sort(key=lambda row: int(str(row["begun_at"])))
        return _numbered(rows, "project_id", "XM")

    def meter_readings(self) -> list[Row]:
        """Weekly readings of the industrial users' meters, a few of them corrected."""
        rng, rule, rows = stream(self._seed, "meter readings"), self._rule, []
        for one in self._winters:
            for week in range(one.season.days // 7):
                for number, contract in enumerate(self._industrial(), start=1):
                    at = one.season.day(7 * week + 2) + int(rng.uniform(8, 17) * HOUR)
                    wrong = rng.random() < rule["reading_corrected"]
                    pressure = rule["steam_megapascal"] * rng.normal(1.03, 0.02)
                    rows.append(
                        {
                            "meter_id": f"QB{number:03d}",
                            "contract_id": contract,
                            "read_at": at,
                            "reading": 1000 * number + 91 * week + int(rng.integers(0, 40)),
                            "steam_celsius": round(rule["steam_celsius"] + rng.normal(6, 3), 1),
                            "megapascal": round(pressure, 3),
                            "corrected_at": at + int(rng.uniform(1, 12) * DAY) if wrong else None,
                        }
                    )
        return rows

    def steward_areas(self) -> list[Row]:
        """Who looks after which community: the steward who took most of its calls."""
        taken: dict[int, collections.Counter[str]] = collections.defaultdict(collections.Counter)
        for ticket in self._handed_to_stewards():
            taken[int(self._city.homes.community[ticket.home])][ticket.accepted_by] += 1
        start = self._winters[0].season.start - 60 * DAY
        return [
            {
                "community_id": place,
                "steward": min(
                    taken[number] or {f"G{1 + number % 9:02d}": 1},
                    key=lambda name, counts=taken[number]: (-counts[name], name),
                ),
                "charged_from_on": start,
            }
            for number, place in enumerate(self._places)
        ]

    def activities(self) -> list[Row]:
        """Training, surveys, calls on users, maintenance, tests of rooms, settings, contacts."""
        rng, rows = stream(self._seed, "activities"), []
        for one in self._winters:
            for kind, rule in self._rule["activities"].items():
                for subject, place in self._of_kind(rule):
                    rows += self._rounds(rng, one.season, kind, rule, subject | place)
            rows += self._settings(rng, one)
        rows += self._contacts(rng)
        rows.sort(key=lambda row: int(str(row["done_at"] or row["planned_on"])))
        return _numbered(rows, "activity_id", "HD")

    def _of_kind(self, rule: dict) -> list[tuple[Row, Row]]:
        """Whom or what a kind of work is done for, each in rounds of its own."""
        subject: Row = {"subject": rule["subject"]}
        if rule["by"] == "community":
            return [(subject, {"community_id": place}) for place in self._places]
        if rule["by"] == "station":
            return [(subject, {"team": station}) for station in self._city.stations]
        names = parameters()["teams"]
        teams = names["names"] if rule["by"] == "team" else names["office"][:1]
        return [(subject, {"team": team}) for team in teams]

    def _rounds(
        self, rng: np.random.Generator, season: Season, kind: str, rule: dict, about: Row
    ) -> list[Row]:
        rows: list[Row] = []
        first, every = rule["first_day"], rule["every_days"]
        for number in range(rule["rounds"]):
            planned = season.day(first + every * number + int(rng.integers(0, 4)))
            late = int(rng.choice(rule["late_days"])) * DAY
            done = planned + late + int(rng.uniform(8, 17) * HOUR)
            known = done < self._end and rng.random() < rule["done"]
            people = int(rng.integers(*rule["people"])) if "people" in rule and known else None
            rows.append(
                about
                | {
                    "activity_kind": kind,
                    "planned_on": planned,
                    "done_at": done if known else None,
                    "participants": people,
                }
            )
        return rows

    def _settings(self, rng: np.random.Generator, one: Winter) -> list[Row]:
        """New settings of the supply where the day is much colder or milder than the one before."""
        rows: list[Row] = []
        change = np.diff(one.sky.daily)
        for day in np.flatnonzero(np.abs(change) > self._rule["setting_kelvin"]).tolist():
            called = one.season.day(day + 1) + 6 * HOUR
            done = called + int(lognormal(rng, self._rule["setting_hours"]) * HOUR)
            if done < self._end:
                rows.append(
                    {
                        "activity_kind": "regulation",
                        "subject": "供水温度上调" if change[day] < 0 else "供水温度下调",
                        "called_for_at": called,
                        "done_at": done,
                    }
                )
        return rows

    def _contacts(self, rng: np.random.Generator) -> list[Row]:
        """The right steward gets in touch with most customers whom another one heard first."""
        charge = {str(row["community_id"]): row["steward"] for row in self.steward_areas()}
        rows: list[Row] = []
        for ticket in self._handed_to_stewards():
            place = self._places[int(self._city.homes.community[ticket.home])]
            if charge[place] == ticket.accepted_by or rng.random() > self._rule["contact_noted"]:
                continue
            called = ticket.steward_called_at or ticket.accepted_at
            done = called + int(lognormal(rng, self._rule["contact_minutes"]) * MINUTE)
            if done < self._end:
                rows.append(
                    {
                        "activity_kind": "steward_contact",
                        "subject": "转交责任管家",
                        "called_for_at": called,
                        "done_at": done,
                        "ticket_id": ticket.ticket_id,
                        "team": charge[place],
                        "community_id": place,
                    }
                )
        return rows

    def _handed_to_stewards(self) -> list:
        return [
            ticket
            for one in self._winters
            for ticket in one.tickets
            if ticket.steward_called_at is not None
        ]

    def _industrial(self) -> list[str]:
        return [f"Q{number + 1:06d}" for number in range(self._rule["industrial_users"])]


def _span(medium: str, begun: int, ended: int, why: str, **whose: object) -> Row:
    return {"medium": medium, "begun_at": begun, "ended_at": ended, "ended_for": why} | whose


def _numbered(rows: list[Row], key: str, prefix: str) -> list[Row]:
    return [row | {key: f"{prefix}{number:05d}"} for number, row in enumerate(rows, start=1)]
