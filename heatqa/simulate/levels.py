"""Service levels of the simulated records, before any mess: the yardstick for a judge.

Records without the end of their clock are left out, so these are not a judge's verdicts; they say
only what the simulation really did.
"""

from collections.abc import Callable, Iterable

import numpy as np

from heatqa.simulate.seasons import DAY, HOUR, MINUTE, Season, working_day_after
from heatqa.simulate.tickets import Ticket
from heatqa.simulate.winter import Winter

Level = tuple[int, float]  # how many records count, and the share that kept the level


def service_levels(
    winters: list[Winter], registers: dict[str, list[dict]]
) -> dict[str, dict[str, float]]:
    """For each level: how many records count, and the share that kept it."""
    levels = _of_calls(winters) | _of_cases(winters) | _of_temperatures(winters)
    levels |= _of_applications(registers)
    levels |= _of_communities(registers, [one.season for one in winters])
    return {
        name: {"records": count, "share": round(share, 4)}
        for name, (count, share) in levels.items()
    }


def _of_calls(winters: list[Winter]) -> dict[str, Level]:
    inbound = [
        (one.season.name, call)
        for one in winters
        for call in one.calls
        if call.direction == "inbound"
    ]
    attempts: dict[tuple[str, int], list[bool]] = {}
    hours: dict[int, bool] = {}
    for season, call in inbound:
        through = call.answered_at is not None
        attempts.setdefault((season, call.contact), []).append(through)
        if call.line_type == "hotline":
            hour = call.started_at // HOUR
            hours[hour] = hours.get(hour, False) or through
    return {
        "inbound calls answered": _share(call.answered_at is not None for _, call in inbound),
        "answered within 15 seconds of ringing": _share(
            call.ring_seconds <= 15 for _, call in inbound if call.answered_at
        ),
        "caller answered within three attempts": _share(any(a[:3]) for a in attempts.values()),
        "hours with hotline calls of which one was answered": _share(hours.values()),
    }


def _of_cases(winters: list[Winter]) -> dict[str, Level]:
    tickets = [ticket for one in winters for ticket in one.tickets]
    visits = [visit for one in winters for visit in one.visits]

    def where(wanted: Callable[[Ticket], bool]) -> list[Ticket]:
        return [ticket for ticket in tickets if wanted(ticket)]

    emergencies = where(lambda t: t.urgency == "emergency")
    indoor = where(lambda t: t.location == "indoor" and t.record_type == "报修")
    steward = ("steward_called_at", "hotline_reported_at")
    return {
        "on site within 30 minutes of an emergency": _within(
            emergencies, "accepted_at", "arrived_at", 30 * MINUTE
        ),
        "first action within 24 hours": _within(tickets, "accepted_at", "first_action_at", DAY),
        "indoor repair within 24 hours": _within(indoor, "accepted_at", "finished_at", DAY),
        "complaint answered in 5 working days": _in_working_days(
            where(lambda t: t.record_type == "投诉"), 5
        ),
        "report answered in 10 working days": _in_working_days(
            where(lambda t: t.record_type == "举报"), 10
        ),
        "key user followed up within 7 days": _within(
            where(lambda t: t.key_user), "finished_at", "followed_up_at", 7 * DAY
        ),
        "steward reports an emergency within 10 minutes": _within(
            where(lambda t: t.urgency == "emergency"), *steward, 10 * MINUTE
        ),
        "steward reports other matters within 1 hour": _within(
            where(lambda t: t.urgency == "normal"), *steward, HOUR
        ),
        "answer by the promised time": _within(tickets, "promised_at", "replied_at", 0),
        "visit reported within 1 hour": _within(visits, "finished_at", "fed_back_at", HOUR),
        "arrival before the end of the agreed window": _within(
            visits, "appointment_to_at", "arrived_at", 0
        ),
        "visit signed by the customer": _share(v.signed for v in visits if v.signed is not None),
    }


def _of_temperatures(winters: list[Winter]) -> dict[str, Level]:
    celsius = np.concatenate([one.by_sensor["celsius"].to_numpy() for one in winters])
    return {
        "rooms at 18 degrees or more": _share(celsius >= 18),
        "rooms at 16 degrees or more": _share(celsius >= 16),
        "rooms from 16 to 20 degrees": _share((celsius >= 16) & (celsius <= 20)),
    }


def _of_applications(registers: dict[str, list[dict]]) -> dict[str, Level]:
    rows = registers["applications"]
    approved = [row for row in rows if row["decision"] == "approved"]
    refused = [row for row in rows if row["decision"] == "refused"]

    def decided(survey: bool, days: int) -> Level:
        return _share(
            _by(row["documents_complete_at"], row["decided_at"], days)
            for row in approved
            if row["survey_required"] == survey
        )

    return {
        "refusal answered in 3 working days": _share(
            _by(row["submitted_at"], row["replied_at"], 3) for row in refused
        ),
        "approval in 7 working days": decided(survey=False, days=7),
        "approval with a survey in 10 working days": decided(survey=True, days=10),
        "application done in one go": _share(row["submissions"] == 1 for row in rows),
        "at most one supplement notice": _share(
            row["supplement_notices"] <= 1 for row in rows if row["supplement_notices"]
        ),
        "no later notice with new documents": _share(
            row["new_document_notices"] == 0 for row in rows if row["supplement_notices"]
        ),
        "works accepted in 5 working days": _share(
            _by(row["works_finished_at"], row["accepted_at"], 5)
            for row in registers["works"]
            if row["accepted_at"] is not None
        ),
    }


def _of_communities(registers: dict[str, list[dict]], seasons: list[Season]) -> dict[str, Level]:
    communities = registers["communities"]
    supplied = [row["community_id"] for row in communities if row["supply_started_on"] is not None]
    before, during = set(), set()
    for row in registers["cards"]:
        for season in seasons:
            if season.start <= row["issued_on"] < season.end:
                during.add((row["community_id"], season.name))
            elif season.start - 90 * DAY <= row["issued_on"] < season.start:
                before.add((row["community_id"], season.name))
    pairs = [(place, season.name) for place in supplied for season in seasons]
    areas: dict[str, set[str]] = {}
    for row in registers["sites"]:
        areas.setdefault(row["service_area"], set()).add(row["site_kind"])
    due = [
        row
        for row in communities
        if row["supply_ready"] and row["applicants"] >= row["households"] / 2
    ]
    return {
        "cards before the season": _share(pair in before for pair in pairs),
        "cards during the season": _share(pair in during for pair in pairs),
        "service area with centre and counter": _share(len(kinds) == 2 for kinds in areas.values()),
        "community supplied that half has applied for": _share(
            row["supply_started_on"] is not None for row in due
        ),
    }


def _share(kept: Iterable[bool | np.bool_ | None]) -> Level:
    flags = np.fromiter(kept, bool)
    return len(flags), float(flags.mean()) if len(flags) else 0.0


def _within(records: Iterable, start: str, stop: str, limit: int) -> Level:
    """Share of records that reached `stop` within `limit` seconds of `start`."""
    both = [(getattr(one, start), getattr(one, stop)) for one in records]
    return _share(b - a <= limit for a, b in both if a is not None and b is not None)


def _in_working_days(tickets: list[Ticket], days: int) -> Level:
    return _share(_by(t.accepted_at, t.replied_at, days) for t in tickets if t.replied_at)


def _by(start: int, stop: int, days: int) -> bool:
    """Whether a moment lies before the end of the n-th working day after another."""
    return stop < working_day_after(start, days) + DAY
