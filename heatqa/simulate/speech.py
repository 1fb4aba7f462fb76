"""Conversations on the telephone as a speech system writes them down, and what was said in them."""

from dataclasses import dataclass, field

from heatqa.simulate.calls import Call
from heatqa.simulate.parameters import parameters
from heatqa.simulate.seasons import Season
from heatqa.simulate.streams import stream
from heatqa.simulate.tickets import Ticket
from heatqa.simulate.world import World


@dataclass
class Conversation:
    """One call that was written down.

    Attributes:
        turns: who spoke (agent or customer) and the words, in order.
        done: of each thing that the agent was to do, whether it was done; what there was no
            occasion for is not in it.
        marked: whether the text says who speaks.
    """

    call: Call
    turns: list[tuple[str, str]] = field(default_factory=list)
    done: dict[str, bool] = field(default_factory=dict)
    marked: bool = True


class Speech:
    """Writes down a sample of one season's answered calls."""

    def __init__(self, city: World, season: Season, seed: int) -> None:
        self._city = city
        self._said = parameters("speech")
        self._shares: dict[str, float] = self._said["shares"]
        self._end = season.end
        self._rng = stream(seed, "speech", season.name)

    def write_down(self, calls: list[Call], tickets: list[Ticket]) -> list[Conversation]:
        """The season's calls chosen for quality checks, but not those that the log writes down."""
        opened = {ticket.ticket_id: ticket for ticket in tickets}
        return [
            self._conversation(call, opened.get(call.ticket_id))
            for call in calls
            if call.answered_at
            and call.ended_at < self._end
            and not call.transcript
            and self._happens("written_down")
        ]

    def _conversation(self, call: Call, ticket: Ticket | None) -> Conversation:
        one = Conversation(call, marked=not self._happens("unmarked"))
        if call.direction == "outbound":
            self._outbound(one)
            return one
        self._greet(one)
        elsewhere = ticket is None or not ticket.cause.startswith(("T1", "T2", "T3"))
        if elsewhere and self._happens("out_of_scope"):
            self._refer(one)
        else:
            self._matter(one, ticket)
        self._slips(one)
        self._close(one)
        return one

    def _greet(self, one: Conversation) -> None:
        greeted, number = self._happens("greeting"), self._happens("agent_number")
        offered = self._happens("offer")
        kind = "whole" if number else "without_number"
        kind = kind if offered else "without_offer"
        number = number or not offered
        self._say(one, "agent", self._said["greeting"][kind if greeted else "fault"])
        if self._happens("customer_replies"):
            self._say(one, "customer", self._said["greeting"]["reply"])
            self._say(one, "agent", self._said["greeting"]["invites"])
            offered = True
        one.done |= {"greeting": greeted, "greeting_whole": greeted and number and offered}

    def _matter(self, one: Conversation, ticket: Ticket | None) -> None:
        cause = ticket.cause if ticket else ""
        said = self._said["customer"]
        known = [said.get(name) for name in (cause.replace(".", ""), cause[:2], "else")]
        self._say(one, "customer", next(words for words in known if words))
        if self._happens("customer_uses_forbidden_words"):
            self._say(one, "customer", said["forbidden"])
        if self._happens("not_heard"):
            self._do(one, "not_heard", "asks_again_well")
            self._say(one, "customer", self._said["agent"]["repeats"])
        if cause.startswith("T3") and ticket and ticket.urgency == "emergency":
            self._say(one, "customer", said["emergency"])
            self._do(one, "advice", "advice_in_emergency")
        if cause == "T3.3":
            self._do(one, "tip", "tip_thanked")
        if self._happens("details_asked"):
            self._say(one, "agent", self._said["agent"]["details"])
            self._say(one, "customer", self._said["agent"]["answer_details"])
            self._do(one, "waits", "waits_for_details")
        self._hold(one)
        if cause.startswith("T1") and self._happens("visit_booked"):
            self._do(one, "books", "purpose_said")
            self._say(one, "customer", self._said["agent"]["booked"])
        answers = self._said["agent"]
        usual = answers["handled" if ticket else "handled_else"]
        self._say(one, "agent", answers.get(f"handled_{cause[:2]}", usual))

    def _refer(self, one: Conversation) -> None:
        self._say(one, "customer", self._said["customer"]["out_of_scope"])
        self._hold(one)
        if self._happens("referred_with_phone"):
            kind = "referred"
        else:
            kind = "referred_unit" if self._happens("referred_with_unit") else "sent_away"
        self._say(one, "agent", self._said["agent"][kind])
        one.done |= {"referred": kind == "referred", "sent_away": kind != "sent_away"}

    def _hold(self, one: Conversation) -> None:
        if one.call.hold_seconds == 0:
            return
        self._do(one, "hold", "hold_explained")
        self._say(one, "customer", self._said["agent"]["hold_back"])
        # Asked to wait once, asked to wait for both.
        if one.done["hold"] and "waits" in one.done:
            one.done["waits"] = True

    def _slips(self, one: Conversation) -> None:
        """What should not be said, and what only sounds like it."""
        if self._happens("agent_quotes"):
            self._say(one, "agent", self._said["agent"]["quotes"])
        for slip in ("brusque", "rude"):
            one.done[slip] = not self._happens(slip)
            if not one.done[slip]:
                self._say(one, "agent", self._said["agent"][slip])

    def _close(self, one: Conversation) -> None:
        skipping = self._said["closing_skipped"]
        share = self._shares["asks_more"]
        if one.call.skill_group == skipping["group"]:
            share = skipping["asks_more"]
        asked = self._rng.random() < share
        if asked:
            self._say(one, "agent", self._said["agent"]["asks_more"])
            self._say(one, "customer", self._said["agent"]["no_more"])
        thanked = self._happens("thanks")
        self._say(one, "agent", self._said["agent"]["thanks" if thanked else "farewell"])
        one.done |= {"asks_more": asked, "closing": asked and thanked}

    def _outbound(self, one: Conversation) -> None:
        introduced = self._happens("asks_name")
        self._say(one, "agent", self._said["greeting"]["out" if introduced else "out_fault"])
        one.done["introduced"] = introduced
        if self._happens("inconvenient"):
            self._say(one, "customer", self._said["agent"]["inconvenient"])
            self._do(one, "takes_leave", "takes_leave")
            return
        self._say(one, "customer", self._said["greeting"]["out_reply"])
        self._say(one, "agent", self._said["agent"]["out_matter"])
        self._say(one, "customer", self._said["agent"]["out_reply"])
        self._hold(one)
        self._say(one, "agent", self._said["agent"]["farewell"])

    def _do(self, one: Conversation, what: str, share: str) -> None:
        """Do something as promised, or not, and remember which."""
        one.done[what] = self._happens(share)
        self._say(one, "agent", self._said["agent"][what if one.done[what] else f"{what}_fault"])

    def _say(self, one: Conversation, who: str, choices: list[str]) -> None:
        words = self._one(choices)
        home = one.call.home
        homes, person = self._city.homes, self._city.person(home)
        customer = self._said["customer"]
        slots = {name: self._one(listed) for name, listed in customer["slots"].items()}
        slots |= {
            "street": self._one(customer["street"]),
            "agent": one.call.agent_id,
            "surname": person[0],
            "name": person[0] + self._one(["女士", "先生"]),
            "floor": str(homes.floor[home]),
            "building": str(homes.building[home]),
            "unit": str(homes.unit[home]),
            "temp": str(int(self._rng.integers(13, 18))),
        }
        for name, word in slots.items():
            words = words.replace("{" + name + "}", word)
        if self._happens("filler"):
            words = self._one(["嗯，", "呃，", "好，"]) + words
        one.turns.append((who, words))

    def _happens(self, share: str) -> bool:
        return bool(self._rng.random() < self._shares[share])

    def _one(self, choices: list[str]) -> str:
        return choices[int(self._rng.integers(len(choices)))]


def text(one: Conversation, variant: str) -> str:
    """The conversation as the speech system of that season writes it."""
    marks = parameters("speech")["marks"][variant]
    parts = [
        (marks[who].replace("{agent}", one.call.agent_id) if one.marked else "") + words
        for who, words in one.turns
    ]
    return marks["join"].join(parts)


def as_rows(talks: list[tuple[str, Conversation]]) -> list[dict]:
    """Of each call written down what the agent was to do: 1 done, 0 not done, empty no occasion.

    Args:
        talks: conversations with the name of their season.
    """
    things = dict.fromkeys(thing for _, talk in talks for thing in talk.done)
    return [
        {
            "call_id": talk.call.call_id,
            "season": season,
            "speakers_marked": int(talk.marked),
            **{name: int(talk.done[name]) if name in talk.done else "" for name in sorted(things)},
        }
        for season, talk in talks
    ]
