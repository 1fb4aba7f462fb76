"""A class's results: first answers against the key, pairs most confused, named lessons only."""

import json
from pathlib import Path

import polars as pl
import pytest

from heatqa import errors
from heatqa.commands import parser
from heatqa.complaints import taxonomy
from heatqa.training import results
from heatqa.training.progress import SCHEMA

KEY = {str(number): {"drawn": "d", "exercises": {}} for number in range(1, 8)} | {
    "3": {
        "drawn": "d",
        "exercises": {
            "leaves": [
                {"code": "T1.1", "ask": "?", "answer": "", "reason": ""},
                {"code": "T1.2", "ask": "?", "answer": "", "reason": ""},
                {"code": "T3.1", "ask": "?", "answer": "", "reason": ""},
            ]
        },
    }
}


def answered(trainee: str, *given: str, drawn: str = "d") -> pl.DataFrame:
    key = ["T1.1", "T1.2", "T3.1"]
    return pl.DataFrame(
        [
            {
                "trainee": trainee,
                "lesson": 3,
                "drawn": drawn,
                "exercise": "leaves",
                "item": place,
                "first_answer": leaf,
                "last_answer": key[place - 1],
                "tries": 1 + (leaf != key[place - 1]),
                "right": True,
            }
            for place, leaf in enumerate(given, start=1)
        ],
        schema=SCHEMA,
    )


CLASS = pl.concat(
    [
        answered("1", "T1.2", "T1.1", "T3.1"),
        answered("2", "T1.1", "T1.1", "T3.2"),
        answered("3", "T1.1", "T1.2", "T3.1"),
    ]
)


def test_the_matrix_counts_first_answers_by_key():
    matrix = results.confusion(results.with_key(CLASS, KEY))
    rows = matrix.select("key", "given", "answers").rows()
    assert rows == [
        ("T1.1", "T1.1", 2),
        ("T1.1", "T1.2", 1),
        ("T1.2", "T1.1", 2),
        ("T1.2", "T1.2", 1),
        ("T3.1", "T3.1", 2),
        ("T3.1", "T3.2", 1),
    ]
    assert (
        matrix.group_by("key").agg(pl.col("share").sum())["share"].round(9).to_list() == [1.0] * 3
    )


def test_a_pair_counts_both_ways_and_the_worst_comes_first():
    found = results.confused(results.confusion(results.with_key(CLASS, KEY)))
    assert found.select("one", "other", "answers").rows() == [
        ("T1.1", "T1.2", 3),
        ("T3.1", "T3.2", 1),
    ]
    assert "no heat at all" in found["apart"][0]


def test_every_leaf_says_what_tells_it_apart():
    for leaf in taxonomy.leaves():
        assert results.apart(leaf, "T1.1")


def test_answers_to_other_lessons_are_refused():
    with pytest.raises(errors.KeyOfOtherLessons, match="key"):
        results.with_key(answered("1", "T1.1", drawn="other"), KEY)


def test_a_lesson_handed_in_twice_counts_once(tmp_path: Path):
    for name, given in (("a.csv", "T1.2"), ("b.csv", "T1.1")):
        answered("1", given).write_csv(tmp_path / name, include_bom=True)
    read = results.read([tmp_path / "a.csv", tmp_path / "b.csv"])
    assert read["first_answer"].to_list() == ["T1.1"]


def test_a_file_that_is_no_answers_is_said(tmp_path: Path):
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(errors.AnswersUnknown, match="trainee, lesson"):
        results.read([other])
    with pytest.raises(errors.FileMissing):
        results.read([tmp_path / "none.csv"])
    broken = tmp_path / "key.json"
    broken.write_text("{}", encoding="utf-8")
    with pytest.raises(errors.FileBroken):
        results.read_key(broken)


def test_the_command_prints_the_matrix_and_writes_the_figure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    from heatqa.commands import training

    monkeypatch.chdir(tmp_path)
    Path("key.json").write_text(json.dumps(KEY), encoding="utf-8")
    for trainee, rows in CLASS.group_by("trainee"):
        rows.write_csv(f"answers_3_{trainee[0]}.csv", include_bom=True)
    files = [str(file) for file in sorted(tmp_path.glob("answers_*.csv"))]
    options = parser().parse_args(
        ["training", "--results", *files, "--key", "key.json", "--figure", "class.html"]
    )
    training.run(options)
    printed = capsys.readouterr().out
    assert "3 trainees" in printed
    assert "T1.2 Below the temperature standard" in printed
    assert Path("class.html").stat().st_size > 1000
