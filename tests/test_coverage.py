"""How much of each document the records answer for: every clause in exactly one state."""

import polars as pl
import pytest

from heatqa import figures, language
from heatqa.clauses import load
from heatqa.judging.coverage import STATES, coverage

CATALOGUE = load()
COUNTS = {"missed": 0, "pending": 0, "cannot_tell": 0}


@pytest.fixture
def frame() -> pl.DataFrame:
    card = pl.DataFrame(
        [{"clause": "S1-1.3", "met": 1} | COUNTS, {"clause": "S1-2.2b", "met": 0} | COUNTS]
    )
    spread = pl.DataFrame({"clause": ["S1-2.4c", "S1-2.4a"], "n": [0, 0], "open": [1, 0]})
    return coverage(card, spread, CATALOGUE)


def test_each_clause_has_one_state(frame: pl.DataFrame):
    for row in frame.iter_rows(named=True):
        clauses = CATALOGUE.of_document(row["document"])
        assert sum(row[state] for state in STATES) == len(clauses)


def test_what_was_counted_is_judged_and_what_is_open_is_shown(frame: pl.DataFrame):
    first = frame.row(0, named=True)
    assert (first["judged"], first["shown"]) == (1, 1)
    assert frame["judged"].sum() == frame["shown"].sum() == 1
    assert frame["untellable"].sum() == 51


@pytest.mark.parametrize("lang", language.LANGUAGES)
def test_the_figure_has_a_bar_per_state(frame, lang: language.Language, monkeypatch):
    monkeypatch.setenv("HEATQA_LANG", lang)
    made = figures.coverage(frame, source="SIMULATED")
    assert len(made.to_dict()["data"]) == len(STATES)
