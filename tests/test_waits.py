"""Waits, steps and rated cases from records: what is open, what cannot be told."""

import datetime as dt

import polars as pl
import pytest

from heatqa import errors
from heatqa.judging import period, rated, steps, waits
from heatqa.settings import Settings
from heatqa.statistics import satisfaction

from .conftest import insert

AS_OF = dt.datetime(2026, 2, 9, 12)
ALL = period.Period("all")
HOUR = 3600.0


def case(number: int, **more: str) -> dict[str, str]:
    begins = {"ticket_id": f"W{number}", "accepted_at": "2026-02-06 22:00:00"}
    return begins | {"record_type": "repair", "status": "taken"} | more


@pytest.fixture
def waited(facts):
    """The waits of a kind for the rows given: hours, and whether they ended."""

    def found(kind, rows, clock=waits.NATURAL, as_of=AS_OF, within=ALL):
        insert(facts, rows)
        frame = waits.waits(facts, Settings(), as_of, kind=kind, period=within, clock=clock)
        return frame.select(pl.col("wait_seconds") / HOUR, "ended").rows()

    return found


def test_an_open_case_has_waited_until_as_of(waited):
    rows = [case(1, finished_at="2026-02-07 01:00:00"), case(2)]
    assert waited("repair", {"tickets": rows}) == [(3.0, True), (62.0, False)]


def test_what_happened_after_as_of_has_not_happened(waited):
    rows = [case(1, finished_at="2026-02-07 01:00:00")]
    early = dt.datetime(2026, 2, 7)
    assert waited("repair", {"tickets": rows}, as_of=early) == [(2.0, False)]


def test_on_the_working_clock_a_weekend_does_not_count_and_a_make_up_day_does(waited):
    """2026-02-07 and 08 are a weekend; Saturday 2026-02-14 is worked for Spring Festival."""
    rows = [
        case(1, finished_at="2026-02-09 01:00:00"),
        case(2, accepted_at="2026-02-13 23:00:00", finished_at="2026-02-14 02:00:00"),
    ]
    later = dt.datetime(2026, 3, 1)
    found = waited("repair", {"tickets": rows}, clock=waits.WORKING, as_of=later)
    assert found == [(3.0, True), (3.0, True)]


def test_a_case_that_is_over_without_the_moment_cannot_be_told(waited):
    emergency = {"urgency": "emergency", "channel": "phone"}
    rows = [
        case(1, **emergency, arrived_at="2026-02-06 22:20:00"),
        case(2, **emergency, finished_at="2026-02-06 23:00:00"),
        case(3, **emergency, arrived_at="2026-02-06 21:00:00"),
        case(4, channel="phone"),
        case(5, **emergency, status="cancelled"),
    ]
    found = waited("arrival", {"tickets": rows})
    # In order of start and number; the fourth may or may not be an emergency.
    assert found == [(pytest.approx(1 / 3), True), (None, False), (None, True), (None, False)]


def test_a_caller_who_gives_up_had_not_been_answered_by_then(waited):
    call = {"direction": "inbound", "line_type": "hotline", "started_at": "2026-02-06 08:00:00"}
    rows = [
        call | {"call_id": "C1", "ring_started_at": "2026-02-06 08:00:10"} | rest
        for rest in (
            {"answered_at": "2026-02-06 08:00:16", "ended_at": "2026-02-06 08:03:00"},
            {"call_id": "C2", "ended_at": "2026-02-06 08:00:50"},
            {"call_id": "C3", "ring_started_at": "", "ended_at": "2026-02-06 08:00:50"},
        )
    ]
    found = waited("answer", {"calls": rows})
    timed = [(None if hours is None else round(hours * HOUR), ended) for hours, ended in found]
    assert timed == [(6, True), (40, False), (None, False)]


def test_only_waits_that_began_in_the_period_count(waited):
    rows = [case(1), case(2, accepted_at="2026-01-06 22:00:00")]
    january = period.Period("2026-01", dt.date(2026, 1, 1), dt.date(2026, 1, 31))
    assert len(waited("repair", {"tickets": rows}, within=january)) == 1


def test_a_mistyped_year_has_no_working_days(waited):
    rows = [case(1, accepted_at="1026-02-06 22:00:00", finished_at="2026-02-06 23:00:00")]
    (natural,) = waited("repair", {"tickets": rows})
    assert natural[0] > 8_000_000
    (working,) = waited("repair", {}, clock=waits.WORKING)
    assert working == (None, True)


def test_without_a_column_that_it_needs_no_wait_is_counted(facts):
    facts.execute(
        "insert into sources (source_id, table_name, read_columns) "
        "values (1, 'tickets', ['accepted_at', 'record_type'])"
    )
    insert(facts, {"tickets": [case(1)]})
    assert waits.waits(facts, Settings(), AS_OF, kind="repair", period=ALL).is_empty()


