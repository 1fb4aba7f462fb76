"""Records of the simulation as rows keyed by the columns of the data dictionary."""

import numpy as np

from heatqa.simulate.calls import Call
from heatqa.simulate.demand import matter
from heatqa.simulate.parameters import parameters
from heatqa.simulate.speech import Conversation, text
from heatqa.simulate.tickets import Rating, Ticket, Visit
from heatqa.simulate.world import World

STEPS = (
    "first_action_at",
    "dispatched_at",
    "taken_at",
    "arrived_at",
    "replied_at",
    "finished_at",
    "fed_back_at",
    "followed_up_at",
    "closed_at",
)


class Rows:
    """Builds rows; spellings of communities and categories vary as they do in exports."""

    def __init__(self, city: World, rng: np.random.Generator, old_names: bool) -> None:
        self._city, self._rng, self._old_names = city, rng, old_names
        self._mess = parameters()["mess"]

    def community(self, home: int) -> str:
        """The community of a home, now and then by its other name."""
        places = self._city.communities
        number = int(self._city.homes.community[home])
        if places.aliases[number] and self._rng.random() < self._mess["alias"]:
            return places.aliases[number]
        return places.names[number]

    def call(self, call: Call) -> dict:
        """One line of the hotline export."""
        number, own = self._city.phone(call.home), parameters()["hotline"]["number"]
        row = vars(call) | {
            "caller_key": number if call.direction == "inbound" else own,
            "callee_key": own if call.direction == "inbound" else number,
            "wait_seconds": call.wait_seconds,
            "ring_seconds": call.ring_seconds,
            "talk_seconds": call.talk_seconds,
            "outcome": _outcome(call),
            "community_id": self.community(call.home) if call.answered_at else "",
        }
        if not call.answered_at:
            row["reason"] = ""
        return row

    def ticket(self, ticket: Ticket, as_of: int) -> dict:
        """One line of the work-order export as it stood at a moment."""
        homes, home = self._city.homes, ticket.home
        row = vars(ticket) | {
            "leaf": self._leaf(ticket.cause),
            "status": status_at(ticket, as_of),
            "community_id": self.community(home),
            "building": self._building(int(homes.building[home])),
            "unit": int(homes.unit[home]),
            "household_key": self._city.account(home),
            "customer_key": self._city.person(home),
            "phone_key": self._city.phone(home),
        }
        for step in STEPS:
            row[step] = _known(row[step], as_of)
        if row["finished_at"] is None:
            row["result"] = ""
        if row["followed_up_at"] is None:
            row["score"] = None
        if row["closed_at"] is None:
            row["closed_by"] = ""
        return row

    def visit(self, visit: Visit) -> dict:
        """One line of the export of visits."""
        return vars(visit) | {
            "community_id": self.community(visit.home),
            "household_key": self._city.account(visit.home),
        }

    def rating(self, rating: Rating) -> dict:
        """One line of the sheet of ratings."""
        return vars(rating) | {"community_id": self.community(rating.home)}

    def conversation(self, one: Conversation) -> dict:
        """One line of the export of the speech system."""
        call = one.call
        return {
            "call_id": call.call_id,
            "started_at": call.answered_at,
            "direction": call.direction,
            "agent_id": call.agent_id,
            "skill_group": call.skill_group,
            "text": text(one, "old" if self._old_names else "new"),
        }

    def _leaf(self, cause: str) -> str:
        entry = matter(cause)
        old = self._old_names and self._rng.random() < self._mess["leaf_old_name"]
        return entry["old_name" if old else "name"]

    def _building(self, number: int) -> str | int:
        if self._rng.random() > self._mess["address_disguise"]:
            return number
        return [f"{number}号楼", f"{number}栋", f"{number}#", f"{number:02d}"][
            int(self._rng.integers(4))
        ]


def status_at(ticket: Ticket, as_of: int) -> str:
    """State of a case at a moment."""
    if ticket.cancelled:
        return "cancelled"
    if _known(ticket.closed_at, as_of):
        return "closed"
    if _known(ticket.followed_up_at, as_of):
        return "followed_up"
    if _known(ticket.finished_at, as_of):
        return "finished"
    return "taken" if _known(ticket.first_action_at, as_of) else "waiting"


def changed_between(ticket: Ticket, before: int, after: int) -> bool:
    """Whether a case took a step after one export and before the next."""
    return any(before < (getattr(ticket, step) or 0) <= after for step in STEPS)


def visit_at(row: dict, as_of: int) -> dict:
    """A row of a visit as it was known at a moment."""
    return row | {
        step: _known(row[step], as_of) for step in ("arrived_at", "finished_at", "fed_back_at")
    }


def _known(at: int | None, as_of: int) -> int | None:
    return at if at is not None and at <= as_of else None


def _outcome(call: Call) -> str:
    if call.answered_at:
        return "answered"
    return "lost" if call.ring_started_at is None else "unanswered"
