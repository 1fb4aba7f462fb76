"""Public records of real services go through the same door, with the counts that are known."""

import csv
import datetime as dt
import gzip
from pathlib import Path

import pytest

from tests.loading import load, only, rows

REAL = Path(__file__).parents[2] / "shared" / "real"
pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason=f"public records are not at {REAL}")


def test_boston_311(facts, tmp_path: Path):
    path = REAL / "boston_311_heat_all.csv.gz"
    sheet = only(load(facts, tmp_path, path, profile="boston_311"))
    assert (sheet.rows_read, sheet.loaded) == (7644, 7644)
    query = (
        "select count(*) filter (closed_at is null), count(*) filter (promised_at is null),"
        " min(accepted_at)::date::varchar, max(accepted_at)::varchar from tickets"
    )
    assert rows(facts, query) == [(4515, 86, "2011-07-06", "2018-01-14 15:50:00")]


def test_boston_agrees_with_the_file_case_by_case(facts, tmp_path: Path):
    path = REAL / "boston_311_heat_all.csv.gz"
    load(facts, tmp_path, path, profile="boston_311")
    with gzip.open(path, "rt", encoding="utf-8") as text:
        written = {row["CASE_ENQUIRY_ID"]: row for row in csv.DictReader(text)}
    query = "select ticket_id, accepted_at, promised_at, finished_at, community_id from tickets"
    for ticket, *found in rows(facts, query):
        row = written.pop(ticket)
        times = [row["open_dt"], row["target_dt"], row["closed_dt"]]
        wanted = [None if time == "NA" else dt.datetime.fromisoformat(time) for time in times]
        place = row["neighborhood"]
        assert found == [*wanted, None if place in ("NA", "") else " ".join(place.split())]
    assert not written


def test_nis_flats(facts, tmp_path: Path):
    path = REAL / "thermionyx_data_2024-25.zip"
    sheet = only(load(facts, tmp_path, path, profile="nis_flats"))
    assert (sheet.rows_read, sheet.loaded) == (376_728, 376_726)
    assert sheet.rejects == {"temperatures.impossible_celsius": 2}
    assert rows(facts, "select found, count(*) from rejects group by all") == [("-1010.0", 2)]
    query = (
        "select count(distinct sensor_id), count(distinct household_key),"
        " count(distinct sensor_id) filter (valid = false),"
        " count(*) filter (valid = false) from temperatures"
    )
    assert rows(facts, query) == [(24, 24, 4, sheet.flags["temperatures.hub_probe"])]
    assert rows(facts, "select count(*) from temperatures where sensor_id = 'L12_21_18'") == [
        (9801,)
    ]


def test_technion_calls(facts, tmp_path: Path):
    path = REAL / "technion_anonymousbank_1999_02.txt.gz"
    sheet = only(load(facts, tmp_path, path, profile="technion_calls"))
    assert (sheet.rows_read, sheet.loaded) == (33_344, 33_344)
    query = (
        "select outcome, count(*), count(answered_at), count(ring_started_at)"
        " from calls group by all order by 2 desc"
    )
    # 50 calls that count as answered have no time of answer; the flag says so.
    assert rows(facts, query) == [
        ("answered", 27_162, 27_112, 27_162),
        ("unanswered", 5_904, 0, 5_904),
        ("phantom", 278, 0, 278),
    ]
    assert sheet.flags["calls.answered_without_time"] == 50
    days = "select min(started_at)::date::varchar, max(started_at)::date::varchar from calls"
    assert rows(facts, days) == [("1999-02-01", "1999-02-28")]


def test_fuzhou_12345(facts, tmp_path: Path):
    path = REAL / "fuzhou_12345_river_cases_masked.xlsx"
    sheet = only(load(facts, tmp_path, path, profile="fuzhou_12345"))
    assert (sheet.sheet, sheet.rows_read, sheet.loaded) == ("汇总", 1464, 1464)
    query = "select record_type, count(*) from tickets group by all order by 2 desc, 1"
    kinds = dict(rows(facts, query))
    assert sum(kinds.values()) == 1464
    assert kinds["complaint"] > kinds["enquiry"] > kinds["report"] > 0
    assert rows(
        facts, "select accepted_at::varchar, replied_at::varchar from tickets where ticket_id = '1'"
    ) == [("2020-09-03 00:00:00", "2020-09-09 00:00:00")]
