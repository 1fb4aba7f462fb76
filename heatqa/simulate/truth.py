"""The truth beside the exports: what was planted, what really happened, what the files hold."""

import csv
import hashlib
import json
from pathlib import Path

import numpy as np

from heatqa.simulate.exports import file_name, layout_variant
from heatqa.simulate.inspectors import planted_registers
from heatqa.simulate.levels import service_levels
from heatqa.simulate.mess import Ledger
from heatqa.simulate.parameters import parameters
from heatqa.simulate.planted import Planted, Window
from heatqa.simulate.seasons import DAY, clock
from heatqa.simulate.speech import as_rows
from heatqa.simulate.winter import Winter
from heatqa.simulate.world import World

CLUSTER_FROM = 5
NOTE = "simulated: an invented city, no real company, person, address or telephone number"


def write_truth(
    out: Path,
    *,
    city: World,
    facts: Planted,
    winters: list[Winter],
    registers: dict[str, list[dict]],
    ledger: Ledger,
    arguments: dict[str, int],
) -> None:
    """Write OUT/truth: planted.json, service_levels.json, manifest.json and four small tables."""
    folder = out / "truth"
    _json(folder / "planted.json", _planted(city, facts, winters))
    _json(
        folder / "service_levels.json", {"note": NOTE, "levels": service_levels(winters, registers)}
    )
    _table(folder / "planted_rows_simulated.csv", ledger.as_rows())
    _table(folder / "tickets_simulated.csv", _tickets(winters))
    talks = [(one.season.name, talk) for one in winters for talk in one.conversations]
    _table(folder / "transcripts_simulated.csv", as_rows(talks))
    _table(folder / "communities_simulated.csv", _communities(city, facts, winters))
    _table(folder / "weather_6h_simulated.csv", _weather(winters))
    files = {
        path.name: {
            "bytes": path.stat().st_size,
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            "encoding": _encodings(winters)[path.name],
            **ledger.rows[path.name],
        }
        for path in sorted(out / "exports" / name for name in ledger.rows)
    }
    _json(
        folder / "manifest.json",
        {
            "note": NOTE,
            "made_by": "heatqa simulate",
            "arguments": arguments,
            "events": _events(winters),
            "loadable": {kind: len(keys) for kind, keys in ledger.loadable.items()},
            "files": files,
        },
    )


def _encodings(winters: list[Winter]) -> dict[str, str]:
    """The encoding of each export, as exports.toml states it."""
    found = {}
    for kind, variants in parameters("exports").items():
        for one in winters:
            variant = "all" if "all" in variants else layout_variant(one.season)
            for part in ("", "_a", "_b"):
                name = file_name(kind, variant, one.season, part)
                found[name] = variants[variant].get("encoding", "xlsx")
    return found


def _planted(city: World, facts: Planted, winters: list[Winter]) -> dict:
    rule = parameters()["planted"]
    silent = facts.silent_community
    names = city.communities.names
    tickets = [ticket for one in winters for ticket in one.tickets]
    ratings = [rating for one in winters for rating in one.ratings]
    own = [t for t in tickets if city.homes.community[t.home] == silent]
    return {
        "note": NOTE,
        "hotspots": [_window(spot, city, winters) for spot in facts.hotspots],
        "surge": _window(facts.surge, city, winters, whole_city=True),
        "clusters_not_planted": _accidents(city, winters),
        "late_team": {**rule["late_team"], "team": facts.late_team},
        "silent_community": {
            "community": names[silent],
            "setpoint_shift_kelvin": rule["silent_community"]["setpoint_shift"],
            "voice_factor": rule["silent_community"]["voice_factor"],
            "homes": int(city.communities.homes[silent]),
            "tickets": len(own),
        },
        "answer_step": {
            "from": f"{clock(facts.step_at):%Y-%m-%d}",
            "pickup_factor": rule["answer_step"]["pickup_factor"],
            "what": "median seconds of ringing before an agent picks up",
        },
        "registers": planted_registers(city, winters),
        "closing_skipped": {
            **parameters("speech")["closing_skipped"],
            "asks_more_of_the_others": parameters("speech")["shares"]["asks_more"],
        },
        "call_back_bias": {
            "follow_up_if_happy": parameters()["ratings"]["follow_up_if_happy"],
            "follow_up_if_unhappy": parameters()["ratings"]["follow_up_if_unhappy"],
            "happy_from_score": parameters()["ratings"]["happy_from"],
            "true_mean_score_of_all_cases": _mean([t.true_score for t in tickets]),
            "mean_of_recorded_ratings": _mean([r.score for r in ratings if r.score]),
        },
    }


