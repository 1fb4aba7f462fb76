"""The watch-list: what is open, when it falls due, whose it is, and nothing about people."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from heatqa import arguments, errors, language
from heatqa.clauses import load
from heatqa.judging import due
from heatqa.judging.due import FLAGS, OVERDUE
from heatqa.settings import Settings
from heatqa.tables import due as tables

from .conftest import Rows, insert
from .test_cli import heatqa, mended

CATALOGUE = load()
REPAIR = {
    "ticket_id": "W1",
    "accepted_at": "2025-12-01 08:00:00",
    "record_type": "repair",
    "location": "indoor",
    "channel": "visit",
    "urgency": "normal",
    "team": "抢修一班",
    "community_id": "云栖里",
}
Watch = Callable[..., pl.DataFrame]


@pytest.fixture
def watch(facts) -> Watch:
    def watched(rows: Rows, as_of: str, clause: str = "S1-2.4b", **more: Any) -> pl.DataFrame:
        insert(facts, rows)
        for number, (table, records) in enumerate(rows.items(), start=100):
            names = sorted({name for record in records for name in record})
            brought = [*names, "arrived_at", "finished_at", "fed_back_at", "closed_at"]
            facts.execute(
                "insert into sources (source_id, file, table_name, read_columns) "
                "values (?, ?, ?, ?)",
                [number, "f.csv", table, brought],
            )
        moment = dt.datetime.fromisoformat(as_of)
        chosen = [CATALOGUE.clause(clause)]
        settings = Settings()
        return due.watch_list(facts, CATALOGUE, settings, moment, clauses=chosen, **more)

    return watched


@pytest.mark.parametrize(
    ("as_of", "state", "left"),
    [
        ("2025-12-01 19:59:59", "begun", 43_201),
        ("2025-12-01 20:00:00", "used 50 %", 43_200),
        ("2025-12-02 02:00:00", "used 75 %", 21_600),
        ("2025-12-02 05:36:00", "used 90 %", 8_640),
        ("2025-12-02 08:00:00", "used 90 %", 0),
        ("2025-12-02 08:00:01", "overdue", -1),
    ],
)
def test_an_open_record_is_flagged_by_the_share_of_its_limit(
    watch: Watch, as_of: str, state: str, left: int
):
    row = watch({"tickets": [REPAIR]}, as_of).row(0, named=True)
    assert (row["state"], row["left_seconds"]) == (state, left)
    assert row["due_at"] == dt.datetime(2025, 12, 2, 8)
    assert (row["team"], row["community_id"]) == ("抢修一班", "云栖里")


@pytest.mark.parametrize(
    "given",
    [
        {"finished_at": "2025-12-01 09:00:00"},
        {"closed_at": "2025-12-01 09:00:00"},
        {"status": "cancelled"},
        {"accepted_at": ""},
        {"location": "outdoor"},
    ],
)
def test_what_is_done_or_not_meant_is_not_watched(watch: Watch, given: dict[str, str]):
    assert watch({"tickets": [REPAIR | given]}, "2025-12-03").is_empty()


def test_a_call_that_ended_unanswered_is_missed_but_no_longer_open(watch: Watch):
    call = {
        "call_id": "C1",
        "direction": "in",
        "started_at": "2025-12-01 08:00:00",
        "ring_started_at": "2025-12-01 08:00:00",
        "answered_at": "",
        "outcome": "unanswered",
    }
    assert watch({"calls": [call]}, "2025-12-03", "S3-2.1.1a").is_empty()


def test_the_earliest_due_comes_first_and_within_keeps_what_is_overdue(watch: Watch):
    rows = [
        REPAIR | {"ticket_id": f"W{day}", "accepted_at": f"2025-12-0{day} 08:00:00"}
        for day in (3, 1, 2)
    ]
    frame = watch({"tickets": rows}, "2025-12-03 07:00", within=dt.timedelta(hours=2))
    assert frame["record"].to_list() == ["W1", "W2"]
    assert frame["state"].to_list() == [OVERDUE, "used 90 %"]


def test_a_working_day_clock_runs_to_the_end_of_its_last_day(watch: Watch):
    complaint = REPAIR | {"record_type": "complaint", "replied_at": "", "accepted_at": "2026-02-11"}
    frame = watch({"tickets": [complaint]}, "2026-02-25 23:00", "S5-5.6c")
    assert frame["due_at"].dt.date().to_list() == [dt.date(2026, 2, 25)]
    assert frame["left_seconds"].to_list() == [3599]


def test_a_clause_whose_columns_nobody_exported_is_not_watched(facts):
    insert(facts, {"tickets": [REPAIR]})
    facts.execute(
        "insert into sources (source_id, file, table_name, read_columns) "
        "values (1, 'f.csv', 'tickets', ['accepted_at'])"
    )
    moment = dt.datetime(2025, 12, 2)
    assert due.watch_list(facts, CATALOGUE, Settings(), moment).is_empty()


@pytest.mark.parametrize(
    ("agent", "owner"),
    [("8021", "8021"), ("KF-021", "KF-021"), ("张三", None), ("13800138000", None)],
)
def test_without_a_team_the_owner_is_a_staff_number_never_a_name(
    watch: Watch, agent: str, owner: str | None
):
    frame = watch({"tickets": [REPAIR | {"team": "", "accepted_by": agent}]}, "2025-12-02")
    assert frame["team"].to_list() == [owner]


def test_a_record_named_by_hashed_keys_stays_unnamed(facts):
    clause = CATALOGUE.clause("S1-1.2a")
    assert due._record(CATALOGUE.variant(clause)).startswith("cast(null")


@pytest.mark.parametrize("lang", language.LANGUAGES)
def test_every_state_has_its_word(watch: Watch, monkeypatch, lang: language.Language):
    monkeypatch.setenv("HEATQA_LANG", lang)
    rows = watch({"tickets": [REPAIR | {"team": "[班]"}]}, "2025-12-02")
    states = pl.concat(
        rows.with_columns(state=pl.lit(state)) for state in (OVERDUE, *FLAGS.values(), "begun")
    )
    shown = list(tables.parts(states, dt.datetime(2025, 12, 2), source="s", most=3))
    # Two tables, a line on the rows left out of the longer one, two lines below.
    assert len(shown) == 5


def test_the_command(tmp_path: Path):
    (tmp_path / "tickets.csv").write_text(
        "工单编号,受理时间,工单类型,户内户外,渠道,完成时间\n"
        "W1,2025-12-01 08:00:00,维修,户内,电话,\n"
        "W2,2025-12-03 08:00:00,维修,户内,电话,\n",
        encoding="utf-8",
    )
    assert heatqa("load", "tickets.csv", cwd=tmp_path).returncode == 0
    given = ("due", "--document", "S1", "--as-of", "2025-12-03 09:00")
    rows = json.loads(heatqa(*given, "--format", "json", cwd=tmp_path).stdout)
    mine = [row for row in rows if row["clause"] == "S1-2.4b"]
    assert [(row["record"], row["state"]) for row in mine] == [("W1", "overdue"), ("W2", "begun")]
    shown = heatqa(*given, "--within", "3d", "--lang", "zh", cwd=tmp_path)
    assert "已超期仍未办结" in shown.stdout
    assert "W2" in shown.stdout
    mended(heatqa("due", "--within", "soon", cwd=tmp_path), "--within", "soon", "24h")
    mended(heatqa("due", "--most", "0", cwd=tmp_path), "--most", "0")


@pytest.mark.parametrize("text", ["", "24", "h", "1.5h", "-3d", "9999999d"])
def test_a_span_that_is_none(text: str):
    with pytest.raises(errors.ArgumentUnusable, match="24h"):
        arguments.span(text)
