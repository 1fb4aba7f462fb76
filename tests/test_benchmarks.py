"""The benchmarks run: at the smallest size, whatever the times are."""

import json

import pytest

from benchmarks import answers, growth, race, readings, report

SIZES = {"small": 1_500}


@pytest.fixture(autouse=True)
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(race, "READINGS", SIZES | {"full": 15_000})
    monkeypatch.setattr(readings, "RUNS", {"small": 1})
    monkeypatch.setattr(readings, "SENSORS", 20)
    monkeypatch.setattr(growth, "SIZES", {"small": (500, 1_500)})


@pytest.mark.parametrize("module", [readings, growth, answers])
def test_a_race_gives_lines_with_a_ratio_and_a_goal(module):
    lines = [json.loads(result.line()) for result in module.results("small")]
    assert lines
    for line in lines:
        assert set(line) == {"name", "value", "unit", "peer", "ratio", "goal", "ok"}
        assert line["value"] > 0


def test_the_report_shows_every_race_and_whether_its_goal_was_reached():
    rows = [
        {"name": "a", "value": 1, "unit": "s", "peer": 2, "ratio": 0.5, "goal": 1, "ok": True},
        {"name": "b", "value": 9, "unit": "s", "peer": 2, "ratio": 4.5, "goal": 1, "ok": False},
    ]
    table = report.table(rows).splitlines()
    assert table[2:] == ["| a | 1 | s | 2 | 0.5 | 1 | yes |", "| b | 9 | s | 2 | 4.5 | 1 | no |"]
    drawn = report.picture(rows)
    assert drawn.count("<rect") == 1 + len(rows)
