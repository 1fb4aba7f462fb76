"""One screen: standings by document, the misses that weigh most, what to type next."""

from pathlib import Path

import polars as pl

from heatqa.clauses import load
from heatqa.judging import overview

from .test_cli import HOTLINE, heatqa

CARD = pl.DataFrame(
    {
        "clause": ["S1-1.3", "S1-1.6", "S3-2.1.1a", "S3-1.5b", "S5-5.6c", "S5-5.6g"],
        "class": ["M1", "R", "M1", "R", "M1", "M1"],
        "met": [9, 50, 8, 40, 9, 0],
        "missed": [1, 50, 2, 60, 1, 0],
        "cannot_tell": [0, 0, 0, 0, 0, 3],
        "high": [0.98, 0.6, 0.9, 0.5, 0.98, None],
        "target": [1.0] * 6,
        "standing": ["missed", "missed", "missed", "missed", "missed", "cannot tell"],
        "evidence": ["clear", "clear", "clear", "not clear", "clear", None],
    }
)


def test_each_document_adds_up():
    found = overview.by_document(CARD, load())
    assert found["document"].to_list() == ["S1", "S3", "S5"]
    assert found.row(2, named=True) == {
        "document": "S5",
        "name": "Heat-and-power company's service covenant",
        "clauses": 2,
        "met": 0,
        "missed": 1,
        "open": 1,
        "no_data": 0,
    }
    parts = found.select(pl.sum_horizontal("met", "missed", "open", "no_data")).to_series()
    assert parts.to_list() == found["clauses"].to_list()


def test_stated_numbers_come_first_the_furthest_on_top_and_echoes_once():
    # S5-5.6c has the counts of S1-1.3, and S3-1.5b is within chance of its target.
    found = overview.furthest(CARD, most=6)["clause"].to_list()
    assert found == ["S3-2.1.1a", "S1-1.3", "S1-1.6"]
    assert overview.furthest(CARD, most=1)["clause"].to_list() == ["S3-2.1.1a"]


def test_one_screen_on_a_terminal_and_what_it_offers_runs(tmp_path: Path):
    (tmp_path / "hotline.csv").write_text(HOTLINE, encoding="utf-8")
    heatqa("load", "hotline.csv", cwd=tmp_path)
    done = heatqa("overview", "--warehouse", "warehouse", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) <= 50
    (offered,) = [line for line in done.stdout.splitlines() if "--verdict missed" in line]
    words = offered.split("python -m heatqa ")[1].split()
    assert "C2" in heatqa(*words, cwd=tmp_path).stdout


def test_where_nothing_was_missed_it_says_so(tmp_path: Path):
    answered = "".join(HOTLINE.splitlines(keepends=True)[:2])
    (tmp_path / "hotline.csv").write_text(answered, encoding="utf-8")
    heatqa("load", "hotline.csv", cwd=tmp_path)
    done = heatqa("overview", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "No clause misses its target beyond chance" in done.stdout
