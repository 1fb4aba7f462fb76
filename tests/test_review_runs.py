"""Reviews that were shown can be made again, and what has moved since is told."""

import dataclasses
import datetime as dt
import json

import pytest

from heatqa import errors
from heatqa.judging import cube
from heatqa.review import actions, runs
from heatqa.review.contents import contents
from heatqa.review.question import Question
from heatqa.settings import Presentation
from heatqa.workbench import Workbench
from tests.conftest import insert
from tests.test_review_small import AS_OF, DAYS, SETS, complaint, made, pages

ROWS = SETS["no temperature, nobody asked"]
ORDER = ("board", "deadlines", "actions", "changed", "provenance")


def shown(bench: Workbench):
    question = Question(bench, "2025Q4")
    review = contents(bench, "2025Q4")
    return question, review


def late_data(bench: Workbench) -> Workbench:
    """One more complaint, never answered, arrives with the next load."""
    bench.close()
    with bench.warehouse.write() as connection:
        insert(connection, {"tickets": [complaint(900, DAYS[0], replied_at="", closed_at="")]})
        cube.build(connection, bench.catalogue, bench.settings, AS_OF)
    return Workbench(bench.settings, AS_OF)


@pytest.fixture
def bench(tmp_path):
    return made(tmp_path, ROWS, review=Presentation(order=ORDER))


def test_a_run_is_named_for_what_its_figures_rest_on(bench, tmp_path, monkeypatch):
    mine = runs.run_id(Question(bench, "2025Q4"))
    assert mine == runs.run_id(Question(Workbench(bench.settings, AS_OF), "2025Q4"))
    monkeypatch.setenv("HEATQA_LANG", "zh")
    assert mine == runs.run_id(Question(Workbench(bench.settings, AS_OF), "2025Q4"))
    other = [
        Question(bench, "2025Q3"),
        Question(bench, "2025Q4", "S1"),
        Question(Workbench(bench.settings, AS_OF - dt.timedelta(days=1)), "2025Q4"),
        Question(
            Workbench(dataclasses.replace(bench.settings, readings={"three_rings": "10 s"}), AS_OF),
            "2025Q4",
        ),
        Question(Workbench(dataclasses.replace(bench.settings, smallest_group=9), AS_OF), "2025Q4"),
        Question(late_data(bench), "2025Q4"),
    ]
    assert len({mine, *(runs.run_id(question) for question in other)}) == 1 + len(other)


def test_a_review_is_made_again_after_more_data_came_in(bench):
    question, review = shown(bench)
    kept = runs.keep(question, review)
    assert json.loads(kept.read_text(encoding="utf-8"))["run"] == review.provenance.run
    now = contents(late_data(bench), "2025Q4")
    assert pages(now)["deadlines"].speech.number != pages(review)["deadlines"].speech.number
    again, period, document = runs.again(bench.settings, review.provenance.run)
    found = contents(again, period, document)
    assert found.provenance.run == review.provenance.run
    for mine, other in zip(review.pages[:2], found.pages[:2], strict=True):
        assert (mine.title, mine.speech, mine.tiles) == (other.title, other.speech, other.tiles)
        for table, same in zip(mine.tables, other.tables, strict=True):
            assert table.frame.equals(same.frame)


def test_readings_of_then_are_used_again(tmp_path):
    look = Presentation(order=("board",))
    bench = made(tmp_path, ROWS, review=look, readings={"handled": "finished"})
    question, review = shown(bench)
    runs.keep(question, review)
    changed = dataclasses.replace(bench.settings, readings={})
    again, period, document = runs.again(changed, review.provenance.run)
    assert again.settings.readings == {"handled": "finished"}
    assert contents(again, period, document).pages[0].tiles == review.pages[0].tiles


def test_what_cannot_be_made_again_says_why(bench):
    question, review = shown(bench)
    file = runs.keep(question, review)
    with pytest.raises(errors.RunUnknown, match="abc"):
        runs.again(bench.settings, "abc")
    entry = json.loads(file.read_text(encoding="utf-8"))
    entry["versions"]["duckdb"] = "1.0.0"
    entry["settings"]["smallest_group"] = 6
    file.write_text(json.dumps(entry), encoding="utf-8")
    with pytest.raises(errors.RunDiffers, match=r"duckdb 1\.0\.0"):
        runs.again(bench.settings, review.provenance.run)
    runs.keep(question, review)
    bench.close()
    bench.warehouse.published().unlink()
    with pytest.raises(errors.GenerationGone, match="no longer kept"):
        runs.again(bench.settings, review.provenance.run)