def _window(window: Window, city: World, winters: list[Winter], whole_city: bool = False) -> dict:
    """One hotspot or surge with what it really brought."""
    members = set(window.communities.tolist())
    one = next(one for one in winters if one.season.name == window.season)

    def inside(moment: int, home: int) -> bool:
        return window.start <= moment < window.end and int(city.homes.community[home]) in members

    homes = int(city.communities.homes[window.communities].sum())
    evenly = len(one.contacts) * homes / len(city.homes.area) * window.days / one.season.days
    return {
        "id": window.name,
        "season": window.season,
        "from": f"{clock(window.start):%Y-%m-%d}",
        "to": f"{clock(window.end - DAY):%Y-%m-%d}",
        "days": window.days,
        "multiplier": window.multiplier,
        "applies_to": "contacts that arise by themselves and from cold rooms, not from outages",
        "communities": "all"
        if whole_city
        else [city.communities.names[number] for number in window.communities],
        "homes": homes,
        "contacts": sum(inside(contact.at, contact.home) for contact in one.contacts),
        "tickets": sum(inside(ticket.accepted_at, ticket.home) for ticket in one.tickets),
        "contacts_expected_unplanted": round(one.usual_contacts[window.name], 2),
        "contacts_if_spread_evenly": round(evenly, 2),
    }


def _accidents(city: World, winters: list[Winter]) -> dict:
    """Clusters that nobody planted but that are real: outages and late starts with many cases.

    Cases of one outage hang on a main case, so a search for hotspots can count them once.
    """
    found = []
    for one in winters:
        for event in sorted({outage.event for outage in one.outages}):
            same = [outage for outage in one.outages if outage.event == event]
            places = [outage.community for outage in same]
            cases = sum(ticket.event == event for ticket in one.tickets)
            found.append((same[0].kind, same[0].start, same[0].end, places, cases))
        for community, begin in one.rooms.late.items():
            cases = sum(
                ticket.cause == "T1.5" and city.homes.community[ticket.home] == community
                for ticket in one.tickets
            )
            found.append(("late start", one.season.start, begin, [community], cases))
    return {
        "note": f"outages and late starts with {CLUSTER_FROM} cases or more",
        "clusters": [
            {
                "kind": kind,
                "from": f"{clock(start):%Y-%m-%d %H:%M}",
                "to": f"{clock(end):%Y-%m-%d %H:%M}",
                "communities": [city.communities.names[number] for number in places],
                "tickets": int(cases),
            }
            for kind, start, end, places, cases in found
            if cases >= CLUSTER_FROM
        ],
    }


def _events(winters: list[Winter]) -> dict[str, dict[str, int]]:
    """What happened, before any export dropped, doubled or spoiled a row."""
    return {
        one.season.name: {
            "contacts": len(one.contacts),
            "calls": len(one.calls),
            "inbound_calls": sum(call.direction == "inbound" for call in one.calls),
            "tickets": len(one.tickets),
            "visits": len(one.visits),
            "ratings": len(one.ratings),
            "conversations": len(one.conversations),
            "outages": len(one.outages),
            "measurements_by_hand": len(one.by_hand),
            "readings_by_sensor": len(one.by_sensor),
            "cold_waves": len(one.sky.waves),
        }
        for one in winters
    }


def _tickets(winters: list[Winter]) -> list[dict]:
    return [
        {
            "ticket_id": ticket.ticket_id,
            "true_leaf": ticket.cause,
            "true_score": ticket.true_score,
            "service_failed": int(ticket.spoiled),
            "outage_event": "" if ticket.event < 0 else f"{one.season.name}/{ticket.event}",
        }
        for one in winters
        for ticket in one.tickets
    ]


def _communities(city: World, facts: Planted, winters: list[Winter]) -> list[dict]:
    """Temperatures without faults (every fifth home) and contacts of each community."""
    rows = []
    for number, name in enumerate(city.communities.names):
        first, count = city.communities.first_home[number], city.communities.homes[number]
        homes = np.arange(first, first + count, 5)
        for one in winters:
            inside = one.rooms.undisturbed(homes)
            contacts = sum(city.homes.community[c.home] == number for c in one.contacts)
            spots = [w.name for w in facts.hotspots if number in w.communities]
            rows.append(
                {
                    "community": name,
                    "season": one.season.name,
                    "homes": int(count),
                    "mean_celsius": round(float(inside.mean()), 2),
                    "share_from_18": round(float((inside >= 18).mean()), 4),
                    "contacts": int(contacts),
                    "contacts_per_1000": round(1000 * int(contacts) / int(count), 1),
                    "planted": spots[0] if spots else "",
                }
            )
            if number == facts.silent_community:
                rows[-1]["planted"] = "silent_community"
    return rows


def _weather(winters: list[Winter]) -> list[dict]:
    return [
        # Adding zero turns -0.0 into 0.0.
        {"at": f"{clock(at):%Y-%m-%d %H:%M}", "outdoor_celsius": round(celsius, 1) + 0.0}
        for one in winters
        for at, celsius in zip(one.rooms.times.tolist(), one.sky.six_hourly.tolist(), strict=True)
    ]


def _mean(values: list[int]) -> float:
    return round(float(np.mean(values)), 3)


def _json(path: Path, content: dict) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _table(path: Path, rows: list[dict]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
