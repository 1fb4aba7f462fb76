"""A newcomer's first settings: asked for, checked, written once."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heatqa import errors, settings
from heatqa.workplace import answers, beginning

from .test_cli import heatqa, mended


class typing:  # noqa: N801 - reads as what somebody does
    """Somebody who types these lines and then leaves; what was asked is kept in `asked`."""

    def __init__(self, *lines: str) -> None:
        self.left = list(lines)
        self.asked: list[str] = []

    def __call__(self, question: str) -> str:
        self.asked.append(question)
        if not self.left:
            raise EOFError
        return self.left.pop(0)


def test_enter_takes_every_default(tmp_path: Path):
    found = answers.gathered({}, typing(*[""] * len(answers.QUESTIONS)))
    file = beginning.begin(tmp_path, found)
    assert settings.load(file) == settings.Settings(language="en", warehouse=tmp_path / "warehouse")
    assert (tmp_path / "exports").is_dir()


def test_what_was_answered_stands_in_the_file(tmp_path: Path):
    found = answers.gathered(
        {}, typing("zh", '暖城"热力"', "s1\uff0cS5", "10月15日", "4.15", "Asia/Urumqi")
    )
    chosen = settings.load(beginning.begin(tmp_path, found))
    assert (chosen.language, chosen.company) == ("zh", '暖城"热力"')
    assert chosen.documents == ("S1", "S5")
    assert (chosen.season_starts, chosen.season_ends) == ((10, 15), (4, 15))
    assert chosen.time_zone == "Asia/Urumqi"
    assert "采暖季的第一天" in (tmp_path / "heatqa.toml").read_text(encoding="utf-8")


def test_the_rest_is_asked_in_the_language_answered():
    person = typing("zh")
    answers.gathered({}, person)
    assert person.asked[1].startswith("公司名称")


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("language", "fr", 'Write "zh" or "en"'),
        ("documents", "S1 S55", "Did you mean S5"),
        ("season_starts", "11-31", "month and day"),
        ("season_ends", "02-29", "month and day"),
        ("time_zone", "Asia/Shanghay", "Did you mean Asia/Shanghai"),
        ("time_zone", "../etc/passwd", "Asia/Shanghai"),
        ("company", "a\x00b", "quotation marks"),
    ],
)
def test_an_answer_that_cannot_be_used_is_asked_again_with_the_reason(
    name: str, text: str, says: str
):
    before = answers.QUESTIONS.index(name)
    person = typing(*[""] * before, text, "")
    found = answers.gathered({}, person)
    assert says in person.asked[before + 1]
    assert getattr(found, name) == answers.default(name)


def test_a_mistake_that_nobody_mends_is_not_replaced_by_a_default():
    with pytest.raises(errors.SettingsBroken):
        answers.gathered({}, typing("", "", "", "31-11"))


@given(st.text(max_size=40))
def test_any_name_is_refused_or_comes_back_from_the_file(name: str):
    try:
        company = answers.checked("company", name)
    except errors.SettingsBroken:
        assert not name.strip().isprintable()
        return
    found = answers.gathered({"language": "en", "company": company})
    assert tomllib.loads(beginning.text(found))["company"] == name.strip()


def test_nothing_is_overwritten(tmp_path: Path):
    (tmp_path / "heatqa.toml").write_text("# mine\n", encoding="utf-8")
    mended(heatqa("init", "--defaults", cwd=tmp_path), "heatqa.toml", "heatqa init FOLDER")
    with pytest.raises(errors.SettingsPresent):
        beginning.begin(tmp_path, answers.gathered({}))
    assert (tmp_path / "heatqa.toml").read_text(encoding="utf-8") == "# mine\n"


def test_by_options_for_scripts(tmp_path: Path):
    done = heatqa(
        "init", "city", "--defaults", "--language", "zh", "--documents", "S1,S5", cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    assert "heatqa load exports" in done.stdout
    assert settings.load(tmp_path / "city" / "heatqa.toml").documents == ("S1", "S5")
    mended(heatqa("init", "b", "--defaults", "--documents", "S9", cwd=tmp_path), "S9")
    assert not (tmp_path / "b").exists()


def test_a_file_in_the_way_is_said_plainly(tmp_path: Path):
    (tmp_path / "exports").write_text("", encoding="utf-8")
    mended(heatqa("init", "--defaults", cwd=tmp_path), "cannot be written")
    assert not (tmp_path / "heatqa.toml").exists()
