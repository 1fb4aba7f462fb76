"""A sheet that is read in shares gives the very warehouse that it gives when read at once."""

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from heatqa import dictionary, errors
from heatqa.intake import encoding, shared_out, undoubted
from heatqa.sql import quoted
from heatqa.warehouse import Warehouse
from tests.loading import load, only, rows, write

SAMPLE = Path(__file__).parents[1] / "data" / "sample" / "exports"
# Titles above, columns of rooms, repeated headers, codes that changed, rows of one case.
NAMES = ("hotline_2025-26", "workorders_2025-26_a", "workorders_2025-26_b")
HEADER = "户号,采集时间,室温\n"
BOOKS = ("rejects", "flags", "replaced")


@pytest.fixture
def small_shares(monkeypatch) -> None:
    monkeypatch.setattr(encoding, "_BLOCK", 64)
    monkeypatch.setattr(shared_out, "AT_FIRST", 3)
    monkeypatch.setattr(shared_out, "AT_ONCE", 3)


def _stored(connection: duckdb.DuckDBPyConnection) -> dict[str, list]:
    names = (*dictionary.tables(), *BOOKS)
    return {name: sorted(rows(connection, f"from {quoted(name)}"), key=repr) for name in names}


def _loaded(folder: Path, *files: Path) -> tuple[dict[str, list], list]:
    with Warehouse(folder).write() as connection:
        report = load(connection, folder, *files)
    with Warehouse(folder).read() as connection:
        return _stored(connection), list(report.sheets)


def _both_ways(monkeypatch, folder: Path, *files: Path, block: int, most: int) -> list:
    at_once, whole = _loaded(folder / "warehouse", *files)
    (folder / "warehouse" / "CURRENT").unlink(missing_ok=True)
    monkeypatch.setattr(encoding, "_BLOCK", block)
    monkeypatch.setattr(shared_out, "AT_FIRST", most)
    monkeypatch.setattr(shared_out, "AT_ONCE", most)
    monkeypatch.setattr(undoubted, "_REPEATS", 0)
    monkeypatch.setattr(undoubted, "_OFTEN", 0)
    for file in (folder / "warehouse").glob("generation*"):
        file.unlink()
    in_shares, sheets = _loaded(folder / "warehouse", *files)
    assert sheets == whole
    assert in_shares == at_once
    return sheets


@pytest.mark.skipif(not SAMPLE.is_dir(), reason="the sample has not been made")
def test_the_sample_read_in_shares(monkeypatch, tmp_path):
    files = [file for name in NAMES for file in sorted(SAMPLE.glob(f"{name}_sim*"))]
    _both_ways(monkeypatch, tmp_path, *files, block=200_000, most=1_500)


def test_one_record_in_several_shares(monkeypatch, tmp_path):
    lines = [f"{home},2026-01-0{day} 08:00,{18 + day}" for day in range(1, 6) for home in (1, 2, 3)]
    # The same again, a later value, and one that is no temperature.
    lines += ["1,2026-01-01 08:00,19", "2,2026-01-02 08:00,25", "3,2026-01-06 08:00,warm"]
    file = write(tmp_path / "readings.csv", HEADER + "\n".join(lines) + "\n")
    (sheet,) = _both_ways(monkeypatch, tmp_path, file, block=64, most=3)
    assert (sheet.loaded, sheet.duplicates, sheet.updates, sheet.rejected) == (15, 1, 1, 1)


def test_titles_above_the_header_are_known_again_in_later_shares(monkeypatch, tmp_path):
    page = "阳光热力室温表\n" + HEADER
    days = [f"{home},2026-01-01 08:00,20\n" for home in range(40)]
    file = write(tmp_path / "readings.csv", page + "".join(days[:20]) + page + "".join(days[20:]))
    (sheet,) = _both_ways(monkeypatch, tmp_path, file, block=64, most=3)
    assert sheet.loaded == 40
    assert sheet.skipped_lines == {"repeated_header": 1, "title": 2}


def test_a_cell_over_several_lines_is_not_torn(monkeypatch, tmp_path):
    header = "工单编号,受理时间,诉求内容\n"
    cell = '"第一行\n\n' + "很冷,\n" * 30 + '"'
    cases = [f"{number},2026-01-01 08:00,{cell}\n" for number in range(1, 9)]
    file = write(tmp_path / "cases.csv", header + "".join(cases))
    (sheet,) = _both_ways(monkeypatch, tmp_path, file, block=64, most=3)
    assert sheet.loaded == 8


def test_parquet_in_shares(monkeypatch, tmp_path):
    count = 10
    table = pa.table(
        {
            "户号": [str(home) for home in range(count)],
            "采集时间": ["2026-01-01 08:00"] * count,
            "室温": [20.5, -9999.0] * (count // 2),
        }
    )
    pq.write_table(table, tmp_path / "readings.parquet", row_group_size=4)
    (sheet,) = _both_ways(monkeypatch, tmp_path, tmp_path / "readings.parquet", block=64, most=3)
    assert sheet.rows_read == count


@pytest.mark.usefixtures("small_shares")
def test_a_quotation_mark_in_a_later_share_is_named_by_its_line_in_the_file(tmp_path):
    days = [f"{home},2026-01-01 08:00,20\n" for home in range(40)]
    days[30] = '30,"2026-01-01 08:00,20\n'
    file = write(tmp_path / "readings.csv", HEADER + "".join(days))
    with (
        pytest.raises(errors.LinesUnbalanced, match="line 32"),
        Warehouse(tmp_path / "warehouse").write() as connection,
    ):
        load(connection, tmp_path, file)


@pytest.mark.usefixtures("small_shares")
def test_a_line_that_is_too_long_is_named_by_its_number_in_the_file(tmp_path):
    days = [f"{home},2026-01-01 08:00,20\n" for home in range(40)]
    days[30] = f"30,2026-01-01 08:00,{'2' * 16_000_001}\n"
    file = write(tmp_path / "readings.csv", HEADER + "".join(days))
    with (
        pytest.raises(errors.FileBroken, match="Line: 32"),
        Warehouse(tmp_path / "warehouse").write() as connection,
    ):
        load(connection, tmp_path, file)


@pytest.mark.usefixtures("small_shares")
def test_rows_keep_their_numbers(tmp_path):
    days = [f"{home},2026-01-01 08:00,{'x' if home == 25 else 20}\n" for home in range(40)]
    file = write(tmp_path / "readings.csv", HEADER + "".join(days))
    with Warehouse(tmp_path / "warehouse").write() as connection:
        assert only(load(connection, tmp_path, file)).rejected == 1
        assert rows(connection, "select source_row from rejects") == [(27,)]
        assert rows(connection, "select max(source_row) from temperatures") == [(41,)]


@pytest.mark.usefixtures("small_shares")
def test_the_first_share_decides_what_durations_are(tmp_path):
    """2.5 is no part of days because many others of its share are."""
    cells = ["65"] * 8 + ["0.00075", "0.00075", "2.5"] * 6
    calls = "".join(f"{number},{cell}\n" for number, cell in enumerate(cells))
    file = write(tmp_path / "calls.csv", "话单id,通话时长\n" + calls)
    with Warehouse(tmp_path / "warehouse").write() as connection:
        load(connection, tmp_path, file)
        found = rows(connection, "select talk_seconds, count(*) from calls group by 1 order by 1")
    assert found == [(2.5, 6), (65.0, 20)]
