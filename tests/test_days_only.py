"""Points in time of which an export says only the day: what minutes and hours may be judged on."""

import datetime as dt
from pathlib import Path

import pytest

from heatqa.clauses import load as catalogue
from heatqa.judging import cube, records
from heatqa.settings import Settings

from .conftest import insert
from .loading import load, only, rows, write

CATALOGUE = catalogue()
AS_OF = dt.datetime(2026, 3, 15)


def verdicts(facts, clause: str, as_of: dt.datetime = AS_OF) -> dict[str, str]:
    variant = CATALOGUE.variant(CATALOGUE.clause(clause))
    frame = records.judged(facts, variant, Settings(), as_of)
    return dict(zip(frame["record"], frame["verdict"], strict=True))


def emergency(number: str, accepted: str, arrived: str) -> dict[str, str]:
    told = {"urgency": "emergency", "channel": "phone", "dispatched_at": "2025-12-01 08:01:00"}
    return told | {"ticket_id": number, "accepted_at": accepted, "arrived_at": arrived}


# S1-1.3: a crew is on site within 30 minutes.
@pytest.mark.parametrize(
    ("accepted", "arrived", "verdict"),
    [
        ("2025-12-01 00:00:00", "2025-12-01 00:30:00", "met"),
        ("2025-12-01 00:00:00", "2025-12-01 00:30:01", "missed"),
        ("2025-11-30 23:30:00", "2025-12-01 00:00:00", "met"),
        ("2025-11-30 23:29:59", "2025-12-01 00:00:00", "missed"),
        ("2025-12-01 00:00:00", "2025-12-01 00:00:00", "met"),
        ("2025-12-01 00:00:00", "2025-12-02 00:00:00", "missed"),
        ("2025-12-01 00:00:00", "2025-11-30 23:59:59", "cannot tell"),
    ],
)
def test_a_midnight_with_a_clock_is_an_event_at_midnight(facts, accepted, arrived, verdict):
    insert(facts, {"tickets": [emergency("W1", accepted, arrived)]})
    assert verdicts(facts, "S1-1.3") == {"W1": verdict}


@pytest.mark.parametrize(
    ("accepted", "arrived", "verdict"),
    [
        # The stop is a day: in time or not, unless all of the day is too late.
        ("2025-12-01 08:00:00", "2025-12-01", "cannot tell"),
        ("2025-12-01 23:30:00", "2025-12-02", "cannot tell"),
        ("2025-12-01 23:29:59", "2025-12-02", "missed"),
        ("2025-12-01 08:00:00", "2025-11-30", "cannot tell"),
        # The start is a day: the stop may be before it, in time or late.
        ("2025-12-01", "2025-12-01 08:00:00", "cannot tell"),
        ("2025-12-01", "2025-12-02 00:29:59", "cannot tell"),
        ("2025-12-01", "2025-12-02 00:30:00", "missed"),
        ("2025-12-01", "2025-11-30 23:59:59", "cannot tell"),
        # Both are days.
        ("2025-12-01", "2025-12-01", "cannot tell"),
        ("2025-12-01", "2025-12-02", "cannot tell"),
        ("2025-12-01", "2025-12-03", "missed"),
    ],
)
def test_a_day_is_judged_in_minutes_only_where_no_clock_time_matters(
    facts, accepted, arrived, verdict
):
    insert(facts, {"tickets": [emergency("W1", accepted, arrived)]})
    assert verdicts(facts, "S1-1.3") == {"W1": verdict}


@pytest.mark.parametrize(
    ("as_of", "verdict"),
    [("2025-12-02 00:29:59", "pending"), ("2025-12-02 00:30:00", "missed")],
)
def test_an_open_case_accepted_on_a_day_runs_from_its_end(facts, as_of, verdict):
    insert(facts, {"tickets": [emergency("W1", "2025-12-01", "") | {"dispatched_at": ""}]})
    assert verdicts(facts, "S1-1.3", dt.datetime.fromisoformat(as_of)) == {"W1": verdict}


@pytest.mark.parametrize(
    ("arrived", "to", "verdict"),
    [
        ("2025-12-05 23:59:59", "2025-12-05", "met"),
        ("2025-12-06 00:00:00", "2025-12-05", "missed"),
        ("2025-12-05", "2025-12-05", "met"),
        ("2025-12-05", "2025-12-05 10:00:00", "cannot tell"),
        ("2025-12-04", "2025-12-05 10:00:00", "met"),
        ("2025-12-06", "2025-12-05 10:00:00", "missed"),
        ("2025-12-05 00:00:01", "2025-12-05 00:00:00", "missed"),
    ],
)
def test_an_appointment_on_a_day_is_for_the_whole_of_it(facts, arrived, to, verdict):
    visit = {"visit_id": "V1", "appointment_from_at": "2025-12-05", "arrived_at": arrived}
    insert(facts, {"visits": [visit | {"appointment_to_at": to}]})
    assert verdicts(facts, "S6-4.2a") == {"V1": verdict}


