"""The case book: cases that teach, their clocks as `why` has them, nobody in them, two copies."""

from pathlib import Path
from typing import Any

import polars as pl
import pptx
import pytest
from pptx.util import Emu, Inches

import heatqa
from heatqa.complaints.linking import DUPLICATE, FIRST, REPEAT
from heatqa.intake import leaks
from heatqa.language import speaking
from heatqa.review.forms import extents
from heatqa.training import casebook, choosing, slides, typesetting
from heatqa.workbench import Workbench


@pytest.fixture(scope="module")
def sample() -> Workbench:
    return heatqa.sample()


@pytest.fixture(scope="module")
def book(sample: Workbench) -> dict:
    with speaking("en"):
        return casebook.content(sample, "trainer")


def candidates(*rows: tuple[str, str, str, int]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["id", "leaf", "kind", "rank"], orient="row")


def test_each_next_case_adds_what_none_before_it_taught():
    offered = candidates(
        ("a", "T1.1", "instructive", 1),
        ("b", "T1.2", "instructive", 1),
        ("c", "T1.3", "instructive", 1),
    )
    taught = {"a": ["urgent", "missed"], "b": ["urgent", "missed"], "c": ["shared"]}
    assert choosing.choose(offered, taught, 2) == ["a", "c"]


def test_kinds_take_turns_and_a_leaf_is_shown_once():
    offered = candidates(
        ("a", "T1.1", "instructive", 1),
        ("b", "T1.1", "typical", 1),
        ("c", "T2.1", "typical", 2),
        ("d", "T2.1", "typical", 1),
    )
    taught = {name: ["urgent"] for name in "abcd"}
    assert choosing.choose(offered, taught, 12) == ["a", "d"]


def case(number: str, relation: str, **known) -> dict:
    return {
        "id": number,
        "leaf": "T1.1",
        "second_leaf": None,
        "urgent": False,
        "score": None,
        "household_key": "h",
        "fault": "a",
        "relation": relation,
    } | known


def lessons(*cases: dict, verdicts: list[tuple] | None = None, labels=None) -> dict:
    frame = pl.DataFrame(cases, schema_overrides={"second_leaf": pl.String, "score": pl.Int64})
    columns = {"id": pl.String, "clause": pl.String, "clock": pl.Boolean, "verdict": pl.String}
    said = pl.DataFrame(verdicts or [], schema=columns, orient="row")
    return choosing.lessons(frame, said, labels or {}, fewest=5)


def test_a_household_s_return_is_a_lesson_of_every_case_of_its_chain():
    taught = lessons(case("a", FIRST), case("b", REPEAT), case("c", DUPLICATE))
    assert taught == {key: ["false_closing", "duplicate"] for key in "abc"}


@pytest.mark.parametrize(("homes", "shared"), [(4, False), (5, True)])
def test_a_fault_of_many_homes_is_shared_from_the_smallest_group_on(homes: int, shared: bool):
    cases = [case(str(n), FIRST, household_key=f"h{n}") for n in range(homes)]
    assert ("shared" in lessons(*cases)["0"]) == shared


@pytest.mark.parametrize(
    ("known", "verdicts", "wanted"),
    [
        ({"urgent": True}, [], ["urgent"]),
        ({"second_leaf": "T7.4"}, [], ["two_matters"]),
        ({"score": 2}, [], ["low_rating"]),
        ({"score": 3}, [], []),
        ({}, [("a", "S1-1.3", True, "missed")], ["missed"]),
        ({}, [("a", "S1-1.3", True, "cannot tell")], ["untellable"]),
        ({}, [("a", "S6-1.3b", False, "missed")], ["not_called_back"]),
        ({}, [("a", "S1-1.6", False, "missed")], ["passed_on"]),
        ({"score": 5}, [("a", str(n), True, "met") for n in range(3)], ["handled_well"]),
        ({"score": 5}, [("a", str(n), True, "met") for n in range(2)], []),
    ],
)
def test_what_happened_is_the_lesson(known: dict, verdicts: list, wanted: list):
    assert lessons(case("a", FIRST, **known), verdicts=verdicts)["a"] == wanted


def test_another_label_of_the_agent_is_a_lesson_and_none_is_not():
    assert lessons(case("a", FIRST), labels={"a": "T1.2"})["a"] == ["labelled_otherwise"]
    assert lessons(case("a", FIRST), labels={"a": None})["a"] == []


def test_the_sample_gives_twelve_cases_of_all_groups(book: dict):
    cases = book["cases"]
    assert len(cases) == len({one["code"] for one in cases}) == 12
    assert {one["group"]["code"] for one in cases} == {f"T{n}" for n in range(1, 8)}
    assert all(one["timeline"] and one["questions"] and one["notes"] for one in cases)
    assert any(one["wrong"] for one in cases)
    assert any(clock["verdict"] == "missed" for one in cases for clock in one["clocks"])
    kinds = ["instructive" in one["notes"][0] for one in cases]
    assert 4 <= sum(kinds) <= 8


