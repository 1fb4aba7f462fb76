"""Nobody's name or number reaches the warehouse, and the same one has the same key everywhere."""

from pathlib import Path

import pytest

from heatqa import errors
from heatqa.intake import privacy
from heatqa.redaction import loading
from tests.loading import load, only, rows, workbook, write

PHONE = "13800138000"
SPELLINGS = [
    "138-0013-8000",
    "+86 138 0013 8000",
    "8613800138000",
    "008613800138000",
    "013800138000",
    "１３８００１３８０００",
    "13800138000.0",
    "13800138000/13900139000",
    "13800138000、张三",
    "13800138000 13900139000",
    "1380 013 8000",
    "138.0013.8000(女儿)",
    "0431-88889999/13800138000",
    "+86-138-0013-8000",
]


def test_one_phone_in_all_its_spellings_is_one_key(facts, tmp_path: Path):
    lines = [f'{number},"{text}"' for number, text in enumerate([PHONE, *SPELLINGS])]
    load(facts, tmp_path, write(tmp_path / "a.csv", "\n".join(["话单id,主叫", *lines])))
    ((keys, count),) = rows(
        facts, "select count(distinct caller_key), count(caller_key) from calls"
    )
    assert (keys, count) == (1, 1 + len(SPELLINGS))
    other = write(tmp_path / "b.csv", "话单id,主叫\n100,13900139000\n101,0431-88889999\n")
    load(facts, tmp_path, other)
    assert rows(facts, "select count(distinct caller_key) from calls") == [(3,)]


@pytest.mark.parametrize("lost", ["1.38E+10", "138****8000"])
def test_a_phone_that_lost_digits_is_empty_and_flagged(facts, tmp_path: Path, lost: str):
    text = f"话单id,主叫\n1,{lost}\n2,匿名\n3,\n4,00000000000\n5,11111111111\n"
    sheet = only(load(facts, tmp_path, write(tmp_path / "a.csv", text)))
    assert rows(facts, "select count(caller_key) from calls") == [(0,)]
    assert sheet.flags["calls.unusable_caller_key"] >= 1


def test_a_household_has_one_key_in_every_table(facts, tmp_path: Path):
    """A spreadsheet that made 0101 a number, spaces, width and case do not part households."""
    book = workbook(tmp_path / "h.xlsx", {"a": [["户号", "楼栋"], [101, "1"], ["b７", "2"]]})
    text = "上门编号,户号\n1,0101\n2, B7 \n3,00101\n"
    load(facts, tmp_path, book, write(tmp_path / "v.csv", text))
    joined = "select visit_id from visits join households using (household_key) order by 1"
    assert rows(facts, joined) == [("1",), ("2",), ("3",)]


def test_a_door_number_alone_is_no_household(facts, tmp_path: Path):
    text = """工单编号,小区,楼栋,房号
1,甲小区,3号楼,0501
2,甲 小区,三号楼,501室
3,乙小区,3,501
4,甲小区,3,
"""
    load(facts, tmp_path, write(tmp_path / "a.csv", text))
    keys = [key for (key,) in rows(facts, "select household_key from tickets order by ticket_id")]
    assert keys[0] == keys[1]
    assert keys[2] not in (keys[0], None)
    assert keys[3] is None


def test_free_text_is_masked_and_dates_are_not(facts, tmp_path: Path):
    said = "2025-01-05 来电13800138000，固话0431-88889999，138 0013 8000，a.b@c.com，室温18.5"
    load(facts, tmp_path, write(tmp_path / "a.csv", f'工单编号,诉求内容\n1,"{said}"\n'))
    mask, mail = loading.number_mark(), loading.mail_mark()
    assert rows(facts, "select text from tickets") == [
        (f"2025-01-05 来电{mask}，固话{mask}，{mask}，{mail}，室温18.5",)
    ]


