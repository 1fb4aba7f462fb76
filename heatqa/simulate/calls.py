"""One telephone call as the company's telephone system knows it."""

from dataclasses import dataclass

NO_CONTACT = -1


@dataclass
class Call:
    """One call; times are moments or None, `home` is who called or was called."""

    direction: str
    line_type: str
    home: int
    started_at: int
    ended_at: int
    contact: int = NO_CONTACT
    queued_at: int | None = None
    ring_started_at: int | None = None
    answered_at: int | None = None
    hold_seconds: int = 0
    hung_up_by: str = "customer"
    agent_id: str = ""
    skill_group: str = ""
    score: int | None = None
    reason: str = ""
    call_id: str = ""
    ticket_id: str = ""
    transcript: str = ""

    @property
    def wait_seconds(self) -> int:
        """Seconds from entering the queue until a telephone rang, or until the end."""
        if self.queued_at is None:
            return 0
        return (self.ring_started_at or self.ended_at) - self.queued_at

    @property
    def ring_seconds(self) -> int:
        """Seconds the telephone rang."""
        if self.ring_started_at is None:
            return 0
        return (self.answered_at or self.ended_at) - self.ring_started_at

    @property
    def talk_seconds(self) -> int:
        """Seconds of conversation."""
        return 0 if self.answered_at is None else self.ended_at - self.answered_at
