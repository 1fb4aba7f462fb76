"""What exports have among, above and inside of their rows that no row should pay for."""

from pathlib import Path

import pytest

from heatqa import errors
from heatqa.intake import rules
from heatqa.language import speaking
from heatqa.tables import loading
from tests.loading import load, only, rows, workbook, write

HEADER = "工单编号,受理时间,小区\n"
ROW = "G{0},2025-11-20 08:0{0},暖城花园\n"


def text(*numbers: int) -> str:
    return "".join(ROW.format(number) for number in numbers)


def tickets(facts) -> list[str]:
    return [row[0] for row in rows(facts, "select ticket_id from tickets order by 1")]


def test_marks_that_nobody_sees_make_no_other_word(facts, tmp_path: Path):
    seen = HEADER + text(1)
    unseen = "\ufeff\u200b工单\u200b编号\ufeff,受理时间,小\u00ad区\n"
    unseen += "\u200eG1\u200b,2025-11-20\u200b 08:01\u202c,暖城\u2060花园\n"
    load(facts, tmp_path, write(tmp_path / "a.csv", seen))
    sheet = only(load(facts, tmp_path, write(tmp_path / "b.csv", unseen)))
    assert (sheet.duplicates, sheet.unread_columns) == (1, ())


def test_a_list_printed_page_by_page(facts, tmp_path: Path):
    page = "暖城热力工单明细\n打印日期:2025-12-01 第{}页\n" + HEADER
    pages = "".join(
        f"{page.format(number)}{text(2 * number, 2 * number + 1)}本页小计,2\n"
        for number in (1, 2, 3)
    )
    sheet = only(load(facts, tmp_path, write(tmp_path / "a.csv", pages + "总计(件):,6\n")))
    assert (sheet.loaded, sheet.rejected) == (6, 0)
    assert sheet.skipped_lines == {"title": 4, "repeated_header": 2, "footer": 6}


@pytest.mark.parametrize(
    "line", ["暖城花园 小计,1,", "本页合计:,1,", "总计(条),3,", ",,合计", "TOTAL,3"]
)
def test_totals_of_pages_and_groups_are_no_records(facts, tmp_path: Path, line: str):
    sheet = only(load(facts, tmp_path, write(tmp_path / "a.csv", f"{HEADER}{text(1)}{line}\n")))
    assert (sheet.loaded, sheet.rejected, sheet.skipped_lines) == (1, 0, {"footer": 1})


def test_a_record_whose_number_ends_like_a_total_is_a_record(facts, tmp_path: Path):
    path = write(tmp_path / "a.csv", HEADER + "设计,2025-11-20 08:01,暖城花园\n")
    assert only(load(facts, tmp_path, path)).loaded == 1


def test_a_row_with_nothing_but_its_number_is_kept_out(facts, tmp_path: Path):
    path = write(tmp_path / "a.csv", HEADER + text(1) + "以下为二级网工单,,\n" + text(2))
    sheet = only(load(facts, tmp_path, path))
    assert (sheet.loaded, sheet.rejects) == (2, {"tickets.nothing_else": 1})
    assert rules.meaning("tickets.nothing_else").startswith("The row holds ticket_id and nothing")


@pytest.mark.parametrize(
    ("end", "rejected"),
    [
        ("G9,2025-11-20 08:0", 1),
        ("G9,2025-11-20 08:0\n", 0),
        ('G9,2025-11-20 08:00,"暖城\n花园"', 0),
        ("G9,2025-11-20 08:00,暖城花园", 0),
        ("合计,9", 0),
    ],
)
def test_a_file_that_ends_within_a_row(facts, tmp_path: Path, end: str, rejected: int):
    path = write(tmp_path / "a.csv", HEADER + text(*range(1, 9)) + end)
    sheet = only(load(facts, tmp_path, path))
    assert sheet.rejects == ({"tickets.cut_off": 1} if rejected else {})


def test_a_program_that_leaves_empty_cells_out_ends_no_file_early(facts, tmp_path: Path):
    short = "".join(f"G{number},2025-11-20 08:0{number}\n" for number in range(1, 9))
    path = write(tmp_path / "a.csv", HEADER + short.rstrip("\n"))
    assert only(load(facts, tmp_path, path)).loaded == 8


@pytest.mark.parametrize(
    "second",
    ["话单id,来电时间,主叫\n", "受理时间,工单编号,小区\n"],
    ids=["another table", "other order"],
)
def test_a_second_header_further_down_is_refused_with_its_row(facts, tmp_path: Path, second: str):
    below = "C1,2025-11-20 08:00,13800138000\n"
    path = write(tmp_path / "a.csv", HEADER + text(1, 2) + "\n" + second + below)
    with pytest.raises(errors.SecondHeader, match="row 5: .*" + second.split(",", maxsplit=1)[0]):
        load(facts, tmp_path, path)


def test_words_that_are_headers_in_a_text_are_no_header(facts, tmp_path: Path):
    path = write(tmp_path / "a.csv", HEADER + text(1) + "小区,待定,无\n")
    assert only(load(facts, tmp_path, path)).rejected == 1


