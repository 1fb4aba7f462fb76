"""One simulated heating season: everything that happened in it."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from heatqa.simulate.calls import NO_CONTACT, Call
from heatqa.simulate.cases import Cases
from heatqa.simulate.demand import Contact, Demand
from heatqa.simulate.hotline import Hotline
from heatqa.simulate.indoor import Cooling, IndoorModel
from heatqa.simulate.outages import Outage, outages
from heatqa.simulate.parameters import parameters
from heatqa.simulate.planted import Planted
from heatqa.simulate.ratings import follow_up
from heatqa.simulate.readings import by_hand, by_sensor
from heatqa.simulate.repairs import visits_of
from heatqa.simulate.seasons import DAY, Season
from heatqa.simulate.speech import Conversation, Speech
from heatqa.simulate.streams import stream
from heatqa.simulate.tickets import Rating, Ticket, Visit
from heatqa.simulate.weather import Weather, weather
from heatqa.simulate.wording import Wording, write_texts
from heatqa.simulate.world import World

UNREPORTED_DAYS = 4  # a fault that no case was opened for mends itself, or a neighbour helps


@dataclass(frozen=True)
class Winter:
    """What happened in one season.

    Attributes:
        usual_contacts: for each planted window, contacts to be expected had it not been planted.
        conversations: calls that a speech system wrote down.
        by_hand: rows of the wide sheet of temperatures.
        by_sensor: home, moment and temperature of each reading.
    """

    season: Season
    sky: Weather
    rooms: IndoorModel
    outages: list[Outage]
    contacts: list[Contact]
    usual_contacts: dict[str, float]
    calls: list[Call]
    tickets: list[Ticket]
    visits: list[Visit]
    ratings: list[Rating]
    conversations: list[Conversation]
    by_hand: list[dict]
    by_sensor: pl.DataFrame


def winter(city: World, season: Season, facts: Planted, seed: int) -> Winter:
    """Play one season: weather, faults, contacts, hotline, cases, ratings and readings."""
    sky = weather(season, seed)
    rooms = IndoorModel(city, season, sky, facts, seed)
    interrupted = outages(city, season, sky, seed)
    demand = Demand(city=city, season=season, sky=sky, rooms=rooms, facts=facts, seed=seed)
    contacts = demand.contacts(interrupted)
    heard = Hotline(len(city.homes.area), season, facts, seed).hear(contacts)
    tickets = Cases(city, season, interrupted, seed).handle(contacts, heard)
    ratings, follow_ups = follow_up(tickets, season, seed)
    visits = visits_of(tickets, season.name)

    coolings = [outage.cooling(city) for outage in interrupted]
    coolings += _faults(contacts, tickets)
    wording = Wording(city, season.name, seed)
    write_texts(wording, tickets, _celsius_at_acceptance(rooms, tickets, coolings))
    calls = sorted(heard.calls + follow_ups, key=lambda call: (call.started_at, call.home))
    _link(calls, tickets, season)
    _write_down(calls, tickets, wording, season, seed)

    causes = {ticket.ticket_id: ticket.cause for ticket in tickets}
    cold = [visit for visit in visits if causes[visit.ticket_id] in ("T1.1", "T1.2", "T1.3")]
    return Winter(
        season=season,
        sky=sky,
        rooms=rooms,
        outages=interrupted,
        contacts=contacts,
        usual_contacts=demand.usual,
        calls=calls,
        tickets=tickets,
        visits=visits,
        ratings=ratings,
        conversations=Speech(city, season, seed).write_down(calls, tickets),
        by_hand=by_hand(
            city=city,
            season=season,
            rooms=rooms,
            coolings=coolings,
            cold_visits=cold,
            seed=seed,
        ),
        by_sensor=by_sensor(city, season, rooms, coolings, seed),
    )


def _faults(contacts: list[Contact], tickets: list[Ticket]) -> list[Cooling]:
    """The cold that each fault brings, from its onset until it was mended."""
    mended = {ticket.contact: ticket.finished_at for ticket in tickets}
    found = []
    for contact in contacts:
        if contact.depth > 0:
            end = mended.get(contact.number) or contact.at + UNREPORTED_DAYS * DAY
            home = np.array([contact.home])
            found.append(Cooling(home, contact.onset, max(end, contact.at), contact.depth))
    return found


def _celsius_at_acceptance(
    rooms: IndoorModel, tickets: list[Ticket], coolings: list[Cooling]
) -> np.ndarray:
    homes = np.unique([ticket.home for ticket in tickets])
    inside = rooms.temperatures(homes, coolings)
    rows = np.searchsorted(homes, [ticket.home for ticket in tickets])
    moments = [ticket.accepted_at for ticket in tickets]
    return np.array([rooms.at(inside, row, at) for row, at in zip(rows, moments, strict=True)])


def _link(calls: list[Call], tickets: list[Ticket], season: Season) -> None:
    """Number the calls, and tie those about a case to it."""
    opened = {ticket.contact: ticket for ticket in tickets}
    for number, call in enumerate(calls, start=1):
        call.call_id = f"HD{season.name[2:4]}{number:06d}"
        ticket = opened.get(call.contact) if call.contact != NO_CONTACT else None
        if ticket is None:
            continue
        if call.direction == "inbound":
            ticket.calls_linked += 1
        if call.answered_at:
            call.ticket_id = ticket.ticket_id


def _write_down(
    calls: list[Call], tickets: list[Ticket], wording: Wording, season: Season, seed: int
) -> None:
    """A few calls are written down for quality checks."""
    texts = {ticket.ticket_id: ticket.text for ticket in tickets}
    rng = stream(seed, "transcripts", season.name)
    for call in calls:
        if call.answered_at is None or call.direction == "outbound" or not call.ticket_id:
            continue
        if rng.random() < parameters()["hotline"]["transcript_share"]:
            call.transcript = wording.transcript(texts[call.ticket_id], call.agent_id)
