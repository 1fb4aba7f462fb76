"""The work on site: dispatch, appointment, arrival, repair, feedback, and visits in vain."""

from heatqa.simulate.crews import Crews
from heatqa.simulate.demand import Contact, matter
from heatqa.simulate.parameters import parameters
from heatqa.simulate.seasons import DAY, HOUR, MINUTE, Season, midnight
from heatqa.simulate.streams import lognormal, stream
from heatqa.simulate.tickets import Ticket, Visit


class Repairs:
    """Sends crews to cases and notes every visit."""

    def __init__(self, crews: Crews, season: Season, seed: int) -> None:
        self._crews = crews
        self._rule, self._visit_rule = parameters()["cases"], parameters()["visits"]
        self._rng = stream(seed, "repairs", season.name)

    def carry_out(self, ticket: Ticket, contact: Contact, restored: int | None) -> None:
        """Do the work of one case; an outage's work lasts until heat is restored."""
        rng, rule = self._rng, self._rule
        emergency = ticket.urgency == "emergency"
        ticket.dispatched_at = (ticket.first_action_at or 0) + int(rng.integers(5, 60))
        wait = rule["emergency_taken_minutes" if emergency else "taken_minutes"]
        ticket.taken_at = ticket.dispatched_at + int(lognormal(rng, wait) * MINUTE)
        if emergency:
            self._emergency(ticket, restored)
        else:
            self._regular(ticket, contact)
        last = ticket.visits[-1]
        ticket.arrived_at = next((v.arrived_at for v in ticket.visits if v.arrived_at), None)
        ticket.finished_at, ticket.fed_back_at = last.finished_at, last.fed_back_at

    def _work_minutes(self, ticket: Ticket) -> float:
        return lognormal(self._rng, [matter(ticket.cause)["work"], self._rule["work_sigma"]])

    def _emergency(self, ticket: Ticket, restored: int | None) -> None:
        taken = ticket.taken_at or ticket.accepted_at
        work = self._work_minutes(ticket)
        visit = self._visit(ticket, None)
        visit.arrived_at, visit.finished_at = self._crews.emergency(ticket.team, taken, work)
        if restored is not None:
            visit.finished_at = max(restored, visit.arrived_at + 10 * MINUTE)
        self._feed_back(ticket, visit)

    def _regular(self, ticket: Ticket, contact: Contact) -> None:
        """Visits by appointment until the matter is solved."""
        rng = self._rng
        earliest = (ticket.taken_at or ticket.accepted_at) + 5 * MINUTE
        window = self._window(earliest)
        if contact.fate == "no_show":
            self._missed(ticket, window)
            window = self._window(midnight(window) + DAY + 8 * HOUR)
        elif rng.random() < self._visit_rule["no_access"]:
            visit = self._visit(ticket, window)
            visit.arrived_at = window + int(rng.uniform(0, 90) * MINUTE)
            visit.outcome = "no_access"
            self._agree_next(visit)
            window = self._window(visit.arrived_at + HOUR)
        elif contact.fate == "unsolved":
            visit = self._come(ticket, window)
            visit.outcome = "unsolved"
            self._agree_next(visit)
            later = int(rng.uniform(*self._rule["next_visit_hours"]) * HOUR)
            window = self._window((visit.finished_at or window) + later)
        self._come(ticket, window)

    def _come(self, ticket: Ticket, window: int) -> Visit:
        rng, rule = self._rng, self._rule
        visit = self._visit(ticket, window)
        if rng.random() < rule["early_share"]:
            minutes = -rng.uniform(0, rule["early_minutes"])
        else:
            minutes = rng.uniform(0, rule["slot_used"]) * rule["slot_hours"] * 60
            minutes *= self._crews.factor(visit.team, "travel")
        target = window + int(minutes * MINUTE)
        visit.arrived_at, visit.finished_at = self._crews.regular(
            visit.team, max(target, ticket.taken_at or 0), self._work_minutes(ticket)
        )
        self._feed_back(ticket, visit)
        return visit

    def _missed(self, ticket: Ticket, window: int) -> None:
        """The crew does not come; some offices at least agree a new time."""
        visit = self._visit(ticket, window)
        visit.outcome = "unsolved"
        self._agree_next(visit)
        visit.shoe_covers = visit.tool_bag = visit.id_shown = None
        visit.cleaned_up = visit.signed = None

    def _agree_next(self, visit: Visit) -> None:
        if self._rng.random() < self._visit_rule["next_appointment"]:
            window = visit.appointment_from_at or visit.reported_at
            visit.next_appointment_at = midnight(window) + DAY + 9 * HOUR

    def _visit(self, ticket: Ticket, window: int | None) -> Visit:
        rng, rule = self._rng, self._visit_rule
        care = self._crews.factor(ticket.team, "care")
        names = parameters()["teams"]["names"]
        staff = f"S{names.index(ticket.team) + 1}{rng.integers(1, 9):02d}"
        visit = Visit(ticket.ticket_id, ticket.home, ticket.accepted_at, ticket.team, staff)
        if window is not None:
            visit.appointment_from_at = window
            visit.appointment_to_at = window + self._rule["slot_hours"] * HOUR
        for check in ("shoe_covers", "tool_bag", "id_shown", "cleaned_up", "signed"):
            setattr(visit, check, bool(rng.random() < rule[check] * care))
        if ticket.location == "outdoor":
            visit.shoe_covers = visit.signed = None
        ticket.visits.append(visit)
        return visit

    def _feed_back(self, ticket: Ticket, visit: Visit) -> None:
        if visit.finished_at is None:
            return
        slow = self._crews.factor(ticket.team, "feedback")
        minutes = lognormal(self._rng, self._rule["feedback_minutes"]) * slow
        visit.fed_back_at = visit.finished_at + int(minutes * MINUTE)

    def _window(self, earliest: int) -> int:
        """Start of the first slot that the customer and the team agree on."""
        wish = earliest + int(self._rng.uniform(*self._rule["appointment_after_hours"]) * HOUR)
        for day in (midnight(wish), midnight(wish) + DAY):
            for hour in self._rule["slots"]:
                if day + hour * HOUR >= wish:
                    return day + hour * HOUR
        return midnight(wish) + DAY + self._rule["slots"][0] * HOUR


def visits_of(tickets: list[Ticket], name: str) -> list[Visit]:
    """All visits of a season, in order of their reports, numbered."""
    visits = [visit for ticket in tickets for visit in ticket.visits]
    visits.sort(key=lambda visit: (visit.arrived_at or visit.reported_at, visit.ticket_id))
    for number, visit in enumerate(visits, start=1):
        visit.visit_id = f"SM{name[2:4]}{number:06d}"
    return visits
