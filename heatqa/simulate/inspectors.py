"""What inspectors write down: checks of what no export shows, and incidents of conduct."""

from collections.abc import Iterator

import numpy as np

from heatqa.simulate import directory
from heatqa.simulate.parameters import parameters
from heatqa.simulate.seasons import DAY, HOUR, clock, moment
from heatqa.simulate.streams import stream
from heatqa.simulate.winter import Winter
from heatqa.simulate.world import World

Row = dict[str, object]


class Inspectors:
    """Draws the audit register and the register of incidents of all seasons."""

    def __init__(self, city: World, winters: list[Winter], seed: int) -> None:
        self._city, self._winters, self._seed = city, winters, seed
        self._rule = parameters()["planted"]["registers"]

    def audits(self) -> list[Row]:
        """Checks of every clause that nothing else shows; one centre's display never conforms."""
        rng = stream(self._seed, "audits")
        rows: list[Row] = []
        for one in self._winters:
            for kind, rule in parameters("audits").items():
                for place, subject in self._sampled(kind, rule, one, rng):
                    day = one.season.day(int(rng.integers(2, one.season.days - 6)))
                    about: Row = {"checked_on": day, "place": place, "subject": subject}
                    rows += self._check(rng, rule, one.season.back, about)
        rows.sort(key=lambda row: (int(str(row["checked_on"])), str(row["clause_id"])))
        return rows

    def _check(self, rng: np.random.Generator, rule: dict, back: int, about: Row) -> Iterator[Row]:
        """One visit of an inspector, who looks at all clauses of the kind."""
        planted = self._rule["failing_centre"]
        for clause in rule["clauses"]:
            conforms = bool(rng.random() < rule["conforms"])
            fails = about["place"] == self.failing_centre and clause == planted["clause"]
            if fails and back == planted["season"]:
                conforms = False
            mended = not conforms and not fails and rng.random() < self._rule["remedied"]
            days = int(rng.integers(1, 5))
            photo = f"照片 {int(rng.integers(1, 999)):03d}"
            yield about | {
                "clause_id": clause,
                "conforms": conforms,
                "evidence": "质检单" if about["subject"] else photo,
                "checked_by": self._rule["inspectors"][int(rng.integers(3))],
                "remedied_on": int(str(about["checked_on"])) + days * DAY if mended else None,
            }

    @property
    def failing_centre(self) -> str:
        """The service centre whose display never conforms."""
        return centre_of(self._city.districts[self._rule["failing_centre"]["district"]])

    def _sampled(
        self, kind: str, rule: dict, one: Winter, rng: np.random.Generator
    ) -> Iterator[tuple[str, str]]:
        """Where the inspector goes, and which call, visit or bill it is about."""
        homes = self._city.homes
        for number in range(rule["checks"]):
            if kind == "centre":
                yield from ((centre_of(district), "") for district in self._city.districts)
            elif kind in ("call", "visit"):
                events = one.visits if kind == "visit" else [c for c in one.calls if c.answered_at]
                event = events[int(rng.integers(len(events)))]
                place = self._city.communities.names[int(homes.community[event.home])]
                label = event.visit_id if kind == "visit" else event.call_id  # type: ignore[union-attr]
                yield rule.get("place", place), label
            elif kind in ("project", "meter"):
                names = self._city.communities.names
                yield names[int(rng.integers(len(names)))], ""
            else:
                year = one.season.name[2:4]
                subject = f"{kind[0].upper()}{year}-{number + 1:02d}" if kind != "company" else ""
                yield rule["place"], subject

    def incidents(self) -> list[Row]:
        """Incidents, and a zero report of every team for each month without one."""
        rng = stream(self._seed, "incidents")
        teams = [*parameters()["teams"]["names"], *self._rule["hotline_teams"]]
        rows: list[Row] = []
        for one in self._winters:
            for month in _months(one):
                for team in teams:
                    found = self._incidents_of(rng, one, month, team)
                    rows += found or self._zero_report(rng, month, team)
        rows.sort(key=lambda row: int(str(row["reported_at"])))
        for number, row in enumerate(rows, start=1):
            row["incident_id"] = f"SJ{number:04d}"
        return rows

    def _incidents_of(
        self, rng: np.random.Generator, one: Winter, month: int, team: str
    ) -> list[Row]:
        names = parameters()["teams"]["names"]
        planted = self._rule["team_with_incidents"]
        if team == names[planted["team"]] and one.season.back == planted["season"]:
            wanted = planted["incidents"]
            return [
                self._incident(rng, month, team, entry) for entry in wanted if _is(entry, month)
            ]
        if team == names[self._rule["silent_team"]["team"]]:
            return []
        return [
            self._incident(rng, month, team, entry)
            for entry in self._rule["other_incidents"]
            if team == entry["team"] and _is(entry, month) and entry["season"] == one.season.back
        ]

    def _incident(self, rng: np.random.Generator, month: int, team: str, entry: dict) -> Row:
        at = month + int(rng.integers(17, 25)) * DAY + int(rng.uniform(9, 17) * HOUR)
        reported, loss = at + int(rng.uniform(4, 30) * HOUR), entry.get("loss_yuan")
        decided = reported + int(rng.integers(2, 6)) * DAY
        return {
            "report": "incident",
            "month": None,
            "occurred_at": at,
            "reported_at": reported,
            "team": team,
            "clause_id": entry["clause"],
            "confirmed": entry["confirmed"],
            "loss_yuan": loss,
            "compensated_at": decided + DAY if entry.get("compensated") else None,
            "closed_at": None if entry["confirmed"] == "open" else decided + 2 * DAY,
            "community_id": self._city.communities.names[
                int(rng.integers(len(self._city.communities.names)))
            ],
            "description": entry["description"],
        }

    def _zero_report(self, rng: np.random.Generator, month: int, team: str) -> list[Row]:
        due = _next(month) + int(rng.integers(0, 5)) * DAY + int(rng.uniform(8.5, 17) * HOUR)
        silent = team == parameters()["teams"]["names"][self._rule["silent_team"]["team"]]
        forgotten = rng.random() < self._rule["zero_report_forgotten"]
        if silent or forgotten or due >= self._winters[-1].season.end:
            return []
        return [
            {
                "report": "zero",
                "month": f"{clock(month):%Y-%m}",
                "reported_at": due,
                "team": team,
            }
        ]


