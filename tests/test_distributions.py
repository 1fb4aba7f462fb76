"""Promises without a limit: median, nine in ten, worst and open ones, never a rate."""

import datetime as dt
import io

import polars as pl
import pytest
from rich.console import Console

from heatqa.clauses import load
from heatqa.judging import distributions, period
from heatqa.settings import Settings
from heatqa.tables import distributions as tables

from .conftest import insert

CATALOGUE = load()
AS_OF = dt.datetime(2026, 3, 1)
ALL = period.Period("all")


def case(number: int, replied: str, accepted: str = "2025-12-01 08:00:00") -> dict[str, str]:
    return {
        "ticket_id": f"W{number}",
        "accepted_at": accepted,
        "dispatched_at": "2025-12-01 09:00:00",
        "replied_at": replied,
        "record_type": "enquiry",
        "channel": "phone",
    }


@pytest.fixture
def spread(facts):
    """The figures of one clause for the rows given."""

    def found(clause, rows, columns, as_of=AS_OF, chosen=ALL):
        insert(facts, rows)
        for number, (table, names) in enumerate(columns.items()):
            facts.execute(
                "insert into sources (source_id, table_name, read_columns) values (?, ?, ?)",
                [number, table, names],
            )
        frame = distributions.distributions(facts, CATALOGUE, Settings(), as_of, period=chosen)
        return frame.row(by_predicate=pl.col("clause") == clause, named=True)

    return found


TICKETS = {"tickets": ["accepted_at", "replied_at", "dispatched_at"]}


def test_median_nine_in_ten_and_worst_are_in_the_unit_of_the_clause(spread):
    rows = [case(n, f"2025-12-01 {8 + n:02d}:00:00") for n in range(1, 11)]
    found = spread("S6-1.1b", {"tickets": rows}, TICKETS)
    assert (found["n"], found["unit"]) == (10, "h")
    # Ten cases of 1 to 10 hours: nine of them took no more than 9.
    assert (found["median"], found["p90"], found["worst"]) == (5.5, 9.0, 10.0)


def test_open_cases_are_counted_and_not_timed(spread):
    found = spread("S6-1.1b", {"tickets": [case(1, "2025-12-01 10:00:00"), case(2, "")]}, TICKETS)
    assert (found["n"], found["open"], found["worst"]) == (1, 1, 2.0)


def test_an_answer_that_comes_after_the_moment_asked_about_is_open(spread):
    rows = {"tickets": [case(1, "2025-12-01 10:00:00")]}
    found = spread("S6-1.1b", rows, TICKETS, as_of=dt.datetime(2025, 12, 1, 9, 59, 59))
    assert (found["n"], found["open"], found["median"]) == (0, 1, None)


def test_the_same_moment_takes_no_time(spread):
    found = spread("S6-1.1b", {"tickets": [case(1, "2025-12-01 08:00:00")]}, TICKETS)
    assert (found["n"], found["worst"]) == (1, 0.0)


def test_a_missing_start_and_an_end_before_it_cannot_be_told(spread):
    rows = [case(1, "2025-12-01 07:59:59"), case(2, "2025-12-01 10:00:00", accepted="")]
    found = spread("S6-1.1b", {"tickets": rows}, TICKETS)
    assert (found["n"], found["open"], found["cannot_tell"]) == (0, 0, 2)


def test_only_those_that_the_clause_is_about_count(spread):
    sent = case(1, "2025-12-01 10:00:00")
    rows = {"tickets": [sent, case(2, "2025-12-01 09:00:00") | {"dispatched_at": ""}]}
    found = spread("S3-1.6b", rows, TICKETS)
    assert (found["n"], found["worst"]) == (1, 2.0)


def test_a_period_counts_its_days_only(spread):
    rows = [case(1, "2025-12-01 10:00:00"), case(2, "2026-01-05 10:00:00", "2026-01-05 08:00:00")]
    quarter = period.parse("2025Q4", AS_OF, Settings())
    assert spread("S6-1.1b", {"tickets": rows}, TICKETS, chosen=quarter)["n"] == 1


