"""The smaller registers of the service: applications, works, notices, inspections and cards."""

import numpy as np

from heatqa.simulate.outages import Outage
from heatqa.simulate.parameters import parameters
from heatqa.simulate.seasons import DAY, HOUR, Season, working_day_after
from heatqa.simulate.streams import draw, stream
from heatqa.simulate.tickets import Ticket
from heatqa.simulate.world import World

Row = dict[str, object]
NEVER = 1 << 40  # later than any moment


class Registers:
    """Draws the registers of all seasons; every method returns rows in order of time."""

    def __init__(self, city: World, seasons: list[Season], seed: int) -> None:
        self._city, self._seasons, self._seed = city, seasons, seed
        self._rule, self._names = parameters()["registers"], parameters("names")
        self._places = city.communities.names
        self._thousands = len(city.homes.area) / 1000

    def applications(self) -> list[Row]:
        """Applications for heat: most arrive in the months before the season."""
        rng = stream(self._seed, "applications")
        rows: list[Row] = []
        for season in self._seasons:
            count = rng.poisson(self._rule["applications"] * self._thousands)
            first, usual, last = self._rule["application_days"]
            days = rng.triangular(first, usual, last, count).astype(int)
            rows += [self._application(rng, season.start + day * DAY) for day in days.tolist()]
        rows.sort(key=lambda row: int(str(row["submitted_at"])))
        for number, row in enumerate(rows, start=1):
            row["application_id"] = f"BZ{number:05d}"
        return rows

    def _application(self, rng: np.random.Generator, day: int) -> Row:
        rule = self._rule
        submitted = working_day_after(day, 1) + _office_time(rng)
        incomplete = rng.random() < rule["application_incomplete"]
        notices = 1 + draw(rng, rule["supplement_notices"]) if incomplete else 0
        complete: int | None = submitted
        survey = bool(rng.random() < rule["application_survey"])
        refused = bool(rng.random() < rule["application_refused"])
        if refused:
            days = draw(rng, rule["refusal_days"])
        else:
            middle, sigma = rule["survey_days" if survey else "approval_days"]
            days = max(1, round(rng.normal(middle, sigma)))
            if incomplete:
                complete = working_day_after(submitted, int(rng.integers(1, 9))) + _office_time(rng)
        if incomplete and not refused and rng.random() < rule["application_abandoned"]:
            complete = None
        decided = replied = None
        if complete is not None:
            decided = working_day_after(complete, days) + _office_time(rng)
            replied = decided + int(rng.uniform(0.1, 3) * HOUR)
            if replied >= self._seasons[-1].end:
                decided = replied = None
        decision = "refused" if refused else "approved"
        later = notices > 1 and rng.random() < rule["new_document_in_later_notice"]
        return {
            "community_id": self._place(rng),
            "submitted_at": submitted,
            "documents_complete_at": complete,
            "survey_required": survey,
            "decided_at": decided,
            "replied_at": replied,
            "decision": decision if decided else "",
            "submissions": 1 + notices + int(rng.random() < rule["application_twice"]),
            "supplement_notices": notices,
            "new_document_notices": int(later),
        }

    def works(self) -> list[Row]:
        """Works, finished before and in the season, and their acceptance."""
        rng, rule = stream(self._seed, "works"), self._rule
        rows: list[Row] = []
        for season in self._seasons:
            count = max(6, rng.poisson(rule["works"] * self._thousands))
            first, last = rule["work_days"]
            for day in np.sort(rng.integers(first, last, count)).tolist():
                done = season.start + day * DAY + int(rng.uniform(9, 18) * HOUR)
                days = draw(rng, rule["acceptance_days"])
                accepted = working_day_after(done, days) + _office_time(rng)
                rows.append(
                    {
                        "work_id": f"GC{len(rows) + 1:04d}",
                        "community_id": self._place(rng),
                        "team": str(rng.choice(self._names["builders"])),
                        "works_finished_at": done,
                        "accepted_at": None if rng.random() < rule["never_accepted"] else accepted,
                    }
                )
        return rows

    def outages(self, outages: list[Outage]) -> list[Row]:
        """The register of interruptions; what is not restored at the export is left open."""
        homes = self._city.communities.homes
        return [
            {
                "outage_id": outage.identifier,
                "community_id": self._places[outage.community],
                "started_at": outage.start,
                "restored_at": outage.end if outage.end < self._seasons[-1].end else None,
                "planned": outage.kind == "planned",
                "cause": outage.cause,
                "households": int(homes[outage.community]),
            }
            for outage in outages
        ]

    def notices(self, outages: list[Outage], tickets: list[Ticket]) -> list[Row]:
        """Notices of outages, of repairs that take longer than promised, and of changed supply."""
        rng = stream(self._seed, "notices")
        told: list[tuple[int, str, str, str, int | None]] = [
            (
                o.noticed,
                "outage",
                o.identifier,
                self._places[o.community],
                o.start if o.kind == "planned" else None,
            )
            for o in outages
            if o.noticed is not None
        ]
        for ticket in tickets:
            promised = ticket.promised_at
            if promised is None or (ticket.replied_at or NEVER) <= promised:
                continue
            if rng.random() < parameters()["cases"]["late_repair_notice"]:
                sent = promised + int(rng.uniform(-5, 2) * HOUR)
                place = self._places[int(self._city.homes.community[ticket.home])]
                told.append((sent, "late_repair", ticket.ticket_id, place, None))
        for season in self._seasons:
            for number in range(self._rule["changes"]):
                effect = season.day(int(rng.integers(8, season.days - 8))) + 6 * HOUR
                early = rng.random() < self._rule["change_announced"]
                sent = effect + int((-rng.uniform(10, 70) if early else rng.uniform(1, 9)) * HOUR)
                name = f"BG{season.name[2:4]}{number + 1:04d}"
                told.append((sent, "change", name, self._place(rng), effect))
        told.sort(key=lambda one: one[:3])
        return [
            {
                "notice_id": f"TZ{number:05d}",
                "about": about,
                "about_id": about_id,
                "community_id": place,
                "sent_at": sent,
                "effective_at": effect,
                "channel": str(rng.choice(self._rule["notice_channels"])),
            }
            for number, (sent, about, about_id, place, effect) in enumerate(told, start=1)
        ]

    def inspections(self) -> list[Row]:
        """Planned rounds of every station, nearly all of them done."""
        rng, rule = stream(self._seed, "inspections"), self._rule
        station_of = self._city.communities.station
        rows: list[Row] = []
        for season in self._seasons:
            for day in range(0, season.days, rule["inspection_every_days"]):
                for station, name in enumerate(self._city.stations):
                    planned = season.day(day + int(rng.integers(0, 3)))
                    late = int(rng.choice(rule["inspection_late_days"])) * DAY
                    done = planned + late + int(rng.uniform(8, 17) * HOUR)
                    known = done < self._seasons[-1].end and rng.random() < rule["inspection_done"]
                    place = int(np.flatnonzero(station_of == station)[0])
                    rows.append(
                        {
                            "inspection_id": f"XJ{len(rows) + 1:06d}",
                            "community_id": self._places[place],
                            "asset_id": f"{name}-{rng.choice(self._names['assets'])}",
                            "planned_on": planned,
                            "done_at": done if known else None,
                            "finding": str(rng.choice(self._names["findings"])) if known else "",
                        }
                    )
        return rows

    def cards(self) -> list[Row]:
        """Service cards for each community before and during each season, with gaps."""
        rng, rule = stream(self._seed, "cards"), self._rule
        homes = self._city.communities.homes
        rows: list[Row] = []
        for season in self._seasons:
            for when in ("before", "during"):
                for number, place in enumerate(self._places):
                    if rng.random() > rule[f"card_{when}"]:
                        continue
                    day = int(rng.integers(*rule[f"cards_{when}_days"]))
                    rows.append(
                        {
                            "card_id": f"FK{len(rows) + 1:05d}",
                            "community_id": place,
                            "issued_on": season.start + day * DAY,
                            "cards": int(homes[number] * rng.uniform(0.8, 1.05)),
                        }
                    )
        return rows

    def _place(self, rng: np.random.Generator) -> str:
        return self._places[int(rng.integers(len(self._places)))]


def _office_time(rng: np.random.Generator) -> int:
    return int(rng.uniform(8.5, 17.5) * HOUR)
