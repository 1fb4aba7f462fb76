"""Numbers of people are found wherever they stand, and nothing else is taken for one."""

from pathlib import Path

import pytest

from heatqa import errors
from heatqa.intake import leaks
from tests.loading import load, workbook, write

# Made-up numbers with right check digits; the identity number is the standard's own example.
IDENTITY, CARD = "11010519491231002X", "6222021234567890128"


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("请打13800138000。", ["mobile"]),
        ("138 0013 8000、+86 138-0013-8000", ["mobile", "mobile"]),
        ("0431-88889999", ["landline"]),
        (f"证件{IDENTITY}", ["identity_card"]),
        (IDENTITY.replace("X", "1"), []),
        (f"卡号{CARD}", ["bank_card"]),
        ("6222 0212 3456 7890 128", ["bank_card"]),
        (CARD[:-1] + "9", []),
        ("20250105080300", []),
        ("0.13800138000", []),
        ("a13800138000b0", []),
        ("1380013800", []),
        ("7f3413800138000e", []),
    ],
)
def test_numbers(text: str, kinds: list[str]):
    assert [kind for kind, _ in leaks.found(text)] == kinds


def test_a_loaded_warehouse_is_clean_and_a_spoilt_one_is_not(facts, tmp_path: Path):
    text = (
        "工单编号,受理时间,联系电话,诉求内容,备注\n"
        f"1,昨天,13800138000,证件{IDENTITY},{CARD}\n"
        "2,,13800138001,打13800138000,x\n"
    )
    load(facts, tmp_path, write(tmp_path / "a.csv", text))
    assert leaks.in_warehouse(facts).rows() == []
    facts.execute("update tickets set leaf = '打13800138000' where ticket_id = '2'")
    assert leaks.in_warehouse(facts).rows() == [("tickets.leaf", "mobile", 1, "138…00")]


def test_files_of_every_kind(tmp_path: Path):
    write(tmp_path / "a.html", "<p>1380013<b>8000</b> 打 13800138000&#12290;</p>")
    write(tmp_path / "b.csv", "x\n13800138000\n", "gb18030")
    workbook(tmp_path / "c.xlsx", {"a": [["电话"], ["13800138000"], [13900139000]]})
    write(tmp_path / "d.csv", "x\n1\n")
    (tmp_path / "e.png").write_bytes(b"\x89PNG")
    (tmp_path / "f.xlsx").mkdir()
    frame, unread = leaks.in_files([tmp_path])
    found = {Path(place).name: count for place, _, count, _ in frame.rows()}
    assert found == {"a.html": 1, "b.csv": 1, "c.xlsx": 2}
    assert [path.name for path in unread] == ["e.png"]
    with pytest.raises(errors.FileMissing):
        leaks.in_files([tmp_path / "none"])
