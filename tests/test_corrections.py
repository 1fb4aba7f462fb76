"""Rejected rows go back as a workbook, are corrected and loaded again."""

from pathlib import Path

import fastexcel
import pytest

from heatqa import errors, language
from heatqa.intake import corrections
from tests.loading import load, only, rows, workbook, write

TEXT = (
    "工单明细\n工单编号,受理时间,完成时间,联系电话,诉求内容\n"
    "1,2025-11-20 08:00,昨天,13800138000,=1+1\n"
    ",25:61,2025-11-20 09:00,13800138001,x\n"
    "3,2025-11-20 08:00,,13800138002,y\n"
)


def read(path: Path) -> list[list[str | None]]:
    sheet = fastexcel.read_excel(path).load_sheet(0, header_row=None, dtypes="string")
    return [list(row) for row in sheet.to_polars().rows()]


@pytest.mark.parametrize("spoken", ["en", "zh"])
def test_every_reason_stands_beside_its_cell(facts, tmp_path: Path, spoken):
    language.use(spoken)
    path = write(tmp_path / "a.csv", TEXT)
    load(facts, tmp_path, path)
    assert corrections.write(facts, path, tmp_path / "out.xlsx") == 2
    header, first, second = read(tmp_path / "out.xlsx")
    wrong = "what is wrong: {}" if spoken == "en" else "问题:{}"
    assert header == [
        "工单编号",
        wrong.format("工单编号"),
        "受理时间",
        wrong.format("受理时间"),
        "完成时间",
        wrong.format("完成时间"),
        "联系电话",
        "诉求内容",
    ]
    assert [bool(first[index]) for index in (1, 3, 5)] == [False, False, True]
    assert [bool(second[index]) for index in (1, 3, 5)] == [True, True, False]
    assert first[6:] == ["13800138000", "=1+1"]
    assert (tmp_path / "out.xlsx").stat().st_mode & 0o777 == 0o600


def test_corrected_rows_are_loaded_like_any(facts, tmp_path: Path):
    path = write(tmp_path / "a.csv", TEXT)
    load(facts, tmp_path, path)
    corrections.write(facts, path, tmp_path / "out.xlsx")
    cells = read(tmp_path / "out.xlsx")
    cells[1][4], cells[2][0], cells[2][2] = "2025-11-21 10:00", "2", "2025/11/20 8:30"
    sheet = only(load(facts, tmp_path, workbook(tmp_path / "corrected.xlsx", {"a": cells})))
    assert (sheet.loaded, sheet.rejected) == (2, 0)
    assert rows(facts, "select ticket_id, hour(finished_at) from tickets order by 1") == [
        ("1", 10),
        ("2", 9),
        ("3", None),
    ]


def test_the_refused_room_of_a_wide_sheet_is_marked(facts, tmp_path: Path):
    text = "户号,测温时间,客厅,主卧\n1,2025-11-20 08:00,18.5,185\n"
    path = write(tmp_path / "a.csv", text)
    load(facts, tmp_path, path)
    assert corrections.write(facts, path, tmp_path / "out.xlsx") == 1
    header, row = read(tmp_path / "out.xlsx")
    assert header[3:] == ["主卧", "what is wrong: 主卧"]
    assert "185" in str(row[4])


def test_nothing_to_correct_and_a_file_not_loaded(facts, tmp_path: Path):
    good = write(tmp_path / "a.csv", "工单编号,受理时间\n1,2025-11-20\n")
    load(facts, tmp_path, good)
    assert corrections.write(facts, good, tmp_path / "out.xlsx") == 0
    assert not (tmp_path / "out.xlsx").exists()
    with pytest.raises(errors.FileMissing, match=r"b\.csv"):
        corrections.write(facts, tmp_path / "b.csv", tmp_path / "out.xlsx")
    good.write_text("changed")
    with pytest.raises(errors.FileNotLoaded, match=r"a\.csv"):
        corrections.write(facts, good, tmp_path / "out.xlsx")
