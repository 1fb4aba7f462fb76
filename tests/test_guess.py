"""A profile by example: proposed with its confidence, edited by a person, then loaded with."""

from pathlib import Path

import pytest

from heatqa import errors, language
from heatqa.bundled import FOLDER
from heatqa.intake import guess, proposal
from tests.loading import load, only, rows, workbook, write

TEXT = (
    "某公司工单\n工单编号码,报修受理时间,办结完成时间,客户联系电话,紧急程度级别,奇怪列\n"
    "A1,2025-11-20 08:00,2025-11-20 09:00,13800138000,紧急,张三x1\n"
    "A2,2025-11-20 09:00,,13800138001,特别急,李四x2\n"
)


@pytest.mark.parametrize("spoken", ["en", "zh"])
def test_what_is_proposed_loads(facts, tmp_path: Path, spoken):
    language.use(spoken)
    path = write(tmp_path / "a.csv", TEXT)
    with pytest.raises(errors.HeatqaError):
        load(facts, tmp_path, path)
    (found,) = guess.guess(path)
    assert (found.table.name, found.header_row, found.missing) == ("tickets", 2, ())
    text = proposal.toml([found])
    profile = write(tmp_path / "p.toml", text)
    sheet = only(load(facts, tmp_path, path, profile=profile))
    assert (sheet.table, sheet.loaded) == ("tickets", 2)
    query = "select ticket_id, hour(accepted_at), urgency from tickets order by 1"
    assert rows(facts, query) == [("A1", 8, "emergency"), ("A2", 9, "特别急")]
    assert "特别急" in text
    assert list(found.unplaced) == ["奇怪列"]
    assert "张三" not in text
    assert "13800138000" not in text


COVER = [["本表由系统导出"], ["联系人：王五"]]
ORDERS = [line.split(",") for line in TEXT.splitlines()[1:3]]
CALLS = [["通话编号ID", "来电时间点", "振铃开始的时间"], ["T1", "2025-11-20 08:00", ""]]


@pytest.mark.parametrize(
    ("sheets", "loaded"),
    [
        ({"说明": COVER, "工单": ORDERS}, {"工单": "tickets"}),
        ({"工单": ORDERS, "话务": CALLS}, {"工单": "tickets", "话务": "calls"}),
        (
            {"上": ORDERS, "下": [ORDERS[0], ["A2", "2025-11-21 08:00"]]},
            {"上": "tickets", "下": "tickets"},
        ),
    ],
)
def test_a_workbook_of_several_sheets_gets_one_profile(facts, tmp_path: Path, sheets, loaded):
    book = workbook(tmp_path / "a.xlsx", sheets)
    text = proposal.toml(guess.guess(book))
    report = load(facts, tmp_path, book, profile=write(tmp_path / "p.toml", text))
    assert {sheet.sheet: sheet.table for sheet in report.sheets} == loaded
    assert all(sheet.loaded == 1 for sheet in report.sheets)
    assert "王五" not in text


def test_a_sheet_of_the_same_table_with_other_columns_is_named(tmp_path: Path):
    other = [[*ORDERS[0][:-1], "责任班组名称"], [*ORDERS[1][:-1], "一班"]]
    text = proposal.toml(guess.guess(workbook(tmp_path / "a.xlsx", {"旧": ORDERS, "新": other})))
    assert 'sheet = "新"' in text
    assert text.count("[columns]") == 1
    assert "[旧] looks like the same table" in text


def test_what_the_dictionary_knows_is_sure():
    (found,) = guess.guess(FOLDER / "exports" / "cards_simulated.xlsx")
    assert found.table.name == "cards"
    assert {pair.confidence for pair in found.pairs} == {1.0}


def test_a_unit_in_the_header_is_taken(tmp_path: Path):
    path = write(
        tmp_path / "a.csv", "通话编号ID,来电时间点,排队等待时长(分钟)\n1,2025-11-20 08:00,3\n"
    )
    (found,) = guess.guess(path, "calls")
    units = {pair.column.name: pair.unit for pair in found.pairs}
    assert units["wait_seconds"] == "min"


def test_what_is_like_nothing_says_so(tmp_path: Path):
    path = write(tmp_path / "a.csv", "蓝,绿,红\n1,2,3\n")
    with pytest.raises(errors.TableUnknown):
        guess.guess(path)
    with pytest.raises(errors.ArgumentUnusable, match="Did you mean tickets"):
        guess.guess(path, "ticket")