def test_leaves_too_small_to_publish_are_withheld(sample: Workbench, book: dict):
    counts = dict(sample.complaints("season").group_by("leaf").agg(pl.len()).iter_rows())
    fewest = sample.settings.smallest_group
    assert all(counts[one["code"]] >= fewest for one in book["cases"])
    assert any(count < fewest for count in counts.values())


def test_clocks_are_those_of_why(sample: Workbench, book: dict):
    """The order number stands in the trainer's first note; visits have numbers of their own."""
    compared = 0
    for one in book["cases"]:
        number = one["notes"][0].split()[1].rstrip(".")
        for clock in one["clocks"]:
            if sample.catalogue.clause(clock["clause"]).fact == "cases":
                told = sample.why(clock["clause"], number)
                assert told.verdict.replace(" ", "_") == clock["verdict"]
                assert told.starts_at is not None
                assert f"{told.starts_at:%m-%d %H:%M:%S}" == clock["from"]
                compared += 1
    assert compared > 12


def test_no_person_and_no_community_is_left(sample: Workbench, book: dict):
    places = sample.sql("select distinct community_id from communities")["community_id"]
    households = sample.sql("select distinct household_key from tickets")["household_key"]
    for text in typesetting.texts(book["cases"]):
        assert not list(leaks.found(text))
        assert not any(place in text for place in places.drop_nulls())
        assert not any(key in text for key in households.drop_nulls())


def test_a_trainee_s_copy_has_neither_notes_nor_order_numbers(sample: Workbench, book: dict):
    with speaking("en"):
        made = casebook.content(sample, "trainee")
    assert not any(one["notes"] for one in made["cases"])
    numbers = [one["notes"][0].split()[1].rstrip(".") for one in book["cases"]]
    assert not any(number in text for text in typesetting.texts(made) for number in numbers)


def test_slides_are_native_with_fonts_for_both_scripts(tmp_path: Path, book: dict):
    made = slides.write(book, tmp_path / "new" / "book.pptx", "en")
    deck = pptx.Presentation(str(made))
    assert len(deck.slides) == 2 + 4 * 12
    shapes = [shape for slide in deck.slides for shape in slide.shapes]
    assert sum(shape.has_table for shape in shapes) == 1 + 2 * 12
    assert not any(shape.shape_type == 13 for shape in shapes), "no pictures"
    for shape in shapes:
        assert shape.left >= 0
        assert shape.left + shape.width <= Inches(13.333)
        for run in _runs(shape):
            names = {child.tag.rpartition("}")[2] for child in run._r.rPr}
            assert {"latin", "ea"} <= names
    notes = [slide.notes_slide.notes_text_frame for slide in list(deck.slides)[5::4]]
    assert all(note is not None and "GD" in note.text for note in notes)
    found, unread = leaks.in_files([made])
    assert found.is_empty()
    assert not unread


def test_rows_of_slides_have_room_for_their_texts_and_end_above_the_foot(tmp_path, book):
    # A third more than the longest history of the sample.
    longest = max((one["timeline"] for one in book["cases"]), key=len)
    cases = [*book["cases"], book["cases"][0] | {"timeline": longest + longest[:6]}]
    made = slides.write(book | {"cases": cases}, tmp_path / "book.pptx", "en")
    deck = pptx.Presentation(str(made))
    shapes: list[Any] = [shape for slide in deck.slides for shape in slide.shapes]
    for shape in filter(lambda shape: shape.has_table, shapes):
        columns = [column.width for column in shape.table.columns]
        heights = [row.height for row in shape.table.rows]
        assert shape.top + sum(heights) < Inches(7)
        for row, height in zip(shape.table.rows, heights, strict=True):
            for cell, width in zip(row.cells, columns, strict=True):
                room = Emu(width - cell.margin_left - cell.margin_right).pt
                size = max((run.font.size.pt for run in _cell_runs(cell)), default=0)
                high = 1.2 * size * extents.lines(cell.text, size or 1, room)
                assert Emu(cell.margin_top + cell.margin_bottom).pt + high <= Emu(height).pt + 0.1


def _cell_runs(cell):
    return [run for each in cell.text_frame.paragraphs for run in each.runs]


def _runs(shape):
    frames = [shape.text_frame] if shape.has_text_frame else []
    if shape.has_table:
        frames += [cell.text_frame for row in shape.table.rows for cell in row.cells]
    return [run for frame in frames for each in frame.paragraphs for run in each.runs]


def test_pages_are_set_in_both_copies(book: dict):
    for content in (book, book | {"cases": [one | {"notes": []} for one in book["cases"]]}):
        pages = typesetting.typeset("casebook", content, "en", "svg")
        assert len(pages) == 13, "a title page and one for each case, its notes on it"
        assert all(page.startswith(b'<svg viewBox="0 0 595.27') for page in pages)
