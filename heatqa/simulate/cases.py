"""From contact to case: how the company takes a matter up, answers it and closes it.

The work on site is in repairs.py; who is called back afterwards is in ratings.py.
"""

import numpy as np

from heatqa.simulate.crews import Crews
from heatqa.simulate.demand import Contact
from heatqa.simulate.hotline import Heard
from heatqa.simulate.outages import Outage
from heatqa.simulate.parameters import parameters
from heatqa.simulate.repairs import Repairs
from heatqa.simulate.seasons import DAY, HOUR, MINUTE, Season, clock, midnight, working_day_after
from heatqa.simulate.streams import draw, lognormal, pick, stream
from heatqa.simulate.tickets import Ticket
from heatqa.simulate.world import World

ANSWERED_BY_DAYS = {"投诉": "complaint_reply_days", "信访": "complaint_reply_days"}
PROMISING = ("投诉", "举报", "咨询", "求助", "信访", "报修投诉")


class Cases:
    """Opens and handles the cases of one season."""

    def __init__(self, city: World, season: Season, outages: list[Outage], seed: int) -> None:
        self._rule = parameters()["cases"]
        self._city = city
        self._rng = stream(seed, "cases", season.name)
        self._crews = Crews(city, season.start, self._rng)
        self._repairs = Repairs(self._crews, season, seed)
        self._restored = {o.event: o.end for o in outages if o.kind != "planned"}
        self._main: dict[int, Ticket] = {}
        self._serial: dict[int, int] = {}

    def handle(self, contacts: list[Contact], heard: Heard) -> list[Ticket]:
        """All cases of the season in the order in which they were accepted."""
        opened = [self._open(contact, heard) for contact in contacts]
        tickets = [ticket for ticket in opened if ticket]
        tickets.sort(key=lambda one: (one[0].accepted_at, one[0].home))
        for ticket, contact in tickets:
            self._number(ticket)
            self._handle(ticket, contact)
        return [ticket for ticket, _ in tickets]

    def _open(self, contact: Contact, heard: Heard) -> tuple[Ticket, Contact] | None:
        rng, channel, cause, kind = self._rng, contact.channel, contact.leaf, contact.record_type
        owner, accepted = "", contact.at
        elsewhere = parameters()["behaviour"]["elsewhere_hours"]
        steward = reported = found = None
        if channel == "phone":
            if contact.number in heard.spoken_at:
                ended, owner = heard.spoken_at[contact.number]
                accepted = ended + int(rng.integers(2, 40))
                if kind == "咨询" and rng.random() < parameters()["hotline"]["no_case_share"]:
                    return None  # answered in the call, no case
            elif rng.random() < parameters()["behaviour"]["gone_elsewhere"]:
                channel = pick(rng, parameters()["behaviour"]["elsewhere_channels"])
                cause, kind = "T7.1", "投诉"
                accepted = contact.at + int(rng.uniform(*elsewhere) * HOUR)
            else:
                return None
        elif channel == "steward":
            steward = contact.at
            emergency = contact.urgency == "emergency"
            wait = self._rule["steward_emergency_minutes" if emergency else "steward_minutes"]
            reported = accepted = steward + int(lognormal(rng, wait) * MINUTE) + 20
        elif channel == "patrol":
            found = contact.at
            accepted = found + int(lognormal(rng, self._rule["patrol_report_minutes"]) * MINUTE)
        elif channel == "visit":
            accepted = _office_hours(contact.at, rng)
        ticket = Ticket(
            ticket_id="",
            home=contact.home,
            contact=contact.number,
            cause=cause,
            channel=channel,
            record_type=kind,
            urgency="normal" if cause == "T7.1" else contact.urgency,
            location="" if cause == "T7.1" else contact.place,
            accepted_at=accepted,
            team="",
            accepted_by=owner or f"{'K' if channel != 'steward' else 'G'}{rng.integers(1, 10):02d}",
            event=contact.event,
            found_at=found,
            steward_called_at=steward,
            hotline_reported_at=reported,
            key_user=bool(self._city.homes.key_user[contact.home]),
        )
        return ticket, contact

    def _number(self, ticket: Ticket) -> None:
        day = midnight(ticket.accepted_at)
        self._serial[day] = self._serial.get(day, 0) + 1
        ticket.ticket_id = f"GD{clock(day):%y%m%d}{self._serial[day]:04d}"

    def _handle(self, ticket: Ticket, contact: Contact) -> None:
        rng, rule = self._rng, self._rule
        ticket.transfers = draw(rng, rule["transfer_shares"])
        merged = ticket.event in self._restored and ticket.cause in ("T1.1", "T2.1", "T3.4")
        main = self._main.get(ticket.event) if merged else None
        if merged and not main:
            ticket.urgency = "emergency"
        if rng.random() < rule["cancelled"] and not merged:
            self._cancel(ticket)
            return
        self._first_action(ticket)
        on_site = (contact.needs_visit or merged) and ticket.cause != "T7.1"
        if main:
            self._merge(ticket, main)
        elif on_site:
            ticket.team = self._crews.team_for(ticket.home)
            self._repairs.carry_out(ticket, contact, self._restored.get(ticket.event))
            self._answer_after_repair(ticket)
        else:
            ticket.team = _office(ticket, rng)
            self._answer(ticket)
        if merged and not main:
            self._main[ticket.event] = ticket
        self._promise(ticket)
        self._spoil(ticket, contact)
        self._leave_open_or_close(ticket)

    def _cancel(self, ticket: Ticket) -> None:
        ticket.cancelled = True
        ticket.first_action_at = ticket.accepted_at + int(self._rng.uniform(1, 90) * MINUTE)
        ticket.closed_at = ticket.first_action_at + int(self._rng.uniform(1, 300) * MINUTE)
        ticket.team, ticket.closed_by = parameters()["teams"]["office"][0], ticket.accepted_by

    def _first_action(self, ticket: Ticket) -> None:
        rng, rule = self._rng, self._rule
        if ticket.urgency == "emergency":
            wait = rule["emergency_first_action_minutes"]
        else:
            wait = rule["first_action_minutes"][ticket.channel]
        ticket.first_action_at = ticket.accepted_at + int(lognormal(rng, wait) * MINUTE) + 10
        chance = rule["forgotten"] * (
            rule["forgotten_repairs"] if ticket.record_type == "报修" else 1.0
        )
        if ticket.urgency != "emergency" and rng.random() < chance:
            wait_days = rng.uniform(*rule["forgotten_days"])
            ticket.first_action_at = ticket.accepted_at + int(wait_days * DAY)

    def _merge(self, ticket: Ticket, main: Ticket) -> None:
        """A further case about the same outage hangs on the first one."""
        ticket.parent_ticket_id, ticket.team = main.ticket_id, main.team
        if self._rng.random() > self._rule["merged_stays_urgent"]:
            ticket.urgency = "normal"
        restored = max(self._restored[ticket.event], ticket.accepted_at + 5 * MINUTE)
        ticket.finished_at = restored + int(self._rng.uniform(0, 40) * MINUTE)
        ticket.replied_at = ticket.finished_at + int(self._rng.uniform(5, 240) * MINUTE)

    def _answer_after_repair(self, ticket: Ticket) -> None:
        rng = self._rng
        done = ticket.fed_back_at or ticket.finished_at
        if done is None:
            return
        ticket.replied_at = done + int(lognormal(rng, self._rule["reply_hours"]) * HOUR)
        share, soonest, latest = self._rule["slow_complaint"]
        if ticket.record_type in ANSWERED_BY_DAYS and rng.random() < share:
            late = working_day_after(ticket.accepted_at, int(rng.integers(soonest, latest)))
            ticket.replied_at = max(ticket.replied_at, late + _at_desk(rng))

    def _answer(self, ticket: Ticket) -> None:
        """Matters settled at a desk: complaints and reports take days, questions take hours."""
        rng, rule = self._rng, self._rule
        first = ticket.first_action_at or ticket.accepted_at
        if ticket.record_type == "举报":
            shares = rule["report_reply_days"]
        elif ticket.record_type in ANSWERED_BY_DAYS:
            shares = rule[ANSWERED_BY_DAYS[ticket.record_type]]
        else:
            repair = ticket.record_type == "报修"
            shares = rule["repair_reply_days" if repair else "other_reply_days"]
        days = draw(rng, shares)
        if days == 0:
            ticket.replied_at = first + int(lognormal(rng, rule["desk_reply_hours"]) * HOUR)
        else:
            due = working_day_after(ticket.accepted_at, days) + _at_desk(rng)
            ticket.replied_at = max(due, first + 10 * MINUTE)
        if ticket.transfers:
            ticket.dispatched_at = first
            ticket.taken_at = first + int(lognormal(rng, rule["transfer_taken_minutes"]) * MINUTE)
            ticket.replied_at = max(ticket.replied_at, ticket.taken_at + 15 * MINUTE)
        ticket.finished_at = ticket.replied_at - int(rng.uniform(1, 12) * MINUTE)

    def _promise(self, ticket: Ticket) -> None:
        rng, replied = self._rng, ticket.replied_at
        if replied is None or ticket.record_type not in PROMISING:
            return
        took = replied - ticket.accepted_at
        if took < 2 * HOUR or rng.random() > self._rule["promise_recorded"]:
            return
        if rng.random() < self._rule["promise_kept"]:
            promised = replied + int(rng.uniform(*self._rule["kept_promise_hours"]) * HOUR)
        else:
            part = rng.uniform(*self._rule["broken_promise_share"])
            promised = ticket.accepted_at + int(part * took)
        ticket.promised_at = promised - promised % (30 * MINUTE) + 30 * MINUTE

    def _spoil(self, ticket: Ticket, contact: Contact) -> None:
        """Note whether the customer has reason to be unhappy, and what the rating would be."""
        late_arrival = (
            ticket.urgency == "emergency"
            and ticket.arrived_at is not None
            and ticket.arrived_at - ticket.accepted_at > 40 * MINUTE
        )
        slow = (ticket.finished_at or ticket.accepted_at) - ticket.accepted_at > 26 * HOUR
        failed = ticket.cause.startswith("T7") or (
            contact.needs_visit and contact.fate != "solved" and bool(ticket.visits)
        )
        ticket.spoiled = late_arrival or slow or failed
        ratings = parameters()["ratings"]
        shares = ratings["spoiled_scores" if ticket.spoiled else "true_scores"]
        ticket.true_score = 1 + draw(self._rng, shares)

    def _leave_open_or_close(self, ticket: Ticket) -> None:
        rng, rule = self._rng, self._rule
        if rng.random() < rule["left_open"] and not ticket.parent_ticket_id:
            ticket.finished_at = ticket.fed_back_at = ticket.replied_at = None
            for visit in ticket.visits[-1:]:
                visit.finished_at = visit.fed_back_at = None
                visit.outcome = "unsolved"
            return
        done = max(ticket.finished_at or 0, ticket.replied_at or 0, ticket.fed_back_at or 0)
        ticket.closed_at = done + int(lognormal(rng, rule["close_hours"]) * HOUR)
        ticket.closed_by = ticket.accepted_by
        if rng.random() > rule["same_owner"]:
            ticket.closed_by = f"K{rng.integers(1, 10):02d}"
        for step in ("taken_at", "fed_back_at", "arrived_at"):
            if rng.random() < rule["step_missing"]:
                setattr(ticket, step, None)
        if rng.random() < rule["urgency_missing"]:
            ticket.urgency = ""
        if rng.random() < rule["location_missing"]:
            ticket.location = ""


def _office(ticket: Ticket, rng: np.random.Generator) -> str:
    """The office that settles a matter without a visit."""
    front, money, engineers, audit = parameters()["teams"]["office"]
    if ticket.record_type == "举报":
        return audit
    if ticket.cause.startswith("T5"):
        return money
    heating = ticket.cause.startswith(("T1", "T4"))
    share = parameters()["cases"]["engineers_share"]
    return engineers if heating and rng.random() < share else front


def _at_desk(rng: np.random.Generator) -> int:
    """A time of day in office hours."""
    return int(rng.uniform(8.6, 17.8) * HOUR)


def _office_hours(at: int, rng: np.random.Generator) -> int:
    """The same day within the hours in which counters are open."""
    if 8 <= clock(at).hour < 17:
        return at
    return midnight(at) + int(rng.uniform(8.5, 17.0) * HOUR)
