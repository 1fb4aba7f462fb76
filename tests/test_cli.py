"""The command line as its user meets it: in another process, by its words and exit code."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import filelock
import pytest

from heatqa.commands import COMMANDS

HOTLINE = (
    "话单id,呼叫方向,来电时间,振铃开始时间,接听时间,结束时间,主叫\n"
    "C1,呼入,2025-12-01 08:00:00,2025-12-01 08:00:02,2025-12-01 08:00:10,"
    "2025-12-01 08:03:00,10012345678\n"
    "C2,呼入,2025-12-01 09:00:00,2025-12-01 09:00:02,,2025-12-01 09:00:40,10012345679\n"
)


def heatqa(*given: str | Path, cwd: Path, lang: str = "en") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "heatqa", *map(str, given)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=cwd,
        check=False,
        env=os.environ | {"HEATQA_LANG": lang, "PYTHONUTF8": "1"},
    )


def mended(done: subprocess.CompletedProcess[str], *says: str) -> None:
    """A mistake is one plain message on stderr and exit code 2, never a traceback."""
    assert done.returncode == 2, done
    assert "Traceback" not in done.stderr + done.stdout
    assert done.stdout == ""
    for words in says:
        assert words in done.stderr


def the_row(done: subprocess.CompletedProcess[str], clause: str = "S3-2.1.1a") -> dict:
    """The line of one clause in a scorecard written as JSON."""
    (row,) = [row for row in json.loads(done.stdout) if row["clause"] == clause]
    return row


@pytest.fixture(scope="module")
def loaded_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("loaded")
    (folder / "hotline.csv").write_bytes(HOTLINE.encode("gb18030"))
    done = heatqa("load", "hotline.csv", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def loaded(loaded_once: Path, tmp_path: Path) -> Path:
    """A folder of one's own with a loaded file; to load takes longer than most commands."""
    return shutil.copytree(loaded_once, tmp_path, dirs_exist_ok=True)


def test_load_scorecard_why(loaded: Path):
    done = heatqa("scorecard", "--format", "json", "--document", "S3", cwd=loaded)
    row = the_row(done)
    wanted = ("clause", "form", "class", "met", "missed", "pending", "cannot_tell")
    assert [row[name] for name in wanted] == ["S3-2.1.1a", "deadline", "M1", 1, 1, 0, 0]
    assert {"rate", "low", "high", "target", "standing", "reading"} <= set(row)
    told = heatqa("why", "S3-2.1.1a", "C2", cwd=loaded).stdout
    assert "hotline.csv, row 3" in told
    assert "missed" in told


def test_load_report_balances_and_a_second_load_changes_nothing(loaded: Path):
    done = heatqa("load", "hotline.csv", "--format", "json", cwd=loaded)
    report = json.loads(done.stdout)
    assert report["rows_read"] == 0
    assert report["already_loaded"] == ["hotline.csv"]


def test_csv_can_be_read_again(loaded: Path):
    done = heatqa("scorecard", "--format", "csv", cwd=loaded)
    assert done.stdout.splitlines()[0].startswith("clause,form,class,met,missed")


def test_records_behind_a_clause(loaded: Path):
    done = heatqa("why", "S3-2.1.1a", "--verdict", "missed", "--format", "json", cwd=loaded)
    assert [row["record"] for row in json.loads(done.stdout)] == ["C2"]


def test_chinese(loaded: Path):
    done = heatqa("scorecard", "--lang", "zh", "--document", "S3", cwd=loaded)
    assert "记分卡" in done.stdout
    assert "热线电话在三声铃响内接听" in done.stdout
    assert "cannot tell" not in done.stdout


def test_settings_choose_language_documents_and_reading(loaded: Path):
    settings = 'language = "zh"\ndocuments = ["S3"]\n[readings]\nthree_rings = "10 s"\n'
    (loaded / "heatqa.toml").write_text(settings, encoding="utf-8")
    done = heatqa("scorecard", "--format", "json", cwd=loaded)
    row = the_row(done)
    assert row["reading"] == "10 s, offered"


def test_as_of_goes_back_in_time(loaded: Path):
    done = heatqa(
        "scorecard",
        "--document",
        "S3",
        "--as-of",
        "2025-12-01 08:30",
        "--format",
        "json",
        cwd=loaded,
    )
    row = the_row(done)
    assert (row["met"], row["missed"]) == (1, 0)


