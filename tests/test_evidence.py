"""Where an export lacks a column, nothing is judged by it: not in the scorecard, nor elsewhere."""

import datetime as dt

import duckdb
import polars as pl

from heatqa.clauses import load
from heatqa.judging import cube, evidence, groups, period, records, scorecard
from heatqa.settings import Settings

from .conftest import insert

CATALOGUE = load()
AS_OF = dt.datetime(2026, 3, 15)
COMPLAINT = {"ticket_id": "W1", "accepted_at": "2025-12-01 08:00:00", "record_type": "complaint"}


def brought(facts: duckdb.DuckDBPyConnection, table: str, columns: list[str]) -> None:
    facts.execute(
        "insert into sources (source_id, table_name, read_columns) values (1, ?, ?)",
        [table, columns],
    )


def missing(facts: duckdb.DuckDBPyConnection, clause: str) -> list[str]:
    variant = CATALOGUE.variant(CATALOGUE.clause(clause))
    return evidence.missing(variant, evidence.brought(facts))


def test_a_coverage_needs_the_columns_of_its_conditions(facts):
    brought(facts, "communities", ["community_id", "applicants", "households", "supply_ready"])
    assert missing(facts, "S2-3.1") == ["communities.supply_started_on"]
    assert missing(facts, "S1-3e") == ["cards.issued_on"]


def test_staffed_hours_need_the_answers(facts):
    brought(facts, "calls", ["call_id", "started_at"])
    assert missing(facts, "S8-9") == ["calls.answered_at | calls.outcome"]


def test_scorecard_records_groups_and_readings_agree(facts):
    insert(facts, {"tickets": [COMPLAINT]})
    brought(facts, "tickets", ["ticket_id", "accepted_at", "record_type"])
    cube.build(facts, CATALOGUE, Settings(), AS_OF)
    every = period.Period("all")
    row = scorecard.scorecard(facts, CATALOGUE, Settings(), every).row(
        by_predicate=pl.col("clause") == "S5-5.6c", named=True
    )
    assert (row["standing"], row["needs"]) == ("no data", ["tickets.replied_at"])
    variant = CATALOGUE.variant(CATALOGUE.clause("S5-5.6c"))
    assert records.judged(facts, variant, Settings(), AS_OF).is_empty()
    by_team = groups.by_group(facts, CATALOGUE, Settings(), "S5-5.6c", by="team", period=every)
    assert by_team.is_empty()
    under = scorecard.under_readings(facts, CATALOGUE, Settings(), every)
    assert "S3-2.1.1a" not in under["clause"].to_list()


def test_a_day_without_a_call_inside_an_export_cannot_be_told(facts):
    call = {"answered_at": "", "outcome": "unanswered", "direction": "inbound"}
    days = ("2025-12-01", "2025-12-03")
    insert(facts, {"calls": [call | {"call_id": d, "started_at": f"{d} 00:10:00"} for d in days]})
    facts.execute("update calls set source_id = 1")
    cube.build(facts, CATALOGUE, Settings(), AS_OF)
    hours = facts.sql("from cube where clause = 'S8-9'").pl()
    assert hours.sort("day").select("missed", "cannot_tell").rows() == [(1, 23), (0, 24), (1, 23)]


def test_few_kept_promises_do_not_settle_that_all_are_kept():
    frame = pl.DataFrame(
        {
            "met": [3, 500, 500],
            "missed": [0, 0, 0],
            "pending": [0, 0, 0],
            "cannot_tell": [0, 0, 100_000],
            "target": [1.0, 1.0, 1.0],
        }
    )
    assert scorecard.standing(frame)["evidence"].to_list() == ["not clear", "clear", "not clear"]
