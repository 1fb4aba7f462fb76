"""One case, visit and rating, with the field names of the data dictionary."""

from dataclasses import dataclass, field


@dataclass
class Visit:
    """One visit to a home or site; flags are True, False or None (not noted)."""

    ticket_id: str
    home: int
    reported_at: int
    team: str
    staff_id: str
    visit_id: str = ""
    appointment_from_at: int | None = None
    appointment_to_at: int | None = None
    arrived_at: int | None = None
    finished_at: int | None = None
    fed_back_at: int | None = None
    next_appointment_at: int | None = None
    outcome: str = "solved"
    shoe_covers: bool | None = None
    tool_bag: bool | None = None
    id_shown: bool | None = None
    cleaned_up: bool | None = None
    signed: bool | None = None
    feedback: str = ""
    opinion: str = ""


@dataclass
class Ticket:
    """One case. Times are moments; None is a step that was not taken or not noted.

    Attributes:
        cause: the true leaf of the taxonomy (exports carry the company's own name for it).
        spoiled: the customer has reason to be unhappy: late, or not solved.
        true_score: what the customer would say if asked, 1 to 5.
    """

    ticket_id: str
    home: int
    contact: int
    cause: str
    channel: str
    record_type: str
    urgency: str
    location: str
    accepted_at: int
    team: str
    accepted_by: str
    event: int
    parent_ticket_id: str = ""
    found_at: int | None = None
    steward_called_at: int | None = None
    hotline_reported_at: int | None = None
    first_action_at: int | None = None
    dispatched_at: int | None = None
    taken_at: int | None = None
    arrived_at: int | None = None
    promised_at: int | None = None
    replied_at: int | None = None
    finished_at: int | None = None
    fed_back_at: int | None = None
    followed_up_at: int | None = None
    closed_at: int | None = None
    closed_by: str = ""
    cancelled: bool = False
    transfers: int = 0
    calls_linked: int = 0
    key_user: bool = False
    spoiled: bool = False
    true_score: int = 5
    score: int | None = None
    text: str = ""
    result: str = ""
    visits: list[Visit] = field(default_factory=list)


@dataclass
class Rating:
    """One invitation to rate a case."""

    rating_id: str
    ticket_id: str
    home: int
    team: str
    asked_at: int
    answered_at: int | None
    score: int | None
    channel: str
    rated: str
