"""`heatqa review` as its user meets it: files and words out, mistakes said in one message."""

import contextlib
import io
import os
import re
import shutil
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import fastexcel
import pytest

from heatqa import cli
from heatqa.language import say
from tests.test_cli import HOTLINE, heatqa, mended


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse with two calls."""
    folder = tmp_path_factory.mktemp("loaded")
    (folder / "hotline.csv").write_bytes(HOTLINE.encode("gb18030"))
    done = heatqa("load", "hotline.csv", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def loaded(once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A warehouse of one's own, and no browser."""
    monkeypatch.setenv("BROWSER_PATH", "/nowhere/chromium")
    return Path(shutil.copytree(once, tmp_path / "here"))


def here(*given: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """The command in this process: what it needs is imported once for all mistakes."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.chdir(cwd), redirect_stdout(out), redirect_stderr(err):
        try:
            code = cli.main(given)
        except SystemExit as left:
            code = int(left.code or 0)
    return subprocess.CompletedProcess(given, code, out.getvalue(), err.getvalue())


def cells(file: Path) -> list[list[str]]:
    """The cells of every sheet but that on which the time of making stands."""
    book = fastexcel.read_excel(file.read_bytes())
    return [
        [cell for column in sheet for cell in column.drop_nulls()]
        for sheet in (
            book.load_sheet(name, header_row=None, dtypes="string").to_polars()
            for name in book.sheet_names
        )
    ]


def test_a_small_warehouse_gives_every_file_and_again_the_same_numbers(loaded: Path):
    done = heatqa("review", "2025Q4", "--out", "shown", cwd=loaded)
    assert done.returncode == 0, done.stderr
    names = {file.name for file in (loaded / "shown").iterdir()}
    assert names == {f"review_2025Q4_en{end}" for end in (".pptx", ".html", ".xlsx")} | {
        "review_2025Q4_en_speaker.html"
    }
    assert all(name in done.stdout for name in names)
    assert "/nowhere/chromium" in done.stdout
    assert (loaded / "actions.csv").exists()
    (run,) = set(re.findall(r"--again ([0-9a-f]+)", done.stdout))
    again = heatqa("review", "--again", run, "--out", "once more", cwd=loaded)
    assert again.returncode == 0, again.stderr
    assert f"--again {run}" in again.stdout
    assert "actions.csv" not in again.stdout
    name = "review_2025Q4_en.xlsx"
    assert cells(loaded / "shown" / name) == cells(loaded / "once more" / name)


def test_a_document_and_a_language_are_named_by_the_files(loaded: Path):
    done = heatqa("review", "2025Q4", "--document", "S3", "--lang", "zh", cwd=loaded)
    assert done.returncode == 0, done.stderr
    assert (loaded / "review" / "review_2025Q4_S3_zh.pptx").exists()
    assert say("forms.written", language="zh") in done.stdout


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ((), "--again"),
        (("2025Q4", "--again", "abc"), "together"),
        (("autumn",), "autumn"),
        (("--again", "abc"), "abc"),
        (("2025Q4", "--document", "S99"), "S99"),
        (("2025Q4", "--out", "hotline.csv"), "hotline.csv"),
    ],
    ids=str,
)
def test_a_mistake_is_said_in_one_message(loaded: Path, given: tuple[str, ...], says: str):
    mended(here("review", *given, cwd=loaded), says)


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ('logo = "none.png"', "none.png"),
        ('logo = "hotline.csv"', ".csv"),
        ('colours = {mett = "#112233"}', "met"),
        ('colours = {met = "blue"}', "colours"),
        ('order = ["bord"]', "board"),
    ],
)
def test_a_mistake_in_the_settings_is_named(loaded: Path, entry: str, says: str):
    (loaded / "heatqa.toml").write_text(f"[review]\n{entry}\n", encoding="utf-8")
    mended(here("review", "2025Q4", cwd=loaded), says)


def test_help_and_other_commands_do_not_wait_for_what_only_the_review_needs():
    heavy = ("pptx", "kaleido", "xlsxwriter", "plotly", "PIL", "lxml", "rich", "polars")
    loaded = f"[name for name in {heavy} if name in sys.modules]"
    script = f"import sys; from heatqa.commands import parser; parser(); print({loaded})"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, env=os.environ
    )
    assert done.stdout.strip() == "[]"