def test_neither_rejects_nor_anything_else_in_the_warehouse_tells_who(tmp_path: Path):
    from heatqa.warehouse import Warehouse

    text = (
        "工单编号,受理时间,联系人,联系电话,户号,诉求内容,经办人电话,报修人\n"
        f"1,昨天,王小明,{PHONE},H0077,请打{PHONE},{PHONE},王小明\n"
        f"2,2025-01-05,王小明,{PHONE},H0077,请打{PHONE},{PHONE},王小明\n"
        f"3,昨天,王小明,{PHONE},H0077,请打{PHONE},{PHONE},王小明\n"
    )
    warehouse = Warehouse(tmp_path / "warehouse")
    with warehouse.write() as connection:
        sheet = only(load(connection, tmp_path, write(tmp_path / "a.csv", text)))
    assert sheet.rejected == 2
    secret = (tmp_path / privacy.KEY_FILE).read_text().strip()
    content = warehouse.published().read_bytes()
    for private in ("王小明", PHONE, "H0077", secret):
        assert private.encode() not in content
    ((found, original),) = rows(
        warehouse.read(), "select found, original::varchar from rejects where source_row = 2"
    )
    assert found == "昨天"
    assert "昨天" in original


def test_the_key_is_made_once_for_the_owner_alone(facts, tmp_path: Path):
    first = privacy.key(tmp_path / "new")
    assert privacy.key(tmp_path / "new") == first
    assert (tmp_path / "new" / privacy.KEY_FILE).stat().st_mode & 0o777 == 0o600
    assert privacy.key(tmp_path / "other") != first
    (tmp_path / "other" / privacy.KEY_FILE).chmod(0o644)
    privacy.key(tmp_path / "other")
    assert (tmp_path / "other" / privacy.KEY_FILE).stat().st_mode & 0o777 == 0o600
    (tmp_path / "other" / privacy.KEY_FILE).write_text("short")
    with pytest.raises(errors.KeyBroken):
        privacy.key(tmp_path / "other")


def test_the_connection_forgets_the_key(facts, tmp_path: Path):
    temporary = "select table_name from duckdb_tables() where temporary order by 1"
    before = rows(facts, temporary)
    load(facts, tmp_path, write(tmp_path / "a.csv", "话单id,主叫\n1,110\n"))
    assert rows(facts, "select getvariable('heatqa_secret')") == [(None,)]
    assert set(rows(facts, temporary)) <= set(before)


def test_records_hashed_with_another_key_are_not_mixed(facts, tmp_path: Path):
    load(facts, tmp_path, write(tmp_path / "a.csv", "话单id,主叫\n1,110\n"))
    (tmp_path / privacy.KEY_FILE).unlink()
    with pytest.raises(errors.KeyChanged, match="one caller would count as two"):
        load(facts, tmp_path, write(tmp_path / "b.csv", "话单id,主叫\n2,110\n"))


def test_displaced_cells_tell_nobodys_name_or_number(tmp_path: Path):
    """A row that lost or gained a cell has a telephone below a community, a name below a day."""
    from heatqa.warehouse import Warehouse

    text = (
        "工单编号,联系人,受理时间,联系电话,小区,诉求内容\n"
        f"1,2025-01-05,王小明,{PHONE},暖城花园,不热\n"
        f"2,2025-01-05,{PHONE},暖城花园,王小明,不热\n"
        f"3,王小明,2025-01-05,暖城花园,{PHONE},不热\n"
        f"4,王小明,2025-01-05,{PHONE},暖城花园,不热\n"
    )
    warehouse = Warehouse(tmp_path / "warehouse")
    with warehouse.write() as connection:
        sheet = only(load(connection, tmp_path, write(tmp_path / "a.csv", text)))
    assert sheet.rejects == {
        "tickets.unreadable_accepted_at": 2,
        "tickets.unreadable_community_id": 1,
    }
    for private in ("王小明", PHONE):
        assert private.encode() not in warehouse.published().read_bytes()
    found = rows(warehouse.read(), "select found from rejects order by source_row")
    assert found == [("〔号码〕",), ("〔号码〕",), ("〔号码〕",)]
