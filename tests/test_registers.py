"""Small registers: what is promised without a number is a spread, and what is missing is named."""

import datetime as dt
import json

import polars as pl
import pytest

from heatqa.bundled import FOLDER, sample
from heatqa.clauses import load as clauses
from heatqa.judging import cube, distributions, evidence, scorecard
from heatqa.judging.period import Period
from heatqa.settings import Settings

from .conftest import insert

CATALOGUE = clauses()
AS_OF = dt.datetime(2026, 3, 15)
REGISTERS = {
    "S1-1.1b": ["supplies.ended_for"],
    "S1-1.2b": ["meter_readings.megapascal"],
    "S1-2.2a": ["supplies.begun_at", "supplies.ended_at"],
    "S1-2.2c": ["meter_readings.megapascal | meter_readings.steam_celsius"],
    "S1-2.3a": ["activities.planned_on", "activities.done_at"],
    "S1-2.6a": ["meter_readings.read_at", "meter_readings.corrected_at"],
    "S1-2.7b": ["projects.finished_at", "projects.planned_finish_on"],
    "S2-1.6a": ["contracts.signed_on"],
    "S7-7a": ["activities.done_at | calls.agent_id"],
    "S8-14a": ["contracts.agreed_celsius"],
}


@pytest.mark.parametrize("clause", REGISTERS)
def test_a_register_that_was_never_loaded_is_named(facts, clause):
    facts.execute(
        "insert into sources (source_id, table_name, read_columns) values (1, 'tickets', "
        "['ticket_id', 'accepted_at', 'steward_called_at'])"
    )
    variant = CATALOGUE.variant(CATALOGUE.clause(clause))
    assert evidence.missing(variant, evidence.brought(facts)) == REGISTERS[clause]


def test_no_clause_with_a_limit_is_left_without_a_register():
    left = [c.id for c in CATALOGUE.clauses.values() if c.cls in ("M1", "M2") and not c.judged]
    assert left == []


def spread(facts, clause: str) -> dict[str, object]:
    frame = distributions.distributions(
        facts, CATALOGUE, Settings(), AS_OF, period=Period("all"), document=clause[:2]
    )
    return frame.row(by_predicate=pl.col("clause") == clause, named=True)


def activity(number: int, kind: str, done: str, **more: str) -> dict[str, str]:
    return {"activity_id": f"A{number}", "activity_kind": kind, "done_at": done, **more}


def test_days_between_rounds_are_counted_by_place(facts):
    places = {"A": ("2025-12-01", "2025-12-11", "2026-01-10"), "B": ("2025-12-02", "2025-12-22")}
    rows = [
        activity(n, "outreach", f"{day} 09:00:00", community_id=place)
        for n, (place, day) in enumerate((p, d) for p, days in places.items() for d in days)
    ]
    insert(facts, {"activities": rows})
    found = spread(facts, "S5-5.5a")
    # Ten and thirty days in one community, twenty in the other.
    assert (found["n"], found["median"], found["worst"]) == (3, 20.0, 30.0)


def test_days_after_the_plan_leave_what_is_not_done_open(facts):
    rows = [
        activity(1, "maintenance", "2025-12-04 00:00:00", planned_on="2025-12-01"),
        activity(2, "maintenance", "2025-11-28 00:00:00", planned_on="2025-12-01"),
        activity(3, "maintenance", "", planned_on="2025-12-01"),
        activity(4, "maintenance", "", planned_on="2026-04-01"),
        activity(5, "overhaul", "2025-12-09 00:00:00", planned_on="2025-12-01"),
    ]
    insert(facts, {"activities": rows})
    found = spread(facts, "S8-7")
    assert (found["n"], found["open"], found["worst"]) == (2, 1, 3.0)
    assert spread(facts, "S8-12")["worst"] == 8.0