def test_what_has_moved_since_it_was_shown_is_listed(bench):
    question, review = shown(bench)
    assert "for the first time" in pages(review)["changed"].title
    runs.keep(question, review)
    assert "for the first time" in pages(contents(bench, "2025Q4"))["changed"].title
    page = pages(contents(late_data(bench), "2025Q4"))["changed"]
    assert page.title.startswith(f"{len(page.tables[0].frame)} of ")
    moved = dict(page.tables[0].frame.select("figure", "now").iter_rows())
    assert moved["cases"] == 41
    assert page.speech.caveat.endswith("only the records differ.")


def test_a_review_made_again_looks_back_no_further_than_then(bench):
    question, review = shown(bench)
    runs.keep(question, review)
    later = late_data(bench)
    newer = contents(later, "2025Q4")
    runs.keep(Question(later, "2025Q4"), newer)
    again, period, document = runs.again(bench.settings, review.provenance.run)
    found = contents(again, period, document)
    assert pages(found)["changed"].title == pages(review)["changed"].title
    runs.keep(Question(again, period), found)
    assert [entry["run"] for entry in runs.kept(bench.settings)] == [
        review.provenance.run,
        newer.provenance.run,
    ]


def test_another_warehouse_beside_it_has_its_own_reviews(bench):
    question, review = shown(bench)
    runs.keep(question, review)
    other = dataclasses.replace(bench.settings, warehouse=bench.settings.warehouse.parent / "b")
    assert runs.kept(other) == []


def test_a_damaged_file_of_a_run_hides_no_other(bench):
    question, review = shown(bench)
    file = runs.keep(question, review)
    (file.parent / "broken.json").write_text("{", encoding="utf-8")
    assert [entry["run"] for entry in runs.kept(bench.settings)] == [review.provenance.run]


def written(bench: Workbench, *rows: str) -> None:
    heading = "措施,责任岗位,期限,条款,预期效果,完成日期"
    file = actions.path(bench.settings)
    file.write_text("\n".join([heading, *rows]) + "\n", encoding="utf-8-sig")


def test_the_register_begins_empty_and_is_never_written_over(bench, monkeypatch):
    monkeypatch.setenv("HEATQA_LANG", "zh")
    file = actions.begin(bench.settings)
    assert file is not None
    assert file == actions.path(bench.settings)
    assert file.read_text(encoding="utf-8-sig").startswith("措施,责任岗位,")
    written(bench, "多派一班,运行主管,2025-12-01,S5-5.6c,及时,")
    assert actions.begin(bench.settings) is None
    monkeypatch.setenv("HEATQA_LANG", "en")
    (one,) = actions.register(bench.settings, bench.catalogue)
    assert (one.owner, one.due_on, one.clause) == ("运行主管", dt.date(2025, 12, 1), "S5-5.6c")
    assert one.done_on is None


def test_an_action_shows_its_promise_before_and_after(bench):
    """Twenty complaints on either side, all answered in time after the action only."""
    later = [complaint(n + 500, DAYS[n], replied_at=dt.datetime(2026, 1, 20)) for n in range(12)]
    bench.close()
    with bench.warehouse.write() as connection:
        insert(connection, {"tickets": later})
        cube.build(connection, bench.catalogue, bench.settings, AS_OF)
    again = Workbench(bench.settings, AS_OF)
    written(
        again,
        f"多派一班,运行主管,2025/12/1,S5-5.6c,及时,{DAYS[20]}",
        "培训,班长,2025-12-01,S5-5.6c,规范,",
        "检修,班长,2026-12-01,,少漏,",
    )
    page = pages(contents(again, "2025Q4"))["actions"]
    assert page.title == (
        "1 of 3 actions done, 1 late; of 1 whose effect can be told, 1 made it better and 0 worse."
    )
    before, after = page.tables[0].frame.select("share_before_action", "share_after_action").row(0)
    assert (before, after) == (20 / 32, 1.0)
    assert page.tables[0].frame["effect"].to_list() == ["better", *["cannot tell yet"] * 2]
    assert page.tables[0].frame["status"][1:].to_list() == ["late", "open"]
    assert page.picture is not None


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("a,b,soon,S5-5.6c,c,", "soon"),
        ("a,b,2025-12-01,S5-5.6z,c,", "S5-5.6z"),
        ("a,b,2025-12-01,S5-5.6c,c,2025-13-01", "2025-13-01"),
    ],
)
def test_a_mistake_in_the_register_is_named_with_its_row(bench, row: str, found: str):
    written(bench, "x,y,,,,", row)
    with pytest.raises(errors.ActionsBroken, match=rf"row 3: {found}"):
        actions.register(bench.settings, bench.catalogue)


def test_a_register_without_its_headings_is_refused(bench):
    actions.path(bench.settings).write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(errors.ActionsBroken, match="headings"):
        actions.register(bench.settings, bench.catalogue)
