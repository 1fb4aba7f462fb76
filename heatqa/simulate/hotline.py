"""The hotline: callers queue for agents, lose patience, try again, and are called back.

Every waiting time comes out of this queue. Callers are served in the order of their calls by the
first agent of the shift who is free; an agent is busy while talking and while writing up the case.
"""

import heapq
from dataclasses import dataclass

from heatqa.simulate.calls import Call
from heatqa.simulate.demand import Contact
from heatqa.simulate.parameters import parameters
from heatqa.simulate.planted import Planted
from heatqa.simulate.seasons import DAY, HOUR, MINUTE, Season, clock
from heatqa.simulate.streams import draw, lognormal, stream


@dataclass(frozen=True)
class Heard:
    """What the hotline made of the season's telephone contacts.

    Attributes:
        calls: all inbound calls and call-backs, in order of time.
        spoken_at: for each contact that got through, when the conversation ended and with whom.
    """

    calls: list[Call]
    spoken_at: dict[int, tuple[int, str]]


class Hotline:
    """Simulates the telephone of one season."""

    def __init__(self, households: int, season: Season, facts: Planted, seed: int) -> None:
        self._rule = parameters()["hotline"]
        self._season, self._step_at = season, facts.step_at
        self._rng = stream(seed, "hotline", season.name)
        self._agents = {
            shift: max(1, round(households / self._rule[f"homes_per_{shift}_agent"]))
            for shift in ("day", "evening", "night")
        }
        self._free_at = [season.start] * max(self._agents.values())
        self._gaps = self._draw_gaps()
        self._calls: list[Call] = []
        self._spoken: dict[int, tuple[int, str]] = {}

    def hear(self, contacts: list[Contact]) -> Heard:
        """Play the season: `contacts` are those who telephone."""
        # The heap holds (moment, tie-breaker, attempt, contact): first attempts and later ones.
        waiting = [(c.at, n, 1, c) for n, c in enumerate(contacts) if c.channel == "phone"]
        heapq.heapify(waiting)
        order = len(contacts)
        while waiting:
            at, _, attempt, contact = heapq.heappop(waiting)
            if at >= self._season.end or contact.number in self._spoken:
                continue
            call = self._ring(at, contact)
            self._calls.append(call)
            if call.answered_at is not None:
                self._spoken[contact.number] = (call.ended_at, call.agent_id)
                continue
            emergency = contact.urgency == "emergency"
            again = self._rule["emergency_retry" if emergency else "retry"]
            if attempt < self._rule["most_attempts"] and self._rng.random() < again:
                pause = self._rng.uniform(*self._rule["retry_minutes"]) * MINUTE
                order += 1
                heapq.heappush(waiting, (call.ended_at + int(pause), order, attempt + 1, contact))
            else:
                self._call_back(call, contact)
        self._calls.sort(key=lambda call: (call.started_at, call.home))
        return Heard(self._calls, self._spoken)

    def _ring(self, at: int, contact: Contact) -> Call:
        line = self._rng.random()
        if line < self._rule["office_share"] + self._rule["mobile_share"]:
            kind = "office" if line < self._rule["office_share"] else "mobile"
            return self._ring_direct(at, contact, kind)
        return self._ring_queue(at, contact)

    def _ring_direct(self, at: int, contact: Contact, kind: str) -> Call:
        """A call to an office telephone or to the mobile of a member of staff: no queue."""
        pickup = int(lognormal(self._rng, self._rule["office_pickup"])) + 1
        call = Call(
            "inbound", kind, contact.home, at, at, contact.number, reason=contact.record_type
        )
        call.ring_started_at = at
        closed = kind == "office" and not 8 <= clock(at).hour < 18
        if closed or self._rng.random() < self._rule["office_unanswered"]:
            call.ended_at = at + int(self._rng.uniform(20, 45))
            return call
        call.agent_id = f"B{int(self._rng.integers(1, 13)):02d}"
        return self._talk(call, at + pickup)

    def _ring_queue(self, at: int, contact: Contact) -> Call:
        rule, rng = self._rule, self._rng
        queued = at + int(rng.uniform(*rule["greeting_seconds"]))
        patience = int(lognormal(rng, rule["patience"])) + 8
        call = Call("inbound", "hotline", contact.home, at, at, contact.number)
        call.queued_at, call.skill_group = queued, self._group(queued)
        call.reason = contact.record_type
        shift = self._shift(queued)
        agents = range(self._agents[shift])
        agent = min(agents, key=lambda one: (max(self._free_at[one], queued), rng.random()))
        ringing = max(self._free_at[agent], queued)
        if self._away(queued):
            call.ended_at = queued + min(patience, 90)
            call.hung_up_by = "customer" if patience < 90 else "system"
            return call
        if ringing - queued >= patience:
            call.ended_at = queued + patience
            return call
        call.ring_started_at = ringing
        pickup = self._pickup(shift, queued)
        if rng.random() < rule["agent_does_not_see"] or pickup > patience:
            call.ended_at = ringing + min(max(patience - (ringing - queued), 6), 60)
            self._free_at[agent] = call.ended_at
            return call
        call.agent_id = f"{8001 + agent + 10 * (clock(at).toordinal() % 3)}"
        self._talk(call, ringing + pickup)
        self._free_at[agent] = call.ended_at + int(lognormal(rng, rule["wrap_up"]))
        return call

    def _pickup(self, shift: str, at: int) -> int:
        median, sigma = self._rule["pickup"]
        if shift == "night":
            median *= self._rule["night_pickup_factor"]
        if at >= self._step_at:
            median *= parameters()["planted"]["answer_step"]["pickup_factor"]
        return max(1, round(lognormal(self._rng, [median, sigma])))

    def _talk(self, call: Call, answered: int) -> Call:
        rule, rng = self._rule, self._rng
        call.answered_at = answered
        if rng.random() < rule["hold_share"]:
            call.hold_seconds = int(lognormal(rng, rule["hold"])) + 3
        call.ended_at = answered + int(lognormal(rng, rule["talk"])) + 15 + call.hold_seconds
        ended = rng.random()
        if ended < rule["hung_up_by_agent"]:
            call.hung_up_by = "agent"
        elif ended < rule["hung_up_by_agent"] + rule["hung_up_by_system"]:
            call.hung_up_by = "system"
        if rng.random() < rule["rated_share"]:
            call.score = 1 + draw(rng, rule["rated"])
        return call

    def _call_back(self, missed: Call, contact: Contact) -> None:
        """A caller who gave up is called back, mostly within the hour, and mostly reached."""
        rule, rng = self._rule, self._rng
        if rng.random() > rule["call_back"]:
            return
        delay = lognormal(rng, [rule["call_back_median_minutes"], rule["call_back_sigma"]])
        at = missed.ended_at + int(delay * MINUTE)
        if clock(at).hour < 7:  # nobody is called back before breakfast
            at += 7 * HOUR - at % DAY + int(rng.uniform(10, 90) * MINUTE)
        if at >= self._season.end:
            return
        call = Call("outbound", "hotline", contact.home, at, at + 30, contact.number)
        call.ring_started_at, call.reason = at, contact.record_type
        call.agent_id, call.skill_group = "8001", self._group(at)
        if rng.random() < rule["call_back_reached"]:
            self._talk(call, at + int(rng.uniform(4, 25)))
            self._spoken[contact.number] = (call.ended_at, call.agent_id)
        self._calls.append(call)

    def _shift(self, at: int) -> str:
        hour = clock(at).hour
        if self._rule["day_hours"][0] <= hour < self._rule["day_hours"][1]:
            return "day"
        in_evening = self._rule["evening_hours"][0] <= hour < self._rule["evening_hours"][1]
        return "evening" if in_evening else "night"

    def _group(self, at: int) -> str:
        return {"day": "白班组", "evening": "晚班组", "night": "夜班组"}[self._shift(at)]

    def _draw_gaps(self) -> dict[int, tuple[int, int]]:
        """Nights in which nobody is at the desk for a while: midnight of the day -> from, to."""
        gaps = {}
        for day in range(self._season.days):
            if self._rng.random() < self._rule["night_gap_share"]:
                hour = int(self._rng.integers(*self._rule["night_gap_hours"], endpoint=True))
                start = self._season.day(day) + hour * HOUR
                gaps[self._season.day(day)] = (start, start + int(self._rng.integers(1, 3)) * HOUR)
        return gaps

    def _away(self, at: int) -> bool:
        start, end = self._gaps.get(at - at % DAY, (0, 0))
        return start <= at < end
