"""The commands about the books: quality, loads, undo, privacy, profile, in both languages."""

from pathlib import Path

import pytest

from heatqa.cli import main

TICKETS = (
    "工单编号,受理时间,联系电话,诉求内容\n"
    "A1,2025-11-20 08:00,13800138000,x\n"
    "A2,昨天,13800138001,y\n"
)
LATER = "工单编号,受理时间,完成时间\nA1,,2025-11-21 08:00\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("a.csv").write_text(TICKETS, encoding="utf-8")
    Path("b.csv").write_text(LATER, encoding="utf-8")
    assert main(["load", "a.csv"]) == 0
    return tmp_path


def test_commands(folder: Path, capsys):
    """Each in both languages; what changes the warehouse in one, as judging anew takes longest."""

    def said(*given: str, code: int = 0) -> str:
        capsys.readouterr()
        assert main([*given]) == code
        told = capsys.readouterr()
        return told.out + told.err

    def both(*given: str, code: int = 0) -> tuple[str, str]:
        en, zh = (said(*given, "--lang", lang, code=code) for lang in ("en", "zh"))
        return en, zh

    for told in both("quality"):
        assert "tickets.unreadable_accepted_at" in told
    en, zh = both("quality", "--load", "1")
    assert "rejected" in en
    assert "a.csv, row 3: 昨天" in en
    assert "拒收" in zh
    assert "a.csv 第 3 行: 昨天" in zh
    en, zh = both("quality", "--rejects", "a.csv")
    assert "what is wrong beside each cell" in en
    assert "每个问题单元格旁注明原因" in zh
    assert Path("a_rejects.xlsx").exists()
    en, zh = both("privacy", "scan", "a.csv", code=2)
    assert "mobile number" in en
    assert "手机号" in zh
    assert main(["load", "b.csv"]) == 0
    en, zh = both("loads", "tickets", "A1")
    assert "finished_at: – → 2025-11-21 08:00:00" in en
    assert "完成时间: – → 2025-11-21 08:00:00" in zh
    for told in both("loads"):
        assert "a.csv" in told
    for told in both("undo", "1", code=2):
        assert "2" in told
    assert "撤销" in said("undo", "2", "--lang", "zh")
    en, zh = both("loads")
    assert "undone" in en
    assert "已撤销" in zh
    assert "2025-11-21" not in said("loads", "tickets", "A1")
    for told in both("profile", "guess", "a.csv"):
        assert 'ticket_id = "工单编号"' in told
    for told in both("loads", "ticket", "A1", code=2):
        assert "tickets" in told
    for told in both("quality", "--load", "7", code=2):
        assert "7" in told


def test_an_undone_warehouse_holds_nothing_and_can_be_loaded_again(folder: Path, capsys):
    assert main(["undo", "1"]) == 0
    assert main(["privacy", "scan"]) == 0
    assert main(["load", "a.csv"]) == 0
    assert main(["scorecard", "--document", "S1"]) == 0