def test_columns_that_no_export_brought_are_named(spread):
    found = spread(
        "S6-1.1b", {"tickets": [case(1, "2025-12-01 10:00:00")]}, {"tickets": ["accepted_at"]}
    )
    assert (found["n"], found["median"]) == (0, None)
    assert found["needs"] == ["tickets.replied_at"]


def missed(callback: str) -> dict[str, list[dict[str, str]]]:
    rang = {
        "call_id": "C1",
        "direction": "inbound",
        "started_at": "2025-12-01 08:00:00",
        "ended_at": "2025-12-01 08:01:00",
        "outcome": "unanswered",
        "caller_key": "k",
    }
    back = {"call_id": "C2", "direction": "outbound", "started_at": callback, "callee_key": "k"}
    return {"calls": [rang, back]}


CALLS = {"calls": ["started_at", "ended_at", "callee_key"]}


@pytest.mark.parametrize(
    ("callback", "n", "still_open"),
    [
        ("2025-12-01 08:11:00", 1, 0),
        ("2025-12-02 08:01:00", 1, 0),
        ("2025-12-02 08:01:01", 0, 1),
        ("2025-12-01 08:00:30", 0, 1),
    ],
)
def test_a_missed_call_is_called_back_within_a_day(spread, callback, n, still_open):
    found = spread("S3-2.1.1b", missed(callback), CALLS)
    assert (found["n"], found["open"]) == (n, still_open)


def test_time_on_hold_is_a_value_without_a_clock(spread):
    call = {
        "direction": "inbound",
        "started_at": "2025-12-01 08:00:00",
        "answered_at": "2025-12-01 08:00:09",
        "ended_at": "2025-12-01 08:09:00",
    }
    rows = [call | {"call_id": f"C{n}", "hold_seconds": n} for n in (0, 10, 30)]
    found = spread("S6-7.2b", {"calls": rows}, {"calls": ["hold_seconds"]})
    assert (found["n"], found["median"], found["worst"], found["unit"]) == (2, 20.0, 30.0, "s")


def test_an_inspection_before_its_day_is_not_late(spread):
    rows = [
        {"inspection_id": "I1", "planned_on": "2025-12-05", "done_at": "2025-12-01 09:00:00"},
        {"inspection_id": "I2", "planned_on": "2025-12-05", "done_at": "2025-12-06 00:00:00"},
    ]
    columns = {"inspections": ["planned_on", "done_at"]}
    found = spread("S1-2.4a", {"inspections": rows}, columns)
    assert (found["n"], found["median"], found["worst"], found["unit"]) == (2, 0.5, 1.0, "days")


def test_every_promise_without_a_limit_that_records_carry_has_a_row(facts):
    facts.execute(
        "insert into sources (source_id, table_name, read_columns) values (1, 'weather', ?)",
        [["observed_at"]],
    )
    frame = distributions.distributions(facts, CATALOGUE, Settings(), AS_OF, period=ALL)
    spread = [c.id for c in CATALOGUE.clauses.values() if c.form == "distribution"]
    assert frame["clause"].to_list() == spread
    assert all(frame["needs"].list.len() > 0)


def test_the_table_keeps_what_has_no_data_and_names_the_columns():
    columns = ("clause", "label", "unit", "n", "median", "p90", "worst", "open", "cannot_tell")
    rows = [
        ("S1-2.4c", "reply", "h", 2, 1.0, 1234.5, 2000.0, 1, 0),
        ("S7-7a", "steward", "min", 0, None, None, None, 0, 0),
    ]
    frame = pl.DataFrame(rows, schema=columns, orient="row")
    frame = frame.with_columns(pl.Series("needs", [[], ["tickets.arrived_at"]]))
    console = Console(width=160, record=True, file=io.StringIO())
    console.print(tables.table(frame, ALL, AS_OF, source="SIMULATED"))
    said = console.export_text()
    assert "1,234.5 h" in said
    assert "S7-7a steward: no data, needs tickets.arrived_at" in said
    assert "SIMULATED" in said
