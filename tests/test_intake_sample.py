"""The sample city, whose mess is known cell by cell, comes through as it was planted."""

import csv
import json
from pathlib import Path

import duckdb
import pytest

from heatqa.intake import LoadReport
from heatqa.warehouse import schema
from tests.loading import load, rows

SAMPLE = Path(__file__).parents[1] / "data" / "sample"
pytestmark = pytest.mark.skipif(not SAMPLE.is_dir(), reason="the sample has not been made")
# One of each kind: the others have the same mess.
NAMES = ("communities", "hotline_2025-26", "ratings_2025-26", "room_temperatures_2025-26")
NAMES += ("visits_2025-26", "workorders_2025-26_a", "workorders_2025-26_b", "notices", "works")
NAMES += ("transcripts_2024-25", "transcripts_2025-26")


@pytest.fixture(scope="module")
def city(tmp_path_factory) -> tuple[duckdb.DuckDBPyConnection, LoadReport]:
    connection = duckdb.connect()
    schema.create(connection)
    files = [file for name in NAMES for file in sorted((SAMPLE / "exports").glob(f"{name}_sim*"))]
    assert len(files) == len(NAMES)
    return connection, load(connection, tmp_path_factory.mktemp("key"), *files)


def test_counts_are_those_of_the_manifest(city):
    manifest = json.loads((SAMPLE / "truth/manifest.json").read_text(encoding="utf-8"))["files"]
    rejected = 0
    for sheet in city[1].sheets:
        truth = manifest[sheet.file.name]
        skipped = sheet.skipped_lines
        assert not sheet.unread_columns
        assert skipped.get("title", 0) == truth["title_rows"]
        assert skipped.get("footer", 0) == truth["footer_rows"]
        assert skipped.get("repeated_header", 0) == truth["repeated_headers"]
        assert not [flag for flag in sheet.flags if "unknown_code" in flag]
        if "readings" in truth:
            assert sheet.rejected == truth["readings_rejected"]
            continue
        assert (sheet.rows_read, sheet.rejected) == (truth["data_rows"], truth["rejects"])
        assert sheet.updates == truth.get("changed_since", 0)
        # Of the cases exported before, those rejected then are new now.
        again = truth["duplicates"] + truth.get("exported_before", 0) - sheet.updates
        assert again - rejected <= sheet.duplicates <= again
        rejected += sheet.rejected


def test_planted_rows_are_rejected_or_read_as_they_were_meant(city):
    connection, report = city
    loaded = {sheet.file.name for sheet in report.sheets}
    path = SAMPLE / "truth/planted_rows_simulated.csv"
    with path.open(encoding="utf-8-sig", newline="") as text:
        planted = [row for row in csv.DictReader(text) if row["file"] in loaded]
    rejected = set(
        rows(connection, "select file, source_row from rejects join sources using (source_id)")
    )
    assert len(planted) > 100
    wanted = {(row["file"], int(row["row"])) for row in planted if row["expect"] == "reject"}
    assert rejected == wanted