def test_simulate(tmp_path: Path):
    done = heatqa("simulate", "city", "--households", "400", "--seasons", "1", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "heatqa load city/exports" in done.stdout
    assert heatqa("load", "city/exports", cwd=tmp_path).returncode == 0


def test_clauses_are_listed_and_told_as_json(tmp_path: Path):
    rows = json.loads(heatqa("clauses", "--format", "json", cwd=tmp_path).stdout)
    assert len([row for row in rows if row["class"] == "M1"]) == 29


def test_missing_file(tmp_path: Path):
    mended(heatqa("load", "none.csv", cwd=tmp_path), "none.csv", "no such file")
    assert not list(tmp_path.rglob("*.duckdb"))


def test_empty_file(tmp_path: Path):
    (tmp_path / "empty.csv").write_bytes(b"")
    mended(heatqa("load", "empty.csv", cwd=tmp_path), "empty.csv", "no data row")


def test_a_folder_without_records(loaded: Path):
    (loaded / "nothing").mkdir()
    (loaded / "nothing" / "cards.csv").write_text("发放编号,发放日期,小区\n", encoding="utf-8")
    before = sorted(file.name for file in (loaded / "warehouse").iterdir())
    mended(heatqa("load", "nothing", cwd=loaded), "nothing", "no record")
    assert sorted(file.name for file in (loaded / "warehouse").iterdir()) == before


def test_unknown_columns(tmp_path: Path):
    (tmp_path / "odd.csv").write_text("apples,pears\n1,2\n", encoding="utf-8")
    mended(heatqa("load", "odd.csv", cwd=tmp_path), "odd.csv", "apples", "--profile")


def test_wrong_encoding(tmp_path: Path):
    (tmp_path / "broken.csv").write_bytes(HOTLINE.encode("gb18030") + b"\xff\xff\xff\n")
    mended(heatqa("load", "broken.csv", cwd=tmp_path), "broken.csv", "GB18030")


def test_broken_workbook(tmp_path: Path):
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    mended(heatqa("load", "broken.xlsx", cwd=tmp_path), "broken.xlsx", "Excel")


def test_an_error_in_the_second_file_leaves_nothing_of_the_first(loaded: Path):
    before = sorted(file.name for file in (loaded / "warehouse").iterdir())
    (loaded / "more.csv").write_text(HOTLINE.replace("C1", "C7"), encoding="utf-8")
    (loaded / "zz.csv").write_bytes(b"")
    mended(heatqa("load", "more.csv", "zz.csv", cwd=loaded), "zz.csv")
    assert sorted(file.name for file in (loaded / "warehouse").iterdir()) == before
    rows = json.loads(heatqa("why", "S3-2.1.1a", "--format", "json", cwd=loaded).stdout)
    assert len(rows) == 2


def test_locked_warehouse(loaded: Path):
    (loaded / "more.csv").write_text(HOTLINE.replace("C1", "C7"), encoding="utf-8")
    with filelock.FileLock(loaded / "warehouse" / "writer.lock"):
        mended(heatqa("load", "more.csv", cwd=loaded), "another load is writing")
        assert heatqa("scorecard", cwd=loaded).returncode == 0


def test_no_warehouse(tmp_path: Path):
    mended(heatqa("scorecard", cwd=tmp_path), "no warehouse", "heatqa load")


def test_period_without_data(loaded: Path):
    mended(heatqa("scorecard", "--period", "2019Q1", cwd=loaded), "2019Q1", "2025-12-01")


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (["scorecard", "--period", "sometime"], "not a period"),
        (["scorecard", "--document", "S9"], "S9"),
        (["why", "S1-1.4z"], "Did you mean"),
        (["why", "S3-2.1.1a", "C99"], "judges no such record"),
        (["scorecard", "--as-of", "noon"], "not a time"),
        (["scorecard", "--as-of", "9999-12-31"], "between 1990 and 2100"),
        (["scorecard", "--format", "pdf"], "not one of the choices"),
        (["why", "S3-2.1.1a", "--verdict", "zz"], "Known: met, missed, pending, cannot tell."),
        (["load"], "missing: PATH"),
        (["loda"], "Did you mean load"),
        (["zzz"], "Known: init"),
        (["scorecard", "--fast"], "not understood: --fast. See: heatqa scorecard --help"),
        (["why", "S3-2.1.1a", "--most", "few"], "not a value it can take"),
        (["simulate", "out", "--households", "3"], "--households 3"),
        (["load", "hotline.csv", "--profile", "mine"], "mine"),
    ],
)
def test_mistakes_in_the_command(loaded: Path, given: list[str], says: str):
    mended(heatqa(*given, cwd=loaded), says)


def test_mistakes_are_said_in_the_companys_language(tmp_path: Path):
    (tmp_path / "heatqa.toml").write_text('language = "zh"', encoding="utf-8")
    mended(heatqa("loda", cwd=tmp_path), "不在可选值之中")
    (tmp_path / "heatqa.toml").write_text("language =", encoding="utf-8")
    mended(heatqa("loda", cwd=tmp_path), "Did you mean load")


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_of_every_command(tmp_path: Path, command: str, lang: str):
    done = heatqa(*([command] if command else []), "--help", "--lang", lang, cwd=tmp_path)
    assert done.returncode == 0
    assert ("用法" in done.stdout) == (lang == "zh")
    assert "show this" not in done.stdout or lang == "en"


def test_readme_names_every_command():
    root = Path(__file__).parent.parent
    for name in ("README.md", "README.zh-CN.md"):
        text = (root / name).read_text(encoding="utf-8")
        for command in ("load", "scorecard", "why", "due", "readings", "compare", "clauses"):
            assert f"heatqa {command}" in text
