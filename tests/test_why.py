"""Why a record got its verdict: the clock, the days passed over, and where the record is from."""

import datetime as dt

import pytest

import heatqa
from heatqa import errors
from heatqa.clauses import load
from heatqa.judging import why
from heatqa.language import speaking
from heatqa.settings import Settings
from heatqa.tables import explanation

from .conftest import insert

CATALOGUE = load()


@pytest.fixture
def explain(facts):
    def told(clause: str, record: str, rows: dict, as_of: str = "2026-03-15") -> dict[str, str]:
        insert(facts, rows)
        facts.execute(
            "insert into sources (source_id, file, sheet) values (7, 'orders.xlsx', '一')"
        )
        facts.execute("update tickets set source_id = 7, source_row = 1204")
        moment = dt.datetime.fromisoformat(as_of)
        found = why.explain(facts, CATALOGUE, Settings(), moment, clause_id=clause, record=record)
        lines: dict[str, str] = {}
        for heading, sentence in explanation.lines(found, CATALOGUE):
            lines[heading] = f"{lines[heading]}; {sentence}" if heading in lines else sentence
        return lines

    return told


COMPLAINT = {"ticket_id": "W1", "accepted_at": "2026-02-11 10:00:00", "record_type": "complaint"}


def test_a_working_day_clock_names_the_days_it_passes_over(explain):
    lines = explain(
        "S5-5.6c", "W1", {"tickets": [COMPLAINT | {"replied_at": "2026-02-26 09:00:00"}]}
    )
    assert lines["Start"] == "2026-02-11 10:00:00 (accepted_at)"
    assert lines["Due"] == "2026-02-25 24:00 (5 working days from the start)"
    # Spring Festival; the Saturday before, 14 February, is worked and therefore not named.
    assert lines["Not counted"].startswith("02-15, 02-16")
    assert lines["Not counted"].endswith("02-23")
    assert lines["Verdict"] == "missed (09:00:00 past the limit)"
    assert lines["Elapsed"] == "14 d 23:00:00"
    assert lines["Origin"] == "orders.xlsx, sheet 一, row 1,204"


@pytest.mark.parametrize(
    ("given", "as_of", "verdict"),
    [
        ({"arrived_at": "2025-12-01 08:20:00"}, "2026-03-15", "met (with 00:10:00 to spare)"),
        ({}, "2025-12-01T08:20:00", "pending (00:10:00 left)"),
        ({}, "2025-12-01T09:00:00", "missed (still open 00:30:00 past the limit"),
        ({"accepted_at": ""}, "2026-03-15", "cannot tell (no start is recorded)"),
        ({"arrived_at": "2025-12-01 07:00:00"}, "2026-03-15", "cannot tell (the stop is recorded"),
        ({"closed_at": "2025-12-02 07:00:00"}, "2026-03-15", "cannot tell (a later step"),
        (
            {"accepted_at": "2025-12-01", "arrived_at": "2025-12-01"},
            "2026-03-15",
            "cannot tell (only the day is known",
        ),
        ({"arrived_at": "2025-12-01"}, "2026-03-15", "cannot tell (only the day is known"),
        ({"urgency": ""}, "2026-03-15", "cannot tell (a field that decides"),
    ],
)
def test_each_verdict_says_what_decided_it(explain, given: dict, as_of: str, verdict: str):
    base = {
        "ticket_id": "W1",
        "accepted_at": "2025-12-01 08:00:00",
        "dispatched_at": "2025-12-01 08:01:00",
        "urgency": "emergency",
        "channel": "phone",
    }
    lines = explain("S1-1.3", "W1", {"tickets": [base | given]}, as_of)
    assert lines["Verdict"].startswith(verdict)


def test_a_call_nobody_answered_says_so(explain):
    call = {
        "call_id": "C1",
        "started_at": "2025-12-01 08:00:00",
        "ring_started_at": "2025-12-01 08:00:00",
        "ended_at": "2025-12-01 08:00:07",
    }
    lines = explain("S3-2.1.1a", "C1", {"calls": [call]})
    assert lines["Verdict"] == "missed (it ended without the stop ever coming)"
    assert "How many seconds are three rings? 15 s" in lines["Reading"]


def test_a_temperature_shows_value_and_what_is_allowed(explain):
    reading = {
        "household_key": "h1",
        "room": "bedroom",
        "measured_at": "2025-12-01 08:00:00",
        "room_celsius": 15.5,
    }
    record = "h1@bedroom@2025-12-01 08:00:00"
    lines = explain("S1-2.2b", record, {"temperatures": [reading]})
    assert (lines["Value"], lines["Allowed"]) == ("15.5", "16 to 20, ends included")
    assert lines["Verdict"] == "missed"


def test_a_record_the_clause_does_not_judge(explain):
    with pytest.raises(errors.RecordUnknown, match="heatqa why S5"):
        explain("S5-5.6c", "W9", {"tickets": [COMPLAINT]})


def test_a_clause_that_does_not_exist(explain):
    with pytest.raises(errors.ClauseUnknown, match=r"Did you mean S5-5"):
        explain("S5-5.6x", "W1", {"tickets": [COMPLAINT]})


VISIT = {
    "visit_id": "V1",
    "appointment_from_at": "2025-12-01 09:00:00",
    "appointment_to_at": "2025-12-01 11:00:00",
}


def test_an_appointment_has_no_start_that_an_early_arrival_could_break(explain):
    early = VISIT | {"arrived_at": "2025-12-01 08:30:00"}
    lines = explain("S6-4.2a", "V1", {"visits": [early]})
    assert "Start" not in lines
    assert lines["Due"] == "2025-12-01 11:00:00"
    assert lines["Verdict"] == "met (with 02:30:00 to spare)"


def test_an_appointment_without_an_arrival_is_missing_evidence_once_the_work_is_done(explain):
    done = VISIT | {"finished_at": "2025-12-01 12:00:00"}
    lines = explain("S6-4.2a", "V1", {"visits": [done]})
    assert lines["Verdict"] == "cannot tell (a later step is recorded but the stop is not)"


def test_a_checklist_is_told_by_its_fields(explain):
    done = {"visit_id": "V1", "arrived_at": "2025-12-01 09:00:00", "id_shown": False}
    lines = explain("S6-3.2b", "V1", {"visits": [done]})
    assert "id_shown: no" in lines["Fields"]
    assert lines["Verdict"] == "missed"


def test_a_clause_without_verdicts_says_why(explain):
    with pytest.raises(errors.ClauseNotJudged, match="on the spot"):
        explain("S6-2.2.3", "V1", {"visits": [VISIT]})


def test_an_explanation_says_its_verdict_in_the_language_in_force():
    bench = heatqa.sample()
    [record] = bench.records("S1-1.3", "2025-26", "missed")["record"].to_list()[:1]
    told = bench.why("S1-1.3", record)
    assert repr(told) == f"S1-1.3 {record}: missed"
    with speaking("zh"):
        assert repr(told) == f"S1-1.3 {record}: 未达到"