def test_hidden_sheets_are_told_of_where_they_hold_records(facts, tmp_path: Path):
    table = [["工单编号", "受理时间"], ["G1", "2025-11-20 08:01"]]
    sheets = {"工单": table, "旧单": [table[0], ["G2", "2025-11-20 08:02"]]}
    path = workbook(tmp_path / "a.xlsx", sheets, hidden="旧单")
    report = load(facts, tmp_path, path)
    assert (only(report).loaded, report.hidden_sheets) == (1, ((path, "旧单"),))
    with speaking("zh"):
        assert any("工作表“旧单”" in str(part) for part in loading.tables(report))
    choices = workbook(tmp_path / "b.xlsx", {"工单": table, "选项": [["紧急"]]}, hidden="选项")
    assert load(facts, tmp_path, choices).hidden_sheets == ()


def test_a_number_that_a_spreadsheet_cut_is_not_taken_for_whole(facts, tmp_path: Path):
    header = ["工单编号", "受理时间", "小区"]
    numbers = [20251120000000001, 20251120000000002, 2025112000000003]
    cut = [[number, f"2025-11-20 08:0{n}", "暖城花园"] for n, number in enumerate(numbers)]
    whole = [["20251120000000001", "2025-11-20 08:00", "暖城花园"]]
    path = workbook(tmp_path / "a.xlsx", {"工单": [header, *cut, *whole]})
    sheet = only(load(facts, tmp_path, path))
    assert sheet.rejects == {"tickets.lost_digits_ticket_id": 2}
    # Sixteen digits are kept by programs that write the file themselves.
    assert tickets(facts) == ["20251120000000001", "2025112000000003"]


def test_sixteen_digits_that_all_end_in_zero_were_cut(facts, tmp_path: Path):
    header = ["工单编号", "受理时间", "小区"]
    cut = [[2025112000000010 + 10 * n, "2025-11-20 08:00", "暖城花园"] for n in range(3)]
    sheet = only(load(facts, tmp_path, workbook(tmp_path / "a.xlsx", {"工单": [header, *cut]})))
    assert sheet.rejects == {"tickets.lost_digits_ticket_id": 3}


def test_a_sheet_with_a_column_per_day(facts, tmp_path: Path):
    path = write(
        tmp_path / "室温2025-2026.csv",
        "户号,小区,2025-11-30,12月1日,2025/12/2 8:00\n1,暖城花园,18.5,,19\n2,暖城花园,185,20℃,-\n",
    )
    sheet = only(load(facts, tmp_path, path))
    assert (sheet.table, sheet.rows_read, sheet.loaded) == ("temperatures", 4, 3)
    assert sheet.rejects == {"temperatures.lost_decimal_point": 1}
    found = rows(facts, "select measured_at::varchar, room_celsius from temperatures order by all")
    assert found == [
        ("2025-11-30 00:00:00", 18.5),
        ("2025-12-01 00:00:00", 20.0),
        ("2025-12-02 08:00:00", 19.0),
    ]


def test_headers_may_stand_below_many_empty_rows(facts, tmp_path: Path):
    path = write(tmp_path / "a.csv", "\n" * 40 + HEADER + text(1))
    sheet = only(load(facts, tmp_path, path))
    assert (sheet.header_row, sheet.loaded, sheet.skipped_lines) == (41, 1, {"blank": 40})


def test_what_was_left_out_is_told_with_how_many_rows_the_file_has(facts, tmp_path: Path):
    path = write(tmp_path / "a.csv", "工单明细\n" + HEADER + text(1, 2) + "\n制表人:甲\n")
    report = load(facts, tmp_path, path)
    said = [part for part in loading.tables(report) if isinstance(part, str)]
    assert "a.csv: 4 of 6 rows are no records" in said[1]
    with speaking("zh"):
        said = [part for part in loading.tables(report) if isinstance(part, str)]
    assert (
        said[1]
        == "a.csv:共 6 行,其中 4 行不是数据:列名 1 行、空行 1 行、合计或落款 1 行、标题 1 行。"
    )


def test_a_page_in_one_cell_costs_no_more_than_reading_it(facts, tmp_path: Path):
    path = write(tmp_path / "a.csv", HEADER + f"G1,2025-11-20 08:01,{'热' * 300_000}\n")
    assert only(load(facts, tmp_path, path)).loaded == 1


def test_the_word_for_a_community_is_not_part_of_its_name(facts, tmp_path: Path):
    register = "小区,总户数\n暖城花园,10\n长乐小区,20\n长乐,5\n"
    load(facts, tmp_path, write(tmp_path / "a.csv", register))
    listed = "".join(
        f"G{n},2025-11-20 08:00,{name}\n"
        for n, name in enumerate(["暖城花园小区", "暖城花园", "长乐小区", "长乐"])
    )
    load(facts, tmp_path, write(tmp_path / "b.csv", HEADER + listed))
    found = rows(facts, "select community_id from tickets order by ticket_id")
    assert [row[0] for row in found] == ["暖城花园", "暖城花园", "长乐小区", "长乐"]
