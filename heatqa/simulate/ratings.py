"""Who is called back after a case, and what they say: happy customers are called more often."""

from heatqa.simulate.calls import Call
from heatqa.simulate.parameters import parameters
from heatqa.simulate.seasons import DAY, HOUR, Season, clock, midnight
from heatqa.simulate.streams import lognormal, stream
from heatqa.simulate.tickets import Rating, Ticket


def follow_up(tickets: list[Ticket], season: Season, seed: int) -> tuple[list[Rating], list[Call]]:
    """Call back some of the finished cases; returns the ratings and the outbound calls.

    The bias is planted here: the office prefers cases that it expects to go well, so the ratings
    that exist are better than what all customers would have said (`Ticket.true_score`).
    """
    rule, cases = parameters()["ratings"], parameters()["cases"]
    rng = stream(seed, "ratings", season.name)
    ratings, calls = [], []
    for ticket in tickets:
        if ticket.finished_at is None or ticket.cancelled:
            continue
        happy = ticket.true_score >= rule["happy_from"]
        chance = rule["follow_up_if_happy" if happy else "follow_up_if_unhappy"]
        if ticket.key_user:
            chance = cases["key_user_follow_up_share"]
        if rng.random() > chance:
            continue
        done = max(ticket.finished_at, ticket.fed_back_at or 0)
        if ticket.key_user:
            asked = done + int(lognormal(rng, cases["key_user_follow_up_days"]) * DAY)
        else:
            asked = done + int(lognormal(rng, cases["follow_up_hours"]) * HOUR)
        asked = _decent(asked, int(rng.uniform(0, 9) * HOUR))
        ticket.followed_up_at = asked
        if ticket.closed_at is not None:
            ticket.closed_at = max(ticket.closed_at, asked + 60)
        by_phone = rng.random() < rule["by_phone"]
        answers = rng.random() < rule["answered" if happy else "unhappy_answered"]
        if by_phone:
            calls.append(_call(ticket, asked, bool(answers), int(rng.integers(30, 150))))
        score = None
        if answers:
            kinder = rng.random() < rule["recorded_too_kindly"]
            score = min(5, ticket.true_score + (1 if kinder else 0))
            ticket.score = score
        ratings.append(
            Rating(
                rating_id="",
                ticket_id=ticket.ticket_id,
                home=ticket.home,
                team=ticket.team,
                asked_at=asked,
                answered_at=_answered(asked, by_phone, rng.random()) if answers else None,
                score=score,
                channel="电话回访" if by_phone else "短信邀评",
                rated="上门服务" if ticket.visits else "热线服务",
            )
        )
    ratings.sort(key=lambda rating: (rating.asked_at, rating.ticket_id))
    for number, rating in enumerate(ratings, start=1):
        rating.rating_id = f"HF{season.name[2:4]}{number:05d}"
    return ratings, calls


def _decent(at: int, shift: int) -> int:
    """The moment itself, or a time between nine and eighteen o'clock if it is too early or late."""
    if 9 <= clock(at).hour < 20:
        return at
    day = midnight(at) + (DAY if clock(at).hour >= 20 else 0)
    return day + 9 * HOUR + shift


def _answered(asked: int, by_phone: bool, luck: float) -> int:
    return asked + (40 + int(luck * 80) if by_phone else 300 + int(luck * 20 * HOUR))


def _call(ticket: Ticket, at: int, reached: bool, seconds: int) -> Call:
    """The outbound call of a follow-up."""
    call = Call("outbound", "hotline", ticket.home, at, at + 35, ring_started_at=at)
    call.reason, call.ticket_id = "回访", ticket.ticket_id
    call.agent_id, call.skill_group = ticket.closed_by or ticket.accepted_by, "回访组"
    if reached:
        call.answered_at = at + 6 + seconds % 17
        call.ended_at = call.answered_at + seconds
    return call
