"""The scorecard: counts from the cube, rates, targets, standings, and what is wanting."""

import datetime as dt

import duckdb
import polars as pl
import pytest

from heatqa import errors, language
from heatqa.clauses import load
from heatqa.judging import period as periods
from heatqa.judging import scorecard
from heatqa.settings import Settings
from heatqa.tables import scorecard as tables

ALL = periods.Period("all")
AS_OF = dt.datetime(2026, 3, 1)


def emergency(number: int, arrived: str, day: str = "2025-12-01") -> dict[str, str]:
    return {
        "ticket_id": f"W{number}",
        "accepted_at": f"{day} 08:00:00",
        "arrived_at": f"{day} {arrived}" if arrived else "",
        "urgency": "emergency",
        "channel": "phone",
    }


def card(
    facts: duckdb.DuckDBPyConnection,
    settings: Settings | None = None,
    period: periods.Period = ALL,
) -> pl.DataFrame:
    brought(facts, "tickets", ["accepted_at", "arrived_at"])
    return scorecard.scorecard(facts, load(), settings or Settings(), period)


def brought(facts: duckdb.DuckDBPyConnection, table: str, columns: list[str]) -> None:
    facts.execute(
        "insert into sources (source_id, table_name, read_columns) "
        "select coalesce(max(source_id), 0) + 1, ?, ? from sources",
        [table, columns],
    )


def row(frame: pl.DataFrame, clause: str) -> dict[str, object]:
    return frame.row(by_predicate=pl.col("clause") == clause, named=True)


def test_counts_rate_interval_and_standing(judge, facts):
    judge({"tickets": [emergency(n, "08:10:00") for n in range(9)] + [emergency(9, "09:00:00")]})
    found = row(card(facts), "S1-1.3")
    assert (found["met"], found["missed"]) == (9, 1)
    assert found["rate"] == 0.9
    # Wilson interval of 9 in 10, as R's prop.test(correct = FALSE) gives it.
    assert found["low"] == pytest.approx(0.5958500, abs=1e-7)
    assert found["high"] == pytest.approx(0.9821238, abs=1e-7)
    assert (found["target"], found["target_stated"]) == (1.0, False)
    assert (found["standing"], found["evidence"]) == ("missed", "clear")


def test_a_promise_of_every_case_is_met_only_by_every_case(judge, facts):
    judge({"tickets": [emergency(1, "08:30:00")]})
    assert row(card(facts), "S1-1.3")["standing"] == "met"


def test_a_rate_on_its_target_is_met_though_the_evidence_is_not_clear(judge, facts):
    brought(facts, "temperatures", ["room_celsius", "measured_at"])
    reading = {"household_key": "h", "room": "living_room"}
    rows = [
        reading | {"measured_at": f"2025-12-01 00:{n // 60:02d}:{n % 60:02d}", "room_celsius": warm}
        for n, warm in enumerate([18.0] * 97 + [15.0] * 3)
    ]
    judge({"temperatures": rows})
    found = row(card(facts), "S1-2.3b")
    assert (found["rate"], found["target"], found["target_stated"]) == (0.97, 0.97, True)
    assert (found["standing"], found["evidence"]) == ("met", "not clear")
    assert found["form"] == "share"


def test_columns_that_no_export_brought_are_named_and_nothing_is_counted(judge, facts):
    brought(facts, "visits", ["finished_at"])
    judge({"visits": [{"visit_id": "V1", "finished_at": "2025-12-01 10:00:00"}]})
    found = row(card(facts), "S6-3.6a")
    assert found["standing"] == "no data"
    assert found["needs"] == ["visits.fed_back_at"]
    assert found["missed"] == 0


def test_a_table_that_was_never_loaded_is_named(judge, facts):
    judge({"tickets": [emergency(1, "08:30:00")]})
    assert row(card(facts), "S2-1.5")["needs"] == ["works.works_finished_at", "works.accepted_at"]


def test_every_clause_that_is_or_could_be_judged_has_a_row_in_document_order(judge, facts):
    judge({"tickets": [emergency(1, "08:30:00")]})
    listed = card(facts)
    clauses = load().clauses
    assert listed["clause"].to_list() == [c.id for c in clauses.values() if c.on_scorecard]
    assert set(listed["class"]) == {"M1", "M2", "R"}


def test_a_limit_that_waits_for_a_register_names_its_columns(judge, facts):
    judge({"tickets": [emergency(1, "08:30:00")]})
    found = row(card(facts), "S2-1.6a")
    assert found["standing"] == "no data"
    assert found["needs"] == ["contracts.signed_on"]


def test_a_period_counts_its_days_only(judge, facts):
    rows = [emergency(1, "08:10:00", "2025-12-31"), emergency(2, "09:00:00", "2026-01-01")]
    judge({"tickets": rows})
    quarter = periods.parse("2025Q4", AS_OF, Settings())
    found = row(card(facts, period=quarter), "S1-1.3")
    assert (found["met"], found["missed"]) == (1, 0)


def test_a_period_without_records_is_refused(judge, facts):
    judge({"tickets": [emergency(1, "08:30:00")]})
    empty = periods.parse("2019", AS_OF, Settings())
    with pytest.raises(errors.PeriodEmpty, match="2025-12-01"):
        card(facts, period=empty)


def test_the_company_chooses_the_reading(judge, facts):
    brought(facts, "temperatures", ["room_celsius", "measured_at"])
    reading = {"household_key": "h", "room": "living_room", "measured_at": "2025-12-01 10:00:00"}
    judge({"temperatures": [reading | {"room_celsius": 21.0}]})
    strict = row(card(facts), "S1-2.2b")
    mild = row(card(facts, Settings(readings={"eighteen_plus_two": "at least 18"})), "S1-2.2b")
    assert (strict["missed"], strict["reading"]) == (1, "16 to 20, readings, all")
    assert (mild["met"], mild["reading"]) == (1, "at least 18, readings, all")


def test_under_readings_shows_each_of_them_once_and_one_in_use(judge, facts):
    judge({"tickets": [emergency(1, "08:30:00")]})
    frame = scorecard.under_readings(facts, load(), Settings(), ALL)
    assert frame.group_by("clause").agg(pl.col("in_use").sum())["in_use"].unique().to_list() == [1]
    assert frame.select("clause", "reading").is_duplicated().sum() == 0


def test_the_table_says_how_many_clauses_no_record_can_show(judge, facts):
    judge({"tickets": [emergency(1, "08:30:00")]})
    catalogue = load()
    assert "51 more clauses cannot be judged" in tables.caption(card(facts), catalogue)
    of_one = card(facts).filter(pl.col("clause").str.starts_with("S8"))
    assert "6 more clauses" in tables.caption(of_one, catalogue)


def test_wanting_columns_are_named_as_they_are_found():
    needs = ["tickets.arrived_at", "incidents.confirmed", "a register of visits to schools"]
    assert tables.wanting(needs) == ", ".join(needs)
    with language.speaking("zh"):
        said = tables.wanting(needs)
    assert said.startswith("工单“到达时间”、违规事件台账“")
    assert said.endswith("、a register of visits to schools")
