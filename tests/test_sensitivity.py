"""How far rates move with the readings: one question at a time, the widest swing first."""

import datetime as dt
import json
from pathlib import Path

import polars as pl
import pytest

from heatqa import errors, language
from heatqa.clauses import load
from heatqa.judging import cube
from heatqa.judging.period import Period
from heatqa.judging.sensitivity import sensitivity
from heatqa.settings import Settings
from heatqa.tables import sensitivity as tables

from .conftest import insert
from .test_cli import HOTLINE, heatqa, mended

CATALOGUE = load()
AS_OF = dt.datetime(2026, 3, 15)


@pytest.fixture
def moved(facts):
    """Calls answered after 8, 11 and 14 s and one never, under the company's readings."""

    def judged(settings: Settings | None = None, period: Period | None = None) -> pl.DataFrame:
        settings = settings or Settings()
        base = dt.datetime(2025, 12, 1, 8)
        calls = [
            {
                "call_id": f"C{wait}",
                "direction": "in",
                "started_at": base,
                "ring_started_at": base,
                "answered_at": base + dt.timedelta(seconds=wait) if wait else "",
                "outcome": "answered" if wait else "unanswered",
                "ended_at": base + dt.timedelta(minutes=3),
            }
            for wait in (8, 11, 14, 0)
        ]
        insert(facts, {"calls": calls})
        facts.execute(
            "insert into sources (source_id, file, table_name, read_columns) "
            "values (1, 'c.csv', 'calls', ['ring_started_at', 'answered_at', 'outcome'])"
        )
        cube.build(facts, CATALOGUE, settings, AS_OF)
        return sensitivity(facts, CATALOGUE, settings, period or Period("all"))

    return judged


def of(frame: pl.DataFrame, question: str, clause: str = "S3-2.1.1a") -> dict[str, float]:
    mine = frame.filter(pl.col("clause") == clause, pl.col("question") == question)
    return dict(zip(mine["option"], mine["rate"], strict=True))


def test_one_question_is_read_otherwise_and_the_others_stay(moved):
    frame = moved()
    assert of(frame, "three_rings") == {"15 s": 0.75, "12 s": 0.5, "10 s": 0.25}
    assert of(frame, "calls_counted") == {"offered": 0.75, "answered": 1.0}


def test_the_company_s_choice_is_what_change_is_measured_against(moved):
    frame = moved(Settings(readings={"three_rings": "12 s"}))
    assert of(frame, "calls_counted") == {"offered": 0.5, "answered": pytest.approx(2 / 3)}
    mine = frame.filter(pl.col("clause") == "S3-2.1.1a", pl.col("question") == "three_rings")
    assert dict(zip(mine["option"], mine["change"], strict=True)) == {
        "15 s": 25.0,
        "12 s": 0.0,
        "10 s": -25.0,
    }
    assert mine.filter("in_use")["option"].to_list() == ["12 s"]


def test_the_widest_swing_comes_first_and_each_question_has_one_option_in_use(moved):
    frame = moved()
    swings = frame["swing"].drop_nulls().to_list()
    assert swings == sorted(swings, reverse=True)
    assert swings[0] == 50
    used = frame.group_by("clause", "question").agg(pl.col("in_use").sum())
    assert used["in_use"].unique().to_list() == [1]


def test_clauses_whose_columns_nobody_exported_are_left_out(moved):
    assert set(moved()["clause"]) <= {"S3-2.1.1a", "S4-6.4", "S6-7.1a"}


def test_a_period_without_records(moved):
    day = dt.date(2019, 1, 1)
    with pytest.raises(errors.PeriodEmpty):
        moved(period=Period("2019Q1", day, day))


@pytest.mark.parametrize("lang", language.LANGUAGES)
def test_the_table_says_clause_and_question_once(moved, monkeypatch, lang: language.Language):
    monkeypatch.setenv("HEATQA_LANG", lang)
    frame = moved()
    made = tables.table(frame, Period("all"), AS_OF, source="s")
    clauses = [str(cell) for cell in made.columns[0].cells]
    assert len(clauses) == len(frame)
    assert sum(map(bool, clauses)) == frame.select("clause", "question").n_unique()


def test_the_command(tmp_path: Path):
    (tmp_path / "hotline.csv").write_text(HOTLINE, encoding="utf-8")
    assert heatqa("load", "hotline.csv", cwd=tmp_path).returncode == 0
    rows = json.loads(heatqa("readings", "--format", "json", cwd=tmp_path).stdout)
    assert {"clause", "question", "option", "in_use", "rate", "change"} <= set(rows[0])
    assert "读作" in heatqa("readings", "--lang", "zh", cwd=tmp_path).stdout
    mended(heatqa("readings", "--period", "2019Q1", cwd=tmp_path), "2019Q1")


def test_an_option_may_be_named_by_its_label():
    assert CATALOGUE.choice({"denominator": "住户·日"}) == {"denominator": "households"}
    with pytest.raises(errors.ReadingUnknown, match="three_rings"):
        CATALOGUE.choice({"three_ring": "12 s"})
    with pytest.raises(errors.ReadingUnknown, match="12 s"):
        CATALOGUE.choice({"three_rings": "12s."})


def test_many_questions_are_asked_one_at_a_time():
    clause = CATALOGUE.clause("S1-2.2b")
    chosen = {"denominator": "rooms", "season_days": "all", "eighteen_plus_two": "at least 18"}
    first, *others = CATALOGUE.variants(clause, chosen)
    assert dict(first.choice) == chosen
    for variant in others:
        moved = [name for name, option in variant.choice if option != chosen[name]]
        assert len(moved) == 1
    assert len(others) == 3 + 2 + 2
