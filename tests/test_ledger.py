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


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("rejected", "what is wrong beside each cell", "", "undone", "mobile number")),
        ("zh", ("拒收", "每个问题单元格旁注明原因", "历次状态", "已撤销", "手机号")),
    ],
)
def test_commands(folder: Path, capsys, lang: str, words: tuple[str, ...]):
    def said(*given: str, code: int = 0) -> str:
        capsys.readouterr()
        assert main([*given, "--lang", lang]) == code
        told = capsys.readouterr()
        return told.out + told.err

    assert "tickets.unreadable_accepted_at" in said("quality")
    assert words[0] in said("quality", "--load", "1")
    assert words[1] in said("quality", "--rejects", "a.csv")
    assert Path("a_rejects.xlsx").exists()
    assert words[4] in said("privacy", "scan", "a.csv", code=2)
    assert main(["load", "b.csv"]) == 0
    assert "2025-11-21 08:00:00" in said("loads", "tickets", "A1")
    assert "a.csv" in said("loads")
    assert "2" in said("undo", "1", code=2)
    said("undo", "2")
    assert words[3] in said("loads")
    assert "2025-11-21" not in said("loads", "tickets", "A1")
    assert 'ticket_id = "工单编号"' in said("profile", "guess", "a.csv")
    assert "tickets" in said("loads", "ticket", "A1", code=2)
    assert "7" in said("quality", "--load", "7", code=2)


def test_an_undone_warehouse_holds_nothing_and_can_be_loaded_again(folder: Path, capsys):
    assert main(["undo", "1"]) == 0
    assert main(["privacy", "scan"]) == 0
    assert main(["load", "a.csv"]) == 0
    assert main(["scorecard", "--document", "S1"]) == 0
