"""What customers and crews wrote: sentences from texts.toml with a case's particulars."""

import numpy as np

from heatqa.simulate.parameters import parameters
from heatqa.simulate.seasons import clock
from heatqa.simulate.streams import stream
from heatqa.simulate.tickets import Ticket, Visit
from heatqa.simulate.world import World

VOICES = {
    "wechat": "wechat",
    "web": "wechat",
    "city_hotline": "formal",
    "letter": "formal",
    "email": "formal",
}


class Wording:
    """Writes the texts of one season."""

    def __init__(self, city: World, name: str, seed: int) -> None:
        self._city, self._texts = city, parameters("texts")
        self._rng = stream(seed, "wording", name)

    def complaint(self, ticket: Ticket, celsius: float) -> str:
        """The customer's words about a case, as whoever took it down wrote them.

        Args:
            ticket: the case.
            celsius: temperature of the home then, for those who mention theirs.
        """
        voice = VOICES.get(ticket.channel, "note")
        patterns = self._texts["causes"][ticket.cause]
        sentence = self._one(patterns.get(voice) or patterns["note"])
        frame = self._texts["frames"][voice]
        opening = self._one(frame["openings"]) if self._rng.random() < frame["opened"] else ""
        closing = self._one(frame["closings"]) if self._rng.random() < frame["closed"] else ""
        if closing and sentence[-1] not in "?!？！。":
            sentence += "，" if voice == "wechat" else "。"
        text = self._fill(opening + sentence + closing, ticket, celsius)
        return self._mistype(text) if voice == "wechat" else text

    def result(self, ticket: Ticket) -> str:
        """What was done, in the words of whoever closed the case."""
        if ticket.finished_at is None or ticket.parent_ticket_id:
            return ""
        results = self._texts["results"]
        known = results.get(ticket.cause) or results.get(ticket.cause.split(".")[0])
        return self._fill(self._one(known or results["else"]), ticket, 19.0)

    def feedback(self, visit: Visit, cause: str) -> str:
        """The crew's short note of a visit."""
        if visit.outcome != "solved":
            return self._one(self._texts["visits"][visit.outcome])
        return self._one(self._texts["visits"].get(cause) or self._texts["visits"]["solved"])

    def opinion(self, spoiled: bool) -> str:
        """What the customer wrote on the record of a visit, mostly nothing."""
        if self._rng.random() > parameters()["visits"]["opinion"]:
            return ""
        return self._one(self._texts["opinions"]["bad" if spoiled else "good"])

    def transcript(self, ticket_text: str, agent: str) -> str:
        """A short conversation for the few calls that are written down."""
        talk = self._texts["talk"]
        politely = self._rng.random() < talk["politely"]
        parts = ["greetings", "customer", "answers", "farewells"]
        if not politely:
            parts = ["greetings_short", "customer", "answers_bad", "farewells"]
        spoken = " ".join(self._one(talk[part]) for part in parts)
        return spoken.replace("{agent}", agent).replace("{text}", ticket_text)

    def _one(self, choices: list[str]) -> str:
        return choices[int(self._rng.integers(len(choices)))]

    def _fill(self, pattern: str, ticket: Ticket, celsius: float) -> str:
        rng, homes, home = self._rng, self._city.homes, ticket.home
        slots = self._texts["slots"]
        words = {name: self._one(choices) for name, choices in slots.items()}
        own = celsius + rng.normal(0, 0.4)
        words |= {
            "temp": f"{own:.1f}" if rng.random() < 0.5 else f"{own:.0f}",
            "community": self._city.communities.names[homes.community[home]],
            "address": self._address(home),
            "name": self._city.person(home)[0] + ("女士" if rng.random() < 0.55 else "先生"),
            "phone": self._city.phone(home),
            "floor": str(homes.floor[home]),
            "month": str(clock(ticket.accepted_at).month),
            "times": str(int(rng.integers(2, 7))),
            "money": str(int(rng.integers(3, 60)) * 50),
        }
        for name, word in words.items():
            pattern = pattern.replace("{" + name + "}", word)
        return pattern

    def _address(self, home: int) -> str:
        homes = self._city.homes
        building, unit = homes.building[home], homes.unit[home]
        room = f"{homes.floor[home]}0{homes.door[home]}"
        style = self._rng.random()
        if style < 0.5:
            return f"{building}号楼{unit}单元{room}"
        return f"{building}-{unit}-{room}" if style < 0.8 else f"{building}#{unit}单元{room}室"

    def _mistype(self, text: str) -> str:
        """Slips of the thumb that people make on a telephone."""
        for right, wrong in self._texts["typos"].items():
            if right in text and self._rng.random() < self._texts["typo_share"]:
                text = text.replace(right, wrong, 1)
        if self._rng.random() < self._texts["hasty_share"]:
            text = text.rstrip("。") + self._one(self._texts["endings"])
        return text


def write_texts(wording: Wording, tickets: list[Ticket], celsius: np.ndarray) -> None:
    """Give every case its text and result, and every visit its note."""
    for ticket, inside in zip(tickets, celsius.tolist(), strict=True):
        ticket.text = wording.complaint(ticket, inside)
        ticket.result = wording.result(ticket)
        for visit in ticket.visits:
            if visit.arrived_at is None:
                continue
            visit.feedback = wording.feedback(visit, ticket.cause)
            visit.opinion = wording.opinion(ticket.spoiled)
