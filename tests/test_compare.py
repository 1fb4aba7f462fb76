"""The same records under every document, the themes they share, and where they contradict."""

import datetime as dt
import json
import tomllib
from importlib import resources
from pathlib import Path

import polars as pl
import pytest

from heatqa import language
from heatqa.clauses import load
from heatqa.clauses.neighbours import contradictions, themes
from heatqa.judging import compare
from heatqa.judging.period import Period
from heatqa.tables import comparison

from .test_cli import HOTLINE, heatqa

CATALOGUE = load()
REFERENCE = Path(__file__).parents[2] / "shared" / "reference" / "clauses.json"


def scored(clause: str, standing: str, met: int = 0, missed: int = 0) -> dict[str, object]:
    judged = met + missed
    rate = met / judged if judged else None
    counts = {"met": met, "missed": missed, "pending": 0, "cannot_tell": 0}
    figures = {"rate": rate, "low": rate, "high": rate, "target": 1.0}
    return {"clause": clause, "label": clause, "standing": standing, **counts, **figures}


SCORECARD = pl.DataFrame(
    [
        scored("S1-1.3", "missed", 9, 1),
        scored("S1-1.5b", "missed", 1, 1),
        scored("S1-2.4b", "met", 5),
        scored("S1-3e", "no data"),
        scored("S5-5.6c", "pending"),
        scored("S5-5.6d", "cannot tell"),
    ]
)


def test_a_document_counts_its_clauses_by_where_they_stand():
    frame = compare.documents(SCORECARD, CATALOGUE)
    assert frame["document"].to_list() == list(CATALOGUE.documents)
    row = frame.row(0, named=True)
    names = ("judged", "met", "missed", "pending", "cannot_tell", "no_data")
    assert [row[name] for name in names] == [3, 1, 2, 0, 0, 1]
    assert row["share"] == pytest.approx(1 / 3)
    assert row["clauses"] == len(CATALOGUE.of_document("S1"))
    answered = frame.filter(pl.col("document") == "S5").row(0, named=True)
    assert (answered["pending"], answered["cannot_tell"], answered["share"]) == (1, 1, None)


def test_the_clause_furthest_below_its_target_is_named():
    row = compare.documents(SCORECARD, CATALOGUE).row(0, named=True)
    worst = (row["worst_clause"], row["worst_gap"], row["worst_decided"])
    assert worst == ("S1-1.5b", 50.0, 2)
    without = compare.documents(SCORECARD, CATALOGUE).filter(pl.col("document") == "S8")
    assert without["worst_clause"].to_list() == [None]


def test_a_theme_lists_its_clauses_with_what_each_scores():
    frame = compare.by_theme(SCORECARD, CATALOGUE)
    answers = frame.filter(pl.col("theme") == "answers")
    standings = dict(zip(answers["clause"], answers["standing"], strict=True))
    assert standings["S1-1.5b"] == "missed"
    assert standings["S8-10b"] == compare.NO_VERDICT
    assert answers["document"].n_unique() > 2


@pytest.mark.parametrize("lang", language.LANGUAGES)
def test_the_tables_hold_every_document_theme_and_contradiction(
    monkeypatch, lang: language.Language
):
    monkeypatch.setenv("HEATQA_LANG", lang)
    documents = compare.documents(SCORECARD, CATALOGUE)
    by_theme = compare.by_theme(SCORECARD, CATALOGUE)
    moment = dt.datetime(2026, 3, 15)
    made = list(comparison.parts(documents, by_theme, Period("all"), moment, source="s"))
    assert [table.row_count for table in made] == [len(documents), len(by_theme)]
    assert comparison.contradiction_table().row_count == 12


def test_the_twelve_contradictions_are_filled_in_both_languages():
    assert [each.id for each in contradictions()] == [f"X{n:02d}" for n in range(1, 13)]
    for each in contradictions():
        for texts in (each.title, each.differs, each.deals):
            assert all(texts[name].strip() for name in language.LANGUAGES), each.id
        assert each.clauses or each.documents
        assert set(each.documents) <= set(CATALOGUE.documents)


def test_themes_join_several_documents_in_both_languages():
    for theme in themes():
        assert all(theme.label[name].strip() for name in language.LANGUAGES)
        assert len({CATALOGUE.clause(clause).document for clause in theme.clauses}) > 1


def test_every_clause_named_is_one_of_the_documents():
    if not REFERENCE.is_file():
        pytest.skip("the reference list of clauses is not beside this checkout")
    known = {entry["id"] for entry in json.loads(REFERENCE.read_text("utf-8"))["clauses"]}
    for each in (*contradictions(), *themes()):
        assert set(each.clauses) <= known


def test_every_entry_of_the_data_is_read():
    package = resources.files("heatqa.clauses")
    for name, entries in (("contradictions", contradictions()), ("neighbours", themes())):
        text = (package / f"{name}.toml").read_text(encoding="utf-8")
        assert len(tomllib.loads(text)) == len(entries)


def test_the_commands(tmp_path: Path):
    (tmp_path / "hotline.csv").write_text(HOTLINE, encoding="utf-8")
    assert heatqa("load", "hotline.csv", cwd=tmp_path).returncode == 0
    rows = json.loads(heatqa("compare", "--format", "json", cwd=tmp_path).stdout)
    assert [row["document"] for row in rows] == [f"S{n}" for n in range(1, 9)]
    rows = heatqa("compare", "--by", "theme", "--format", "csv", cwd=tmp_path).stdout.splitlines()
    assert rows[0].startswith("theme,theme_label,clause,document")
    assert "对同一事项的不同承诺" in heatqa("compare", "--lang", "zh", cwd=tmp_path).stdout
    found = heatqa("clauses", "--contradictions", "--format", "json", cwd=tmp_path).stdout
    assert [row["id"] for row in json.loads(found)][-1] == "X12"
