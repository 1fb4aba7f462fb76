"""The course: exercises check themselves, and a trainee's copy gives no answer away."""

import functools
import json
import re
from functools import partial
from pathlib import Path

import polars as pl
import pytest

from heatqa import bundled, errors, language
from heatqa.training import drawing, folder, notebooks, opening, spelling, texts
from heatqa.training.drawing.material import Drawn, leaf_meant
from heatqa.training.drawing.transcripts import Conversation, Turn
from heatqa.training.exercises import Exercise, Item
from heatqa.training.progress import anonymous
from heatqa.training.sealing import opened, seal
from heatqa.training.workbook import Lesson

NOTEBOOKS = Path(__file__).parent.parent / "notebooks"
LEAK = Exercise(
    name="leak",
    kind="choice",
    title="Leaks",
    ask="Which leaf?",
    items=(
        Item("the valve drips", "T3.1", "T3.1: it drips indoors", ("mind where it drips",)),
        Item("steam in the street", "T3.3", "T3.3: the street"),
    ),
    hint="where is the water?",
    options={"T3.1": "indoors", "T3.3": "street"},
)


@pytest.fixture
def chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEATQA_LANG", "zh")


@pytest.fixture(scope="module")
def drawn() -> dict[int, Drawn]:
    """Every lesson as drawn from the simulated city, in Chinese, which is drawn once."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("HEATQA_LANG", "zh")
        bench = bundled.sample()
        return {number: drawing.draw(number, bench) for number in texts.LESSONS}


def lesson_of(exercise: Exercise, *, silent: bool = False) -> Lesson:
    return Lesson(
        {
            "number": 1,
            "title": "A lesson",
            "source": "test",
            "pass_mark": 50,
            "drawn": "d",
            "promises": [],
            "examples": {},
            "sheets": [exercise.sealed(silent=silent).as_data()],
        }
    )


def test_a_seal_opens_to_its_answer_only():
    sealed = seal("T3.1", "because it drips", "asked")
    assert opened("T3.1", sealed, "asked") == "because it drips"
    assert opened("T3.2", sealed, "asked") is None
    assert opened("T3.1", sealed, "asked otherwise") is None
    assert b"drips".hex() not in sealed


def test_a_right_answer_gives_the_reason_and_a_wrong_one_hints_but_never_the_key():
    lesson = lesson_of(LEAK)
    first = lesson.check("leak", ["T3.3", "T3.3"])
    assert [line.words for line in first.lines] == ["where is the water?", "T3.3: the street"]
    second = lesson.check("leak", {1: "T3.3 street"})
    # The same wrong answer again is no new try and gets no further hint.
    assert second.lines[0].words == "where is the water?"
    assert second.lines[1].words == "T3.3: the street"


def test_sentences_to_choose_from_have_a_line_each_and_codes_share_one():
    asked = repr(lesson_of(LEAK).exercise("leak"))
    assert "To choose from: T3.1 = indoors; T3.3 = street" in asked
    sentences = {"A": "I do not know, ask somebody else.", "B": "I find out and call you back."}
    better = Exercise("b", "choice", "Better", "?", (Item("x", "B", "so"),), "h", sentences)
    lines = repr(lesson_of(better).exercise("b")).splitlines()
    assert [line.strip() for line in lines[-2:]] == [f"{k} = {v}" for k, v in sentences.items()]


def test_hints_go_from_general_to_pointed_with_each_try():
    options = {"a": "A", "b": "B", "c": "C"}
    one = Exercise(
        "one", "choice", "One", "?", (Item("x", "c", "so", ("pointed",)),), "general", options
    )
    lesson = lesson_of(one)
    said = [lesson.check("one", answer).lines[0].words for answer in ("a", "b", "c")]
    assert said == ["general", "pointed", "so"]
    assert lesson.progress.tries == {("one", 1): 3}
    assert lesson.progress.at_first() == 0


def test_without_an_answer_the_last_reply_is_said_again():
    lesson = lesson_of(LEAK)
    assert "no answer yet" in repr(lesson.check("leak", ...))
    given = lesson.check("leak", [..., "T3.3"])
    assert lesson.check("leak", ...) is given
    assert given.count("open") == 1


def test_what_is_no_option_is_said_and_counts_as_no_try():
    lesson = lesson_of(LEAK)
    reply = lesson.check("leak", ["T9.9", ...])
    assert reply.lines[0].state == "unclear"
    assert lesson.progress.tries == {}


@pytest.mark.parametrize(
    ("kind", "given", "meant"),
    [
        ("choice", "street", "T3.3"),
        ("choice", "T3.3 street", "T3.3"),
        ("choice", "t3.3", "T3.3"),
        ("several", "T3.3、T3.1", "T3.1,T3.3"),
        ("several", ["street"], "T3.3"),
        ("several", [], "-"),
        ("order", ["T3.3", "T3.1"], "T3.3>T3.1"),
        ("number", "97.25%", "97.0"),
        ("moment", "2025-11-23 08:05", "11-23 08:05"),
        ("moment", "11月23日8时5分", "11-23 08:05"),
    ],
)
def test_answers_are_taken_however_they_are_written(kind: str, given: object, meant: str):
    assert spelling.spelled(kind, given, LEAK.options) == meant


@pytest.mark.parametrize(
    ("kind", "given"),
    [("choice", "T1"), ("order", ["T3.1"]), ("number", "many"), ("moment", "tomorrow")],
)
def test_what_is_no_answer_is_refused(kind: str, given: object):
    with pytest.raises(ValueError, match=str(given).strip("[]'")):
        spelling.spelled(kind, given, LEAK.options)


def test_a_number_is_right_within_its_tolerance_and_wrong_one_step_further():
    share = Exercise(
        "n", "number", "Share", "?", (Item("x", 97.2, "so"),), "count", step=0.5, tolerance=1
    )
    states = [lesson_of(share).check("n", number).lines[0].state for number in (97.5, "96.5", 98.0)]
    assert states == ["right", "right", "wrong"]


def test_an_examination_gives_no_hint_and_counts_the_first_answer():
    lesson = lesson_of(LEAK, silent=True)
    lesson.check("leak", ["T3.3", "T3.3"])
    reply = lesson.check("leak", ["T3.1", ...])
    assert reply.lines[0].state == "right"
    assert lesson.progress.at_first() == 1
    assert "1 of 2" in lesson.result()
    assert "passed" in lesson.result()


@pytest.mark.parametrize("name", ["李建国", "13812345678", "", "1234567", "王女士"])
def test_only_nicknames_are_taken(name: str):
    with pytest.raises(errors.ArgumentUnusable):
        anonymous(name)


def test_answers_are_handed_in_as_a_file_without_a_person(tmp_path: Path):
    lesson = lesson_of(LEAK)
    lesson.check("leak", ["T3.3", "T3.3"])
    assert "answers_1_7.csv" in lesson.save(7, tmp_path)
    handed = pl.read_csv(tmp_path / "answers_1_7.csv")
    assert handed["first_answer"].to_list() == ["T3.3", "T3.3"]
    assert handed["right"].to_list() == [False, True]


def test_a_category_is_the_leaf_that_it_is_short_for():
    assert leaf_meant("上门失约") == "T7.3"
    assert leaf_meant("漏水") is None
    assert leaf_meant("其他") is None


def test_drawing_twice_gives_the_same(
    drawn: dict[int, Drawn], written: dict[str, Path], chinese: None
):
    again = json.loads((written["trainer"] / folder.KEY_FILE).read_text(encoding="utf-8"))
    for number, made in drawn.items():
        first = json.loads(json.dumps(folder.key_of(made)))
        assert again[str(number)]["exercises"] == first


def test_the_key_of_forty_phrases_is_the_truth_that_was_planted(drawn: dict[int, Drawn]):
    truth = dict(
        pl.read_csv(bundled.FOLDER / "truth" / "tickets_simulated.csv")
        .select("ticket_id", "true_leaf")
        .iter_rows()
    )
    rows = bundled.sample().sql("select ticket_id, text from tickets where text is not null")
    from heatqa.redaction import redact

    planted: dict[str, set[str]] = {}
    for ticket, text in rows.iter_rows():
        planted.setdefault(redact(text).text, set()).add(truth[ticket])
    exercise = drawn[3].exercises[0]
    assert len(exercise.items) == 40
    assert len({item.answer for item in exercise.items}) >= 28
    for item in exercise.items:
        assert planted[item.ask] == {item.answer}


def test_an_opening_goes_on_until_the_customer_says_what_it_is_about():
    agent, customer = (partial(Turn, by_agent) for by_agent in (True, False))
    hello = (agent("喂。", "喂"), customer("你好。", ""), agent("您请讲。", "您请讲"))
    matter = (customer("家里不热。", ""), agent("请稍候。", "请稍候"))
    call = Conversation("r", (*hello, *matter), opening="喂¶您请讲", customer="")
    assert call.opened() == hello


def test_every_key_answers_its_exercise_and_no_hint_holds_it(drawn: dict[int, Drawn]):
    for number, made in drawn.items():
        for exercise in made.exercises:
            lesson = lesson_of(exercise)
            reply = lesson.check(exercise.name, [item.answer for item in exercise.items])
            if len(exercise.items) == 1:
                reply = lesson.check(exercise.name, exercise.items[0].answer)
            assert reply.count("right") == len(exercise.items), (number, exercise.name)
            for item in exercise.items:
                options = exercise.options_of(item)
                for hint in (exercise.hint, *item.pointed):
                    # A hint may speak of every option, but not of the right one alone.
                    named = [code for code in options if code in hint]
                    assert named != [item.answer], (number, exercise.name)


def test_no_person_and_no_number_is_in_sight(drawn: dict[int, Drawn]):
    from heatqa.redaction import redact

    for made in drawn.values():
        words = [item.ask + item.reason for one in made.exercises for item in one.items]
        words += [str(row) for frame in made.examples.values() for row in frame.rows()]
        for text in words:
            assert not re.search(r"\d{7,}", text), text
            names = [span for span in redact(text).spans if span.kind in ("name", "phone")]
            assert not names, (text, names)


@pytest.mark.parametrize("number", texts.LESSONS)
def test_the_stored_notebook_is_what_its_words_make(number: int, chinese: None):
    stored = json.loads((NOTEBOOKS / f"{texts.LESSONS[number]}.ipynb").read_text(encoding="utf-8"))
    made = notebooks.notebook(number)
    told = [
        [(cell["cell_type"], "".join(cell["source"])) for cell in book["cells"]]
        for book in (stored, made)
    ]
    assert told[0] == told[1]


@pytest.mark.parametrize("number", texts.LESSONS)
def test_a_lesson_lasts_forty_five_minutes_and_speaks_both_languages(number: int):
    written = texts.lesson(number)
    assert sum(part["minutes"] for part in written["parts"]) == 45
    fact = re.compile(r"{\w+}|℃")
    for pair in pairs(written):
        assert pair["en"].strip()
        # What has no word but facts filled in needs no Chinese one.
        told = pair["zh"]
        assert (
            told == pair["en"]
            or re.search("[一-鿿]", told)
            or not re.search(r"\w", fact.sub("", told))
        )


def pairs(entry: object) -> list[dict[str, str]]:
    if isinstance(entry, list):
        return [pair for each in entry for pair in pairs(each)]
    if not isinstance(entry, dict):
        return []
    if set(entry) == set(language.LANGUAGES):
        return [entry]
    return [pair for each in entry.values() for pair in pairs(each)]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Both folders, from lessons that are drawn once more for the two of them."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("HEATQA_LANG", "zh")
        patched.setattr(drawing, "draw", functools.cache(drawing.draw))
        bench = bundled.sample()
        made = {role: tmp_path_factory.mktemp(role) for role in ("trainee", "trainer")}
        for role, out in made.items():
            folder.write(out, role, bench)  # type: ignore[arg-type]
        return made


def test_no_answer_of_the_key_stands_in_the_trainees_folder(written: dict[str, Path]):
    key = json.loads((written["trainer"] / folder.KEY_FILE).read_text(encoding="utf-8"))
    trainee = "\n".join(
        file.read_text(encoding="utf-8")
        for file in written["trainee"].iterdir()
        if file.suffix not in {".pdf", ".pptx"}
    )
    assert not (written["trainee"] / folder.KEY_FILE).exists()
    reasons = [
        row["reason"]
        for lesson in key.values()
        for rows in lesson["exercises"].values()
        for row in rows
    ]
    assert len(reasons) > 60
    for reason in reasons:
        assert reason not in trainee
        assert json.dumps(reason, ensure_ascii=False)[1:-1] not in trainee
    for number in texts.LESSONS:
        data = json.loads(
            (written["trainee"] / opening.file_name(number)).read_text(encoding="utf-8")
        )
        allowed = {"ask", "options", "hints", "sealed"}
        assert all(set(q) == allowed for sheet in data["sheets"] for q in sheet["questions"])


def test_both_folders_ask_the_same_and_only_the_trainers_answers(written: dict[str, Path]):
    for number in texts.LESSONS:
        files = [
            (written[role] / opening.file_name(number)).read_bytes()
            for role in ("trainee", "trainer")
        ]
        assert files[0] == files[1]
        name = f"{texts.LESSONS[number]}.ipynb"
        trainer = (written["trainer"] / name).read_text(encoding="utf-8")
        assert "答案" in trainer
        assert "45 分钟" in trainer


def test_a_trainees_folder_works_without_a_warehouse(
    written: dict[str, Path], monkeypatch: pytest.MonkeyPatch, chinese: None
):
    monkeypatch.chdir(written["trainee"])
    monkeypatch.setattr(bundled, "sample", None)
    key = json.loads((written["trainer"] / folder.KEY_FILE).read_text(encoding="utf-8"))
    lesson = opening.lesson(3)
    answers = [row["code"] for row in key["3"]["exercises"]["leaves"]]
    assert lesson.check("leaves", answers).count("right") == 40