CALLS = "话单id,呼叫方向,来电时间,接听时间,结束时间,振铃时长,通话标识\n"


def test_seconds_of_ringing_need_no_clock(facts, tmp_path: Path):
    """An export with `yyyy-MM-dd` drops the clock, and keeps the durations."""
    days = "2025-12-01,2025-12-01,2025-12-01"
    text = f"{CALLS}1,呼入,{days},12,接通\n2,呼入,{days},99,接通\n3,呼入,{days},,接通\n"
    sheet = only(load(facts, tmp_path, write(tmp_path / "calls.csv", text)))
    assert sheet.unclocked_columns == ("started_at", "answered_at", "ended_at")
    told = verdicts(facts, "S3-2.1.1a")
    assert told == {"1": "met", "2": "missed", "3": "cannot tell"}


def test_calls_without_clock_times_belong_to_no_hour_and_no_run_of_attempts(facts, tmp_path: Path):
    text = "话单id,呼叫方向,来电时间,结束时间,通话标识,主叫\n" + "".join(
        f"{n},呼入,2025-12-01,2025-12-01,未接通,13800138000\n" for n in range(5)
    )
    load(facts, tmp_path, write(tmp_path / "calls.csv", text))
    assert set(verdicts(facts, "S4-6.4").values()) == {"cannot tell"}
    assert set(verdicts(facts, "S1-1.1a").values()) == {"cannot tell"}


TICKETS = "工单编号,受理时间,到达时间,紧急程度,工单来源\n"


def test_a_later_export_without_clock_times_does_not_erase_them(facts, tmp_path: Path):
    clocked = f"{TICKETS}W1,2025-12-01 08:00:00,2025-12-01 08:20:00,紧急,电话\n"
    bare = f"{TICKETS}W1,2025-12-01,2025-12-01,紧急,电话\nW2,2025-12-01,2025-12-02,紧急,电话\n"
    load(facts, tmp_path, write(tmp_path / "a.csv", clocked))
    again = load(facts, tmp_path, write(tmp_path / "b.csv", bare))
    assert (again.loaded, again.duplicates, again.updates) == (1, 1, 0)
    kept = rows(facts, "select accepted_at::varchar from tickets where ticket_id = 'W1'")
    assert kept == [("2025-12-01 08:00:00",)]


def test_a_later_day_without_a_clock_time_is_a_later_state(facts, tmp_path: Path):
    clocked = f"{TICKETS}W1,2025-12-01 08:00:00,2025-12-01 08:20:00,紧急,电话\n"
    moved = f"{TICKETS}W1,2025-12-01,2025-12-03,紧急,电话\n"
    load(facts, tmp_path, write(tmp_path / "a.csv", clocked))
    assert load(facts, tmp_path, write(tmp_path / "b.csv", moved)).updates == 1
    found = rows(facts, "select accepted_at::varchar, arrived_at::varchar from tickets")
    assert found == [("2025-12-01 08:00:00", "2025-12-03 00:00:00")]


def test_a_later_export_with_clock_times_adds_them(facts, tmp_path: Path):
    bare = f"{TICKETS}W1,2025-12-01,2025-12-01,紧急,电话\n"
    clocked = f"{TICKETS}W1,2025-12-01 08:00:00,2025-12-01 08:31:00,紧急,电话\n"
    load(facts, tmp_path, write(tmp_path / "a.csv", bare))
    assert load(facts, tmp_path, write(tmp_path / "b.csv", clocked)).updates == 1
    assert verdicts(facts, "S1-1.3") == {"W1": "missed"}


def test_the_cube_agrees_with_the_records(facts):
    days = ["2025-12-01", "2025-12-02", "2025-12-03", "2025-12-01 08:10:00"]
    insert(
        facts,
        {"tickets": [emergency(f"W{n}", "2025-12-01", day) for n, day in enumerate(days)]},
    )
    cube.build(facts, CATALOGUE, Settings(), AS_OF)
    reading = CATALOGUE.variant(CATALOGUE.clause("S1-1.3")).reading
    counts = facts.execute(
        "select sum(met), sum(missed), sum(cannot_tell) from cube"
        " where clause = 'S1-1.3' and reading = $1",
        [reading],
    ).fetchall()
    assert counts == [(0, 1, 3)]