def planted_registers(city: World, winters: list[Winter]) -> dict:
    """What was planted into the registers that are filled by hand."""
    rule, teams = parameters()["planted"]["registers"], parameters()["teams"]["names"]
    seasons = {one.season.back: one.season.name for one in winters}
    centre, bad, early = (
        rule[name] for name in ("failing_centre", "team_with_incidents", "early_end")
    )
    return {
        "failing_centre": {
            "place": centre_of(city.districts[centre["district"]]),
            "clause": centre["clause"],
            "season": seasons[centre["season"]],
        },
        "team_with_incidents": {
            "team": teams[bad["team"]],
            "season": seasons[bad["season"]],
            "clauses": [entry["clause"] for entry in bad["incidents"]],
        },
        "silent_team": {"team": teams[rule["silent_team"]["team"]]},
        "supply_ended_early": {
            "community": city.communities.names[early["community"] % len(city.communities.names)],
            "season": seasons.get(early["season"], ""),
            "days": early["days"],
        },
        "supply_begun_late": sorted(
            f"{city.communities.names[number]}@{one.season.name}"
            for one in winters
            for number, begun in one.rooms.late.items()
            if begun >= one.season.start + DAY
        ),
    }


def centre_of(district: str) -> str:
    """The service centre of a district."""
    return f"{directory.service_area(district).removesuffix('服务区')}客服中心"


def _months(one: Winter) -> list[int]:
    """The first moment of every month that the season touches."""
    months = [moment(clock(one.season.start).date().replace(day=1))]
    while _next(months[-1]) < one.season.end:
        months.append(_next(months[-1]))
    return months


def _next(month: int) -> int:
    return moment(clock(month + 31 * DAY).date().replace(day=1))


def _is(entry: dict, month: int) -> bool:
    return clock(month).month == entry["month"]
