"""The company's settings: read, checked, and mistakes named with their remedy."""

import datetime as dt
from pathlib import Path

import pytest

from heatqa import errors
from heatqa.measuring import Plan, SensorLimits
from heatqa.settings import Settings, load


def written(folder: Path, text: str) -> Path:
    file = folder / "heatqa.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_everything_can_be_set(tmp_path: Path):
    file = written(
        tmp_path,
        'company = "暖城热力"\nlanguage = "zh"\nseason_starts = "10-15"\nseason_ends = "04-15"\n'
        'documents = ["S1", "S5"]\nwarehouse = "store"\n[readings]\nthree_rings = "12 s"\n'
        '[measurement_plan]\nshare_of_homes = 0.05\npositions = ["top"]\nmost_days_between = 14\n'
        "[sensor_limits]\nstuck_hours = 24\nrange_celsius = [8, 32]\n",
    )
    found = load(file)
    assert (found.company, found.language) == ("暖城热力", "zh")
    assert found.season_of(dt.date(2026, 1, 1)) == (dt.date(2025, 10, 15), dt.date(2026, 4, 15))
    assert found.documents == ("S1", "S5")
    assert found.warehouse == tmp_path / "store"
    assert found.readings == {"three_rings": "12 s"}
    assert found.measurement_plan == Plan(0.05, ("top",), 14)
    assert found.sensor_limits == SensorLimits(stuck_hours=24, range_celsius=(8, 32))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("companie = 'x'", "Did you mean company"),
        ("language = 'fr'", 'Write "zh" or "en"'),
        ("season_starts = '11-31'", "11-15"),
        ("season_ends = '02-29'", "03-15"),
        ("time_zone = 'Mars/Base'", "Asia/Shanghai"),
        ("smallest_group = 0", "whole number"),
        ("documents = 'S1'", "list"),
        ("[measurement_plan]\nshare_of_homes = 5", "0.02"),
        ("[measurement_plan]\npositions = ['attic']", "ground"),
        ("[measurement_plan]\nmost_days = 5", "most_days_between"),
        ("[measurement_plan]\nmost_days_between = 'never'", "most_days_between"),
        ("measurement_plan = 3", "measurement_plan"),
        ("[sensor_limits]\nrange_celsius = [35, 5]", "range_celsius"),
        ("[sensor_limits]\nrange_celsius = [5]", "range_celsius"),
        ("[sensor_limits]\njumps = 0", "jumps"),
        ("company = ", "one setting a line"),
        ("[review]\norder = 'board'", r"\[review\]"),
        ("[review]\nlogos = 'a.png'", r"\[review\]"),
        ("[review.colours]\nmet = 'blue'", "#2166ac"),
        ("[review.titles]\nboard = 'For {all}'", "{title}"),
    ],
)
def test_mistakes_name_the_remedy(tmp_path: Path, text: str, says: str):
    with pytest.raises(errors.SettingsBroken, match=says):
        load(written(tmp_path, text))


def test_a_review_can_look_as_the_company_wants(tmp_path: Path):
    file = written(
        tmp_path,
        "[review]\norder = ['board']\nlogo = 'logo.png'\nactions = 'kept/actions.csv'\n"
        "[review.colours]\nmet = '#003366'\n[review.titles]\nboard = 'In short: {title}'\n",
    )
    found = load(file).review
    assert (found.order, found.logo) == (("board",), tmp_path / "logo.png")
    assert (found.colours, found.titles) == ({"met": "#003366"}, {"board": "In short: {title}"})
    assert found.actions == tmp_path / "kept/actions.csv"


def test_a_folder_is_no_settings_file(tmp_path: Path):
    with pytest.raises(errors.SettingsBroken):
        load(tmp_path)


def test_a_file_that_was_named_must_be_there(tmp_path: Path):
    with pytest.raises(errors.FileMissing):
        load(tmp_path / "none.toml")


def test_a_season_is_the_latest_that_has_begun():
    assert Settings().season_of(dt.date(2025, 11, 14))[0] == dt.date(2024, 11, 15)
    assert Settings().season_of(dt.date(2025, 11, 15))[0] == dt.date(2025, 11, 15)
