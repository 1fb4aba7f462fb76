"""What spreadsheets do to tables: merged cells, headers over two rows, the calendar of 1904."""

import datetime as dt
import struct
from pathlib import Path

import pytest
import xlsxwriter

from heatqa import errors
from heatqa.intake import legacy
from tests.loading import load, only, rows, workbook, write


def test_a_merged_cell_counts_for_all_its_rows(facts, tmp_path: Path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("卡 <&>")
        sheet.merge_range("B1:D1", "发放登记表")
        sheet.write_row("B2", ["发放编号", "小区", "发放数量"])
        sheet.write_column("B3", ["1", "2", "3", "4"])
        sheet.merge_range("C3:C5", "甲园")
        sheet.write_string("C6", "乙园")
        sheet.write_column("D3", [5, 6, 7, 8])
    load(facts, tmp_path, path)
    query = "select card_id, community_id, cards from cards order by 1"
    assert rows(facts, query) == [
        ("1", "甲园", 5),
        ("2", "甲园", 6),
        ("3", "甲园", 7),
        ("4", "乙园", 8),
    ]


def test_headers_over_two_rows(facts, tmp_path: Path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.merge_range("A1:E1", "工单明细")
        sheet.merge_range("A2:A3", "工单编号")
        sheet.merge_range("B2:C2", "受理")
        sheet.merge_range("D2:E2", "联系")
        sheet.write_row("B3", ["时间", "渠道", "人", "电话"])
        sheet.write_row("A4", ["1", "2025-11-20 08:00", "电话", "张三", "13800138000"])
        sheet.merge_range("A5:A6", "工单编号")
        sheet.merge_range("B5:C5", "受理")
        sheet.merge_range("D5:E5", "联系")
        sheet.write_row("B6", ["时间", "渠道", "人", "电话"])
        sheet.write_row("A7", ["2", "2025-11-20 09:00", "微信", "李四", "13800138001"])
    sheet = only(load(facts, tmp_path, path))
    assert (sheet.header_row, sheet.loaded, sheet.rejected) == (3, 2, 0)
    assert sheet.skipped_lines == {"title": 2, "repeated_header": 2}
    assert sheet.unread_columns == ()
    query = "select ticket_id, hour(accepted_at), channel from tickets order by 1"
    assert rows(facts, query) == [("1", 8, "phone"), ("2", 9, "wechat")]
    assert rows(facts, "select count(customer_key), count(phone_key) from tickets") == [(2, 2)]


def test_a_first_row_of_words_is_no_upper_header(facts, tmp_path: Path):
    text = "工单编号,受理时间,小区\n1,2025-11-20,时间\n"
    sheet = only(load(facts, tmp_path, write(tmp_path / "a.csv", text)))
    assert (sheet.header_row, sheet.loaded) == (1, 1)


def test_days_counted_from_1904(facts, tmp_path: Path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path), {"date_1904": True}) as book:
        sheet = book.add_worksheet()
        clock = book.add_format({"num_format": "yyyy/m/d h:mm"})
        span = book.add_format({"num_format": "[h]:mm:ss"})
        sheet.write_row("A1", ["话单id", "来电时间", "等待时长"])
        sheet.write_row("A2", ["1", 45965.33 - 1462])
        sheet.write_string("A3", "2")
        sheet.write_datetime("B3", dt.datetime(2025, 11, 4, 7, 55, 12), clock)
        sheet.write_number("C2", 65 / 86400, span)
        sheet.write_number("C3", 65 / 86400)
    load(facts, tmp_path, path)
    moment = dt.datetime(2025, 11, 4, 7, 55, 12)
    query = "select started_at, wait_seconds from calls"
    assert rows(facts, query) == [(moment, 65), (moment, 65)]


def test_a_profile_says_from_which_year_a_text_counts(facts, tmp_path: Path):
    profile = write(tmp_path / "p.toml", 'table = "calls"\ncalendar = 1904\n')
    path = write(tmp_path / "a.csv", "话单id,来电时间\n1,44503.33\n")
    load(facts, tmp_path, path, profile=profile)
    assert rows(facts, "select started_at::varchar from calls") == [("2025-11-04 07:55:12",)]


@pytest.mark.parametrize(
    ("name", "title", "year"),
    [
        ("a2025-2026.csv", "", 2026),
        ("a_2025-11.csv", "", 2026),
        ("a.csv", "2024-25采暖季通话", 2025),
        ("a.csv", "统计日期:2026年2月", 2026),
        ("a.csv", "", None),
        ("a2024-2025.csv", "2025-26采暖季", None),
    ],
)
def test_a_date_without_a_year_is_of_the_files_season(facts, tmp_path: Path, name, title, year):
    text = f"{title}\n话单id,来电时间\n1,01-05 08:03\n2,11月20日 8:03\n"
    sheet = only(load(facts, tmp_path, write(tmp_path / name, text)))
    if year is None:
        assert sheet.rejects == {"calls.no_year_started_at": 2}
    else:
        assert rows(facts, "select year(started_at) from calls order by call_id") == [
            (year,),
            (year - 1,),
        ]
        assert sheet.flags["calls.inferred_year_started_at"] == 2


def test_days_alone_are_no_clock(facts, tmp_path: Path):
    text = "话单id,来电时间,结束时间\n1,2025-11-20,2025-11-20 08:00\n2,2025/11/21,2025-11-21\n"
    sheet = only(load(facts, tmp_path, write(tmp_path / "a.csv", text)))
    assert sheet.unclocked_columns == ("started_at",)
    assert rows(facts, "select unclocked_columns from sources") == [(["started_at"],)]


def test_spreadsheets_sheets_beyond_the_first_are_filled_too(facts, tmp_path: Path):
    header = ["发放编号", "发放数量"]
    path = workbook(tmp_path / "a.xlsx", {"一": [header, ["1", 1]], "二": [header, ["2", 2]]})
    assert load(facts, tmp_path, path).loaded == 2


ERRORS = ("#N/A", "#DIV/0!", "#REF!", "#NAME?", "#NULL!", "#VALUE!", "#NUM!")


def with_formula(path: Path, column: int, shown: str) -> Path:
    """A workbook of two calls, in the first of which one cell is a formula without a result."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    cells = [
        ["话单id", "来电时间", "等待时长", "技能组", "主叫", "通话标识", "通话时长"],
        ["C1", "2025-01-05 08:03:00", 12, "一组", "13800138000", "接通", 30],
        ["C2", "2025-01-05 08:04:00", 13, "一组", "13800138001", "接通", 31],
    ]
    for number, row in enumerate(cells):
        sheet.write_row(number, 0, row)
    sheet.write_formula(1, column, "=1", None, shown)  # pyright: ignore[reportArgumentType]
    book.close()
    return path


@pytest.mark.parametrize("shown", ERRORS)
def test_a_formula_without_a_result_is_told_with_what_stands_there(facts, tmp_path: Path, shown):
    sheet = only(load(facts, tmp_path, with_formula(tmp_path / "a.xlsx", 2, shown)))
    assert (sheet.loaded, sheet.rejects) == (1, {"calls.formula_error_wait_seconds": 1})
    assert rows(facts, "select column_name, found from rejects") == [("wait_seconds", shown)]


@pytest.mark.parametrize(
    ("column", "name"),
    list(enumerate(["call_id", "started_at", "wait_seconds", "skill_group", "caller_key"])),
)
def test_no_kind_of_column_takes_it_for_a_value(facts, tmp_path: Path, column, name):
    sheet = only(load(facts, tmp_path, with_formula(tmp_path / "a.xlsx", column, "#REF!")))
    assert (sheet.loaded, sheet.rejects) == (1, {f"calls.formula_error_{name}": 1})


def test_in_a_text_file_it_is_the_same(facts, tmp_path: Path):
    text = "话单id,来电时间,技能组\n1,2025-01-05 08:03,#N/A\n2,2025-01-05 08:04,一组\n"
    sheet = only(load(facts, tmp_path, write(tmp_path / "a.csv", text)))
    assert (sheet.loaded, sheet.rejects) == (1, {"calls.formula_error_skill_group": 1})


def test_a_profile_may_say_that_it_means_nothing(facts, tmp_path: Path):
    path = with_formula(tmp_path / "a.xlsx", 3, "#N/A")
    own = write(tmp_path / "own.toml", 'table = "calls"\nnothing = ["#N/A"]\n[columns]\n')
    assert only(load(facts, tmp_path, path, profile=own)).rejects == {}
    assert rows(facts, "select skill_group from calls order by all") == [("一组",), (None,)]


def test_of_rooms_side_by_side_only_the_one_without_a_result_is_kept_out(facts, tmp_path: Path):
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["户号", "测温时间", "客厅", "主卧"])
    sheet.write_row(1, 0, ["1001", "2025-01-05 08:03", 20.5])
    sheet.write_formula(1, 3, "=1/0", None, "#DIV/0!")  # pyright: ignore[reportArgumentType]
    book.close()
    sheet = only(load(facts, tmp_path, path))
    assert (sheet.loaded, sheet.rejects) == (1, {"temperatures.formula_error_room_celsius": 1})


def test_an_old_workbook_says_as_much(facts, tmp_path: Path):
    """By xlwt: the table begins in column B, days count from 1904, one number is too long."""
    report = load(facts, tmp_path, Path(__file__).parent / "workbooks" / "merged_1904.xls")
    sheet = only(report)
    assert sheet.rejects == {"tickets.lost_digits_ticket_id": 1}
    assert [name for _, name in report.unread_sheets] == ["plain"]
    query = "select ticket_id, accepted_at::varchar, community_id from tickets order by 1"
    assert rows(facts, query) == [
        ("G1", "2025-11-20 12:00:00", "暖城花园"),
        ("G2", "2025-11-21 12:00:00", "暖城花园"),
        ("G3", "2025-11-22 12:00:00", "长乐里"),
    ]


@pytest.mark.parametrize("length", [8, 600, 1600, 3000])
def test_a_torn_old_workbook_is_said_to_be_torn(facts, tmp_path: Path, length: int):
    whole = (Path(__file__).parent / "workbooks" / "merged_1904.xls").read_bytes()
    path = tmp_path / "a.xls"
    path.write_bytes(whole[:length])
    with pytest.raises(errors.FileBroken, match="no whole workbook"):
        load(facts, tmp_path, path)


def test_a_stray_cell_far_away_is_told(facts, tmp_path: Path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("工单")
        sheet.write_row(0, 0, ["工单编号", "受理时间"])
        sheet.write_row(1, 0, ["G1", "2025-11-20 08:00"])
        sheet.write_string(1_048_575, 16_383, "x")
    with pytest.raises(errors.SheetTooLarge, match="XFD1048576"):
        load(facts, tmp_path, path)


@pytest.mark.parametrize(
    ("place", "value"),
    [(0x2C, 0x7FFFFFFF), (0x48, 0x7FFFFFFF), (0x693, 0x7FFFFFFF), (0x68F, 67)],
    ids=["too many parts", "too many lists", "too many rows", "rows that end before they begin"],
)
def test_an_old_workbook_that_lies_about_its_size_takes_no_memory(
    facts, tmp_path: Path, place: int, value: int
):
    content = bytearray((Path(__file__).parent / "workbooks" / "merged_1904.xls").read_bytes())
    content[place : place + 4] = value.to_bytes(4, "little")
    path = tmp_path / "a.xls"
    path.write_bytes(content)
    with pytest.raises(errors.FileBroken, match="no whole workbook"):
        load(facts, tmp_path, path)


def test_an_old_cell_beyond_all_columns_is_damage(facts, tmp_path: Path):
    content = (Path(__file__).parent / "workbooks" / "merged_1904.xls").read_bytes()
    # A number in row 8, column B.
    number = bytes.fromhex("03020e0007000100")
    assert content.count(number) == 1
    path = tmp_path / "a.xls"
    path.write_bytes(content.replace(number, bytes.fromhex("03020e000700ff7f")))
    with pytest.raises(errors.FileBroken, match="no whole workbook"):
        load(facts, tmp_path, path)


@pytest.mark.parametrize("rows", ["<IIHHH", "<HHHHH"], ids=["Excel 97", "Excel 95"])
def test_an_old_sheet_tells_where_its_cells_begin(rows: str):
    dimensions = struct.pack(rows, 0, 9, 1, 3, 0)
    number = struct.pack("<3Hd", 4, 2, 0, 1e16)
    parts = ((0x200, dimensions), (0x203, number), (0x0A, b""))
    stream = b"".join(struct.pack("<HH", kind, len(part)) + part for kind, part in parts)
    assert legacy._sheet(stream, 0).long == {(2, 5): 1e16}


def test_an_old_workbook_at_which_the_reader_panics_is_damaged(
    facts, tmp_path: Path, capfd: pytest.CaptureFixture[str]
):
    content = bytearray((Path(__file__).parent / "workbooks" / "merged_1904.xls").read_bytes())
    # A sheet that begins beyond the end of the file.
    content[0x592] = 0xFF
    path = tmp_path / "a.xls"
    path.write_bytes(content)
    with pytest.raises(errors.FileBroken, match="no whole workbook"):
        load(facts, tmp_path, path)
    assert "panicked" in capfd.readouterr().err
