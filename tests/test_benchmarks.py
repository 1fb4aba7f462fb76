"""The benchmarks run: at the smallest size, whatever the times are."""

import json
import subprocess

import pytest

from benchmarks import answers, cases, growth, race, readings, report

SIZES = {"small": 1_500}


@pytest.fixture(autouse=True)
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(race, "READINGS", SIZES | {"full": 15_000})
    monkeypatch.setattr(readings, "RUNS", 1)
    monkeypatch.setattr(cases, "CASES", {"small": 300})
    monkeypatch.setattr(cases, "HOUSEHOLDS", 2_000)
    monkeypatch.setattr(growth, "SIZES", {"small": (500, 1_500)})
    few = ("communities", "workorders_2025-26_b", "ratings_2025-26", "outages")
    exports = [file for name in few for file in answers.EXPORTS[0].glob(f"{name}_simulated.*")]
    monkeypatch.setattr(answers, "EXPORTS", exports)


def test_the_memory_of_who_starts_a_process_is_not_taken_for_its_own():
    held = bytearray(500_000_000)
    held[::4096] = b"x" * len(held[::4096])
    _, alone = race.apart("-c", "pass")
    _, grown = race.apart("-c", "held = b'x' * 300_000_000")
    assert alone < 0.2
    assert 0.3 < grown < 0.5


def test_a_process_apart_that_fails_is_no_race():
    with pytest.raises(subprocess.CalledProcessError):
        race.apart("-c", "raise SystemExit(3)")


@pytest.mark.parametrize("module", [readings, cases, growth, answers])
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


def test_a_share_is_to_be_high_and_stands_in_a_table_of_its_own(
    tmp_path, monkeypatch: pytest.MonkeyPatch
):
    good, poor = race.share("found", 0.95, 0.9, "of 20 cities"), race.share("near", 0.75, 1)
    assert (good.ok, poor.ok, poor.ratio) == (True, False, 0.75)
    assert race.share("near", 0.75, 1, goal=0.75).ok
    lines, readme = tmp_path / "lines", tmp_path / "README.md"
    lines.write_text(f"{good.line()}\n{race.compare('load', 1, 2, 2).line()}\n", encoding="utf-8")
    readme.write_text("a\n<!-- measured -->\n<!-- end of measured -->\nb\n", encoding="utf-8")
    monkeypatch.setattr(report, "_README", readme)
    monkeypatch.setattr(report, "_PICTURE", tmp_path / "ratios.svg")
    monkeypatch.setattr(report.sys, "argv", ["report", str(lines), "a machine"])
    report.main()
    first, second = (tmp_path / "README.md").read_text(encoding="utf-8").split("| what ")[1:]
    assert "| load |" in first
    assert "| found |" in second
    assert "found" not in (tmp_path / "ratios.svg").read_text(encoding="utf-8")
