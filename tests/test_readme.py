"""What the READMEs show is what the sample gives."""

import re
from pathlib import Path

import polars as pl
import pytest

from heatqa.bundled import sample

ROOT = Path(__file__).parent.parent
READMES = ("README.md", "README.zh-CN.md")
ROW = re.compile(r"│ (S\d\S+)\s+│.*?│\s+(\d+) │\s+(\d+) │\s+(\d+) │\s+(\d+) │")


@pytest.mark.parametrize("name", READMES)
def test_the_figures_shown_are_the_samples(name: str):
    shown = ROW.findall((ROOT / name).read_text(encoding="utf-8"))
    assert shown
    scorecard = sample().scorecard("season")
    for clause, *counts in shown:
        row = scorecard.row(by_predicate=pl.col("clause") == clause, named=True)
        given = [row[count] for count in ("met", "missed", "pending", "cannot_tell")]
        assert given == [int(count) for count in counts], clause


@pytest.mark.parametrize("name", READMES)
def test_the_record_explained_is_a_missed_one(name: str):
    text = (ROOT / name).read_text(encoding="utf-8")
    clause, record = re.findall(r"heatqa why (\S+) (GD\d+)", text)[0]
    assert sample().why(clause, record).verdict == "missed"