def test_steam_pressure_is_off_by_a_share_of_what_was_agreed(facts):
    agreed = {"contract_id": "G1", "user_kind": "industrial", "agreed_megapascal": 0.8}
    read = [
        {"meter_id": "B1", "contract_id": "G1", "read_at": f"2025-12-0{n} 09:00", "megapascal": p}
        for n, p in enumerate((0.8, 0.76, 0.88), start=1)
    ]
    insert(facts, {"contracts": [agreed], "meter_readings": read})
    found = spread(facts, "S1-1.2b")
    assert (found["unit"], found["n"]) == ("%", 3)
    assert found["median"] == pytest.approx(5)
    assert found["worst"] == pytest.approx(10)


def test_the_right_steward_is_the_one_in_charge_of_the_community(facts):
    call = {"steward_called_at": "2025-12-01 08:00:00", "community_id": "A", "phone_key": "p1"}
    insert(
        facts,
        {
            "tickets": [
                call | {"ticket_id": "W1", "accepted_by": "G02"},
                call | {"ticket_id": "W2", "accepted_by": "G01"},
            ],
            "steward_areas": [
                {"community_id": "A", "steward": "G01", "charged_from_on": "2025-10-01"},
                {"community_id": "A", "steward": "G03", "charged_to_on": "2025-09-30"},
            ],
            "calls": [
                {
                    "call_id": f"C{n}",
                    "direction": "outbound",
                    "agent_id": agent,
                    "callee_key": "p1",
                    "started_at": f"2025-12-01 {hour}:00:00",
                }
                for n, (agent, hour) in enumerate([("G02", "09"), ("G01", "10"), ("G01", "12")])
            ],
        },
    )
    found = spread(facts, "S7-7a")
    assert (found["n"], found["median"], found["open"]) == (1, 2.0, 0)


def test_a_contract_for_every_home_of_the_register_of_accounts(facts):
    insert(
        facts,
        {
            "households": [{"household_key": "h1"}, {"household_key": "h2"}],
            "contracts": [{"contract_id": "H1", "household_key": "h1", "signed_on": "2024-09-01"}],
        },
    )
    cube.build(facts, CATALOGUE, Settings(), AS_OF)
    frame = scorecard.scorecard(facts, CATALOGUE, Settings(), Period("all"))
    row = frame.row(by_predicate=pl.col("clause") == "S2-1.6a", named=True)
    assert (row["met"], row["missed"]) == (1, 1)


@pytest.fixture(scope="module")
def planted():
    path = FOLDER / "truth" / "planted.json"
    return json.loads(path.read_text(encoding="utf-8"))["registers"]


def test_the_sample_shows_where_supply_began_late_or_ended_early(planted):
    records = sample().records("S1-2.2a", verdict="missed")["record"].to_list()
    early = planted["supply_ended_early"]
    wanted = {*planted["supply_begun_late"], f"{early['community']}@{early['season']}"}
    assert set(records) == wanted


def test_the_sample_shows_the_team_with_incidents_and_the_one_that_is_silent(planted):
    bad = planted["team_with_incidents"]
    for clause in bad["clauses"]:
        missed = sample().records(clause, bad["season"], "missed")
        assert missed["team"].to_list() == [bad["team"]]
    frame = sample().records("S6-6.2", bad["season"])
    silent = frame.filter(pl.col("team") == planted["silent_team"]["team"])
    # March was not over when the records were exported.
    assert sorted(silent["verdict"]) == ["cannot tell"] * 4 + ["pending"]


def test_the_sample_shows_the_centre_whose_display_never_conforms(planted):
    centre = planted["failing_centre"]
    frame = sample().records(centre["clause"], centre["season"])
    of_centre = frame.filter(pl.col("record").str.contains(centre["place"]))
    assert set(of_centre["verdict"]) == {"missed"}
    assert set(frame.filter(~pl.col("record").is_in(of_centre["record"]))["verdict"]) == {"met"}


def test_at_least_a_hundred_clauses_have_evidence_in_the_sample():
    frame = sample().scorecard("season")
    assert frame.filter(pl.col("standing") != "no data").height >= 100
    assert sample().astray().is_empty()