def test_unknown_waits_and_clocks_are_named(facts):
    with pytest.raises(errors.WaitUnknown, match="answer, arrival, repair, reply"):
        waits.waits(facts, Settings(), AS_OF, kind="tea", period=ALL)
    insert(facts, {"tickets": [case(1)]})
    with pytest.raises(errors.ClockUnknown, match="natural, working"):
        waits.waits(facts, Settings(), AS_OF, kind="repair", period=ALL, clock="sun")


def test_each_step_is_timed_from_the_one_before(facts):
    rows = [
        case(1, dispatched_at="2026-02-06 22:10:00", taken_at="2026-02-06 22:30:00"),
        case(2, dispatched_at="2026-02-06 22:10:00", finished_at="2026-02-06 23:00:00"),
        case(3, dispatched_at="2026-02-06 21:00:00"),
        case(4, closed_at="2026-02-06 23:00:00"),
        case(5),
        case(6, dispatched_at="2026-02-06 22:10:00", status="cancelled"),
    ]
    insert(facts, {"tickets": rows})
    moves = steps.moves(facts, Settings(), AS_OF, period=ALL)
    natural = moves.filter(pl.col("clock") == "natural")
    found = {
        (step, record): (state, seconds)
        for record, step, state, seconds in natural.select(
            "record_id", "step", "state", "wait_seconds"
        ).iter_rows()
    }
    assert found["dispatched_at", "W1"] == ("done", 600)
    assert found["dispatched_at", "W3"] == ("cannot tell", None)
    assert found["dispatched_at", "W4"] == ("skipped", None)
    assert found["dispatched_at", "W5"] == ("open", 62 * HOUR)
    assert found["taken_at", "W1"] == ("done", 1200)
    assert found["taken_at", "W2"] == ("skipped", None)
    assert found["taken_at", "W3"] == ("open", 63 * HOUR)
    assert found["arrived_at", "W1"] == ("open", 61.5 * HOUR)
    assert not any(record == "W6" for _, record in found)
    assert ("arrived_at", "W2") not in found


def test_every_finished_case_could_be_rated_whether_asked_or_not(facts):
    home = {"household_key": "h", "community_id": "c", "team": "t"}
    rows = [
        case(1, finished_at="2026-02-07 01:00:00", **home),
        case(2, finished_at="2026-02-07 00:00:00", score="4"),
        case(3, finished_at="2026-02-08 22:00:00", **home),
        case(4),
        case(5, closed_at="2026-02-07 01:00:00", status="cancelled"),
        case(6, followed_up_at="2026-02-07 03:00:00", closed_at="2026-02-06 21:00:00"),
    ]
    rows[2]["accepted_at"] = "2026-02-08 10:00:00"
    ratings = [
        {"rating_id": "R1", "ticket_id": "W1", "asked_at": "2026-02-08 10:00:00", "score": 5},
        {"rating_id": "R2", "ticket_id": "W1", "asked_at": "2026-02-08 11:00:00", "recommend": 9},
        {"rating_id": "R3", "ticket_id": "W3", "asked_at": "2026-02-09 18:00:00"},
    ]
    visits = [
        {"visit_id": f"V{n}", "ticket_id": "W1", "arrived_at": f"2026-02-06 23:0{n}:00"}
        for n in range(2)
    ]
    readings = [
        {"household_key": "h", "measured_at": "2026-02-07 08:00:00", "room_celsius": 17.0},
        {"household_key": "g", "measured_at": "2026-02-07 08:00:00", "room_celsius": 21.0},
        {"household_key": "h", "measured_at": "2026-01-07 08:00:00", "room_celsius": 11.0},
    ]
    readings = [
        each | {"community_id": "c", "room": f"{number}"} for number, each in enumerate(readings)
    ]
    insert(facts, {"tickets": rows, "ratings": ratings, "visits": visits, "temperatures": readings})
    found = rated.cases(facts, Settings(), AS_OF, period=ALL)
    assert found.select("record_id", "asked", "score").rows() == [
        ("W1", True, 5),
        ("W2", True, 4),
        # The invitation was not sent yet as of noon.
        ("W3", False, None),
        ("W6", True, None),
    ]
    assert found["recommend"].to_list() == [9, None, None, None]
    net = satisfaction.net_promoter(found.with_columns(score="recommend")).row(0, named=True)
    assert (net["cases"], net["scored"], net["promoters"], net["nps"]) == (4, 1, 1, 100)
    first = found.row(0, named=True)
    assert (first["wait_hours"], first["wait_class"], first["visits_class"]) == (
        3,
        "4_hours",
        "more",
    )
    assert (first["again"], first["room_celsius"]) == ("first", 17.0)
    third = found.row(2, named=True)
    assert (third["again"], third["visits_class"]) == ("again", "none")
    assert found["wait_hours"][3] is None
    assert found["wait_class"][3] is None
