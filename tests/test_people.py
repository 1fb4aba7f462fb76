"""Who may look in: the file of people, and passwords that it does not give away."""

from pathlib import Path

import pytest

from heatqa import errors
from heatqa.dashboards import people


def written(folder: Path, text: str) -> Path:
    path = folder / "users.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_people_have_a_role_and_may_have_a_password(tmp_path: Path):
    kept = people.locked("warm rooms")
    path = written(
        tmp_path, f'[anna]\nrole = "analyst"\npassword = "{kept}"\n[vera]\nrole = "viewer"\n'
    )
    found = people.load(path)
    assert found["anna"].role == "analyst"
    assert people.opens("warm rooms", found["anna"].password)
    assert not people.opens("", found["vera"].password)
    assert "warm rooms" not in path.read_text(encoding="utf-8")


def test_the_same_password_is_kept_differently_each_time():
    assert people.locked("a") != people.locked("a")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "anna = 1",
        '[anna]\nrole = "director"',
        '[anna]\nrole = "viewer"\nteam = "A"',
        '[anna]\nrole = "viewer"\npassword = "secret"',
        '[anna]\nrole = "viewer"\npassword = "scrypt$00$00"',
        "[anna",
    ],
)
def test_a_file_that_cannot_be_followed_is_refused_without_repeating_it(tmp_path: Path, text: str):
    with pytest.raises(errors.SettingsBroken) as refused:
        people.load(written(tmp_path, text))
    assert "secret" not in str(refused.value)


def test_a_missing_file_is_said(tmp_path: Path):
    with pytest.raises(errors.FileMissing):
        people.load(tmp_path / "users.toml")
