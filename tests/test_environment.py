"""The lists of what is installed agree, and name no address."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


# Larger than all the rest together, so it is installed apart.
APART = "spark"


def wanted() -> list[str]:
    extras = (names for extra, names in PROJECT["optional-dependencies"].items() if extra != APART)
    return sorted([*PROJECT["dependencies"], *(name for extra in extras for name in extra)])


def test_conda_environment_equals_pyproject():
    listed = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    python, _, packages = listed
    assert python == f"python{PROJECT['requires-python']}"
    assert sorted(packages["pip"]) == wanted()


@pytest.mark.parametrize(
    ("file", "names"),
    [
        ("requirements.lock", wanted()),
        ("requirements-spark.lock", PROJECT["optional-dependencies"][APART]),
    ],
)
def test_lock_has_every_requirement_with_hashes_and_no_address(file: str, names: list[str]):
    lock = (ROOT / file).read_text(encoding="utf-8")
    assert "://" not in lock
    locked = {normal(name) for name in re.findall(r"^([A-Za-z0-9._-]+)==", lock, re.MULTILINE)}
    assert {normal(re.split(r"[\[<>=!~;]", name)[0]) for name in names} <= locked
    entries = re.split(r"\n(?=\S)", lock.strip())
    assert all("--hash=sha256:" in entry for entry in entries)


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
