"""The exports of the simulated company: which file holds what, as of when."""

from pathlib import Path

from heatqa.simulate import directory
from heatqa.simulate.inspectors import Inspectors
from heatqa.simulate.ledgers import Ledgers
from heatqa.simulate.mess import Ledger, Page
from heatqa.simulate.parameters import parameters
from heatqa.simulate.registers import Registers, Row
from heatqa.simulate.rows import Rows, changed_between, status_at, visit_at
from heatqa.simulate.seasons import DAY, HOUR, Season, clock
from heatqa.simulate.sensors import write_sensors
from heatqa.simulate.sheets import write_csv, write_xlsx
from heatqa.simulate.streams import stream
from heatqa.simulate.tickets import Ticket
from heatqa.simulate.winter import Winter
from heatqa.simulate.world import World


def small_registers(city: World, winters: list[Winter], seed: int) -> dict[str, list[Row]]:
    """The rows of every register that is one file for all seasons, by its name."""
    seasons = [one.season for one in winters]
    drawn = Registers(city, seasons, seed)
    inspectors, ledgers = Inspectors(city, winters, seed), Ledgers(city, winters, seed)
    outages = [outage for one in winters for outage in one.outages]
    tickets = [ticket for one in winters for ticket in one.tickets]
    return {
        "applications": drawn.applications(),
        "works": drawn.works(),
        "outages": drawn.outages(outages),
        "notices": drawn.notices(outages, tickets),
        "inspections": drawn.inspections(),
        "cards": drawn.cards(),
        "sites": directory.sites(city, seasons[0]),
        "communities": directory.communities(city, seasons[0], seed),
        "households": directory.households(city),
        "weather": directory.daily_weather([(one.season, one.sky) for one in winters]),
        "audits": inspectors.audits(),
        "incidents": inspectors.incidents(),
        "activities": ledgers.activities(),
        "contracts": ledgers.contracts(),
        "supplies": ledgers.supplies(),
        "projects": ledgers.projects(),
        "meter_readings": ledgers.meter_readings(),
        "steward_areas": ledgers.steward_areas(),
    }


class Exports:
    """Writes every file into one folder and keeps the ledger of what is planted in them."""

    def __init__(self, folder: Path, city: World, seed: int) -> None:
        self._folder, self._city, self._seed = folder, city, seed
        self._rule = parameters()["exports"]
        self.ledger = Ledger()

    def winter(self, one: Winter) -> None:
        """The large files of one season."""
        season, as_of = one.season, self._as_of(one.season)
        variant = layout_variant(season)
        rows = Rows(self._city, stream(self._seed, "rows", season.name), variant == "old")
        calls = [rows.call(call) for call in one.calls if call.started_at < as_of]
        self._messily("hotline", variant, season, calls)
        self._work_orders(one, rows, variant)
        visits = [rows.visit(visit) for visit in one.visits if visit.reported_at < as_of]
        self._messily("visits", variant, season, [visit_at(row, as_of) for row in visits])
        ratings = [rows.rating(rating) for rating in one.ratings if rating.asked_at < as_of]
        self._messily("ratings", variant, season, ratings)
        spoken = [rows.conversation(talk) for talk in one.conversations]
        self._messily("transcripts", variant, season, spoken)
        self._messily("rooms", "all", season, one.by_hand)
        name = file_name("sensors", "all", season)
        rng = stream(self._seed, "export", name)
        write_sensors(self._folder / name, one.by_sensor, self._city, rng, self.ledger)

    def registers(self, registers: dict[str, list[Row]], last: Season) -> None:
        """The small files: spelled as exports are, but without planted faults."""
        for kind, rows in registers.items():
            name = file_name(kind, "all", last)
            page = self._page(kind, "all", name)
            for row in rows:
                page.add(row)
            self._save(kind, "all", last, name, page)

    def _work_orders(self, one: Winter, rows: Rows, variant: str) -> None:
        """A past season is one file; the last was exported twice, with an overlap."""
        season, tickets = one.season, one.tickets
        as_of = self._as_of(season)
        if season.back > 0:
            whole = [rows.ticket(ticket, as_of) for ticket in tickets]
            self._messily("workorders", variant, season, whole)
            return
        first_at = season.day(self._rule["first_part_day"]) + 8 * HOUR
        again_from = season.day(self._rule["second_part_from_day"])
        first = [ticket for ticket in tickets if ticket.accepted_at < first_at]
        second = [
            ticket
            for ticket in tickets
            if ticket.accepted_at < as_of and _in_second(ticket, first_at, again_from)
        ]
        early = [rows.ticket(ticket, first_at) for ticket in first]
        self._messily("workorders", variant, season, early, part="_a")
        late = [rows.ticket(ticket, as_of) for ticket in second]
        name = self._messily("workorders", variant, season, late, part="_b")
        again = [ticket for ticket in second if ticket.accepted_at < first_at]
        changed = sum(changed_between(ticket, first_at, as_of) for ticket in again)
        self.ledger.rows[name] |= {"exported_before": len(again), "changed_since": changed}

    def _messily(
        self, kind: str, variant: str, season: Season, rows: list[dict], *, part: str = ""
    ) -> str:
        """Write one large file with planted faults; returns its name."""
        name = file_name(kind, variant, season, part)
        page = self._page(kind, variant, name)
        for row in rows:
            page.add_messily(row)
        self._save(kind, variant, season, name, page)
        return name

    def _page(self, kind: str, variant: str, name: str) -> Page:
        layout = parameters("exports")[kind][variant]
        return Page(layout, name, stream(self._seed, "export", name), self.ledger)

    def _save(self, kind: str, variant: str, season: Season, name: str, page: Page) -> None:
        layout = parameters("exports")[kind][variant]
        table = page.finish(kind)
        if name.endswith((".csv", ".csv.gz")):
            write_csv(self._folder / name, table, layout["encoding"])
            return
        names = parameters("names")
        printed = f"导出时间:{clock(self._as_of(season)):%Y-%m-%d %H:%M}  {names['label']}"
        title = layout["title"].format(company=names["company"])
        write_xlsx(self._folder / name, table, [title, printed, names["printed_by"]])

    def _as_of(self, season: Season) -> int:
        if season.back == 0:
            return season.end + self._rule["last_hours"] * HOUR
        return season.end + self._rule["closing_days"] * DAY


def layout_variant(season: Season) -> str:
    """The company changes between two systems: the last season has the new one."""
    return "new" if season.back % 2 == 0 else "old"


def file_name(kind: str, variant: str, season: Season, part: str = "") -> str:
    """Name of an export."""
    pattern: str = parameters("exports")[kind][variant]["file"]
    return pattern.format(season=season.name, part=part)


def _in_second(ticket: Ticket, first_at: int, again_from: int) -> bool:
    """New since the overlap began, or still open when the first part was exported."""
    if ticket.accepted_at >= again_from:
        return True
    return status_at(ticket, first_at) not in ("closed", "cancelled")
