"""Which row holds the headers, which table they stand for, which column is which."""

from pathlib import Path

import pytest

from heatqa import dictionary, errors
from heatqa.intake import headers
from tests.loading import load, only, rows, write


def found(*cells: list[str]) -> headers.Heading:
    return headers.find(list(enumerate(cells, start=1)), "a.csv")


@pytest.mark.parametrize("table", dictionary.tables().values(), ids=lambda table: table.name)
def test_every_table_is_known_by_its_first_headers_and_by_its_own_names(table: dictionary.Table):
    for name in (
        [column.headers[0] for column in table.columns.values()],
        list(table.columns),
    ):
        heading = found(name)
        assert heading.table.name == table.name
        assert set(heading.columns) == set(table.columns)
        assert heading.unread == ()


@pytest.mark.parametrize(
    "header",
    ["室内温度", " 室内温度 ", "室内温度(℃)", "室内温度（°C）", "室内温度 [℃]", "*室内温度:"],
)
def test_headers_may_be_dressed_up(header: str):
    assert found(["户号", "采集时间", header]).columns["room_celsius"] == 3


def test_title_rows_are_passed():
    heading = found(["暖城热力 工单明细"], ["导出时间", "2026-01-01"], [], ["工单编号", "受理时间"])
    assert (heading.table.name, heading.row) == ("tickets", 4)


def test_the_whole_set_decides_where_one_header_is_shared():
    shared = ["工单编号", "小区"]
    assert found([*shared, "上门编号", "到达时间"]).table.name == "visits"
    assert found([*shared, "话单id", "来电时间", "坐席"]).table.name == "calls"
    assert found([*shared, "受理时间", "到达时间"]).table.name == "tickets"
    assert found([*shared, "回访编号", "回访时间", "满意度"]).table.name == "ratings"


def test_the_header_that_holds_the_answer_in_some_systems():
    alone = found(["话单id", "来电时间", "振铃时间"])
    assert (alone.columns.get("answered_at"), alone.columns.get("ring_started_at")) == (3, None)
    both = found(["话单id", "来电时间", "振铃时间", "接听时间"])
    assert (both.columns["answered_at"], both.columns["ring_started_at"]) == (4, 3)


def test_of_two_headers_for_a_column_the_one_named_first_in_the_dictionary_is_read():
    heading = found(["工单编号", "登记时间", "受理时间"])
    assert heading.columns["accepted_at"] == 3
    assert heading.unread == ("登记时间",)


def test_a_sensor_stands_in_for_its_household(facts, tmp_path: Path):
    text = "测点编号,采集时间,室温\nP1,2025-11-20 08:00,18\n"
    load(facts, tmp_path, write(tmp_path / "a.csv", text))
    ((key, sensor),) = rows(facts, "select household_key, sensor_id from temperatures")
    assert sensor == "P1"
    assert key not in (None, "P1")


def test_unknown_headers_name_the_closest_table():
    with pytest.raises(errors.TableUnknown) as raised:
        found(["编码", "小区", "颜色", "形状", "大小"])
    assert raised.value.facts["found"] == "编码, 小区, 颜色, 形状, 大小"
    assert "小区" in raised.value.facts["closest"]


def test_missing_keys_name_the_headers_that_would_do():
    with pytest.raises(errors.ColumnsMissing, match="话单id"):
        found(["来电时间", "接听时间", "结束时间", "坐席"])


def test_repeated_headers_totals_and_footers_are_no_records(facts, tmp_path: Path):
    header = "工单编号,受理时间,小区,诉求内容"
    text = f"""工单明细
{header}
1,2025-11-20 08:00,甲小区,合计 三次来电
{header}

2,2025-11-20 09:00,乙小区,x
小计,1
合计:,2
共2条
制表人:张三,,打印时间:2025-12-01
第1页 共1页
"""
    sheet = only(load(facts, tmp_path, write(tmp_path / "a.csv", text)))
    assert (sheet.rows_read, sheet.loaded) == (2, 2)
    assert sheet.skipped_lines == {"blank": 1, "footer": 5, "repeated_header": 1, "title": 1}


def test_a_record_that_begins_like_a_footer_is_a_record(facts, tmp_path: Path):
    text = "小区,总户数,供热面积,行政区\n总部花园,10,900,东\n共青城,20,100,西\n合计,30,1000,\n"
    sheet = only(load(facts, tmp_path, write(tmp_path / "a.csv", text)))
    assert (sheet.loaded, sheet.skipped_lines) == (2, {"footer": 1})


def test_a_sheet_with_a_column_per_room(facts, tmp_path: Path):
    text = """户号,测温时间,客厅,主卧(℃),书房
1,2025-11-20 08:00,18.5,,-
2,2025-11-20 08:00,,,
3,2025-11-20 09:00,19,20℃,185
"""
    sheet = only(load(facts, tmp_path, write(tmp_path / "a.csv", text)))
    assert (sheet.rows_read, sheet.loaded, sheet.rejected) == (4, 3, 1)
    assert sheet.skipped_lines == {"no_reading": 1}
    assert sheet.unread_columns == ()
    assert rows(facts, "select room, room_celsius, source_row from temperatures order by all") == [
        ("bedroom", 20.0, 4),
        ("living_room", 18.5, 2),
        ("living_room", 19.0, 4),
    ]
