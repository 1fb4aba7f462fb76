"""The company profile `heatqa.toml`: language, zone, season, documents and readings chosen."""

import datetime as dt
import re
import tomllib
import zoneinfo
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from heatqa import errors, measuring
from heatqa.language import LANGUAGES, Language, say

FILE_NAME = "heatqa.toml"
_COLOUR = re.compile("#[0-9a-fA-F]{6}")


@dataclass(frozen=True)
class Presentation:
    """How a company wants its quarterly review, the section `[review]` of `heatqa.toml`.

    `order` names the pages wanted in their order, empty for all; `logo` is a picture; `colours`
    maps meanings of `figures/style.toml` to colours such as `#2166ac`; `titles` maps pages to
    titles of the company's own, where `{title}` stands for the finding; `actions` is the register
    of actions, by default beside the warehouse.
    """

    order: tuple[str, ...] = ()
    logo: Path | None = None
    colours: dict[str, str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    actions: Path | None = None


@dataclass(frozen=True)
class Settings:
    """What a company decides for itself; every field may be set in `heatqa.toml`.

    `season_starts` and `season_ends` are month and day; a season that starts in November 2025
    is called 2025-26. `documents` empty means every document of the catalogue. `readings` maps
    the name of a reading to the option chosen, `phrases` that of a list of phrases to what the
    company changes in it (`clauses.phrases`), `limits` that of a clause without a limit to the
    company's own (`clauses.own_limits`). `urgent_categories` are those that the company
    treats as emergencies, empty the ones that heatqa proposes. `own_clauses` are files of own
    standards. `published_numbers` are the company's own telephone numbers, which redaction leaves.
    `measurement_plan` says where rooms are to be measured, `sensor_limits` from where
    a sensor is doubted. `review` is the look of the quarterly review. `training_pass_mark` is the
    share of the test at the end of the course that has to be right, in per cent.
    """

    company: str = ""
    language: Language | None = None
    time_zone: str = "Asia/Shanghai"
    season_starts: tuple[int, int] = (11, 15)
    season_ends: tuple[int, int] = (3, 15)
    smallest_group: int = 5
    documents: tuple[str, ...] = ()
    readings: dict[str, str] = field(default_factory=dict)
    phrases: dict[str, Any] = field(default_factory=dict)
    limits: dict[str, str] = field(default_factory=dict)
    urgent_categories: tuple[str, ...] = ()
    own_clauses: tuple[Path, ...] = ()
    warehouse: Path = Path("warehouse")
    profile: str | None = None
    complaint_model: Path | None = None
    published_numbers: tuple[str, ...] = ()
    measurement_plan: measuring.Plan = field(default_factory=measuring.Plan)
    sensor_limits: measuring.SensorLimits = field(default_factory=measuring.SensorLimits)
    review: Presentation = field(default_factory=Presentation)
    training_pass_mark: int = 80

    def season_of(self, day: dt.date) -> tuple[dt.date, dt.date]:
        """First and last day of the latest heating season that has begun by `day`."""
        starts = dt.date(day.year, *self.season_starts)
        if day < starts:
            starts = starts.replace(year=day.year - 1)
        ends = dt.date(starts.year, *self.season_ends)
        if ends <= starts:
            ends = ends.replace(year=starts.year + 1)
        return starts, ends


def season_name(starts: dt.date) -> str:
    """The name of the season that starts on a day.

    Example:
        >>> season_name(dt.date(2025, 11, 15))
        '2025-26'
    """
    return f"{starts.year}-{(starts.year + 1) % 100:02d}"


def nearest() -> Path | None:
    """The `heatqa.toml` of this folder, else of the nearest one above; None if there is none.

    Notebooks in a folder of their own find their company's that way.
    """
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / FILE_NAME).is_file():
            return Path(FILE_NAME) if folder == here else folder / FILE_NAME
    return None


def load(path: Path | None = None) -> Settings:
    """The settings in `path`, else in the `nearest` file, else the defaults.

    Raises:
        FileMissing: `path` was given and is not there.
        SettingsBroken: the file is not TOML, or an entry is unknown or has the wrong form.
    """
    file = path or nearest()
    if file is None:
        return Settings()
    if not file.exists():
        raise errors.FileMissing(path=file)
    try:
        entries = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as problem:
        remedy = say("settings.remedy.toml")
        raise errors.SettingsBroken(
            path=file, where=FILE_NAME, found=str(problem), remedy=remedy
        ) from None
    known = [entry.name for entry in fields(Settings)]
    values: dict[str, Any] = {}
    for name, value in entries.items():
        if name not in known:
            hint = errors.suggestion(name, known)
            raise errors.SettingsBroken(path=file, where=name, found=repr(value), remedy=hint)
        values[name] = entry(name, value, file)
    if path is None:
        # A file found above speaks of its own folder, not of the one below.
        values.setdefault("warehouse", file.parent / Settings.warehouse)
    return Settings(**values)


def entry(name: str, value: Any, file: Path = Path(FILE_NAME)) -> Any:
    """One entry in the type that `Settings` wants, as it would stand in a file.

    Raises:
        SettingsBroken: it has the wrong form; the message says the right one.
    """
    try:
        return _READERS[name](file, value)
    except (ValueError, TypeError, LookupError, AttributeError):
        remedy = say(f"settings.remedy.{name}")
        raise errors.SettingsBroken(
            path=file, where=name, found=repr(value), remedy=remedy
        ) from None


def _text(_file: Path, value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _language(_file: Path, value: Any) -> str:
    if value not in LANGUAGES:
        raise ValueError
    return value


def _zone(_file: Path, value: Any) -> str:
    return zoneinfo.ZoneInfo(_text(_file, value)).key


def _month_day(_file: Path, value: Any) -> tuple[int, int]:
    # Not a leap year: a season begins and ends on a day that every year has.
    day = dt.date.fromisoformat(f"2025-{value}")
    return day.month, day.day


def _count(_file: Path, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ValueError
    return value


def _per_cent(_file: Path, value: Any) -> int:
    if _count(_file, value) > 100:
        raise ValueError
    return value


def _names(_file: Path, value: Any) -> tuple[str, ...]:
    return tuple(_text(_file, name) for name in _list(value))


def _choices(_file: Path, value: Any) -> dict[str, str]:
    return {name: _text(_file, option) for name, option in value.items()}


def _section(_file: Path, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TypeError
    return value


def _plan(_file: Path, value: Any) -> measuring.Plan:
    return measuring.plan(value)


def _sensor_limits(_file: Path, value: Any) -> measuring.SensorLimits:
    return measuring.sensor_limits(value)


def _presentation(file: Path, value: Any) -> Presentation:
    readers = {
        "order": _names,
        "logo": _path,
        "colours": _colours,
        "titles": _titles,
        "actions": _path,
    }
    return Presentation(**{name: readers[name](file, entry) for name, entry in value.items()})


def _colours(_file: Path, value: Any) -> dict[str, str]:
    for colour in value.values():
        if not _COLOUR.fullmatch(colour):
            raise ValueError(colour)
    return dict(value)


def _titles(_file: Path, value: Any) -> dict[str, str]:
    for title in value.values():
        title.format(title="")
    return dict(value)


def _path(file: Path, value: Any) -> Path:
    """A path as written, relative to the settings file's folder."""
    return file.parent / _text(file, value)


def _paths(file: Path, value: Any) -> tuple[Path, ...]:
    return tuple(_path(file, entry) for entry in _list(value))


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError
    return value


_READERS = {
    "company": _text,
    "language": _language,
    "time_zone": _zone,
    "season_starts": _month_day,
    "season_ends": _month_day,
    "smallest_group": _count,
    "documents": _names,
    "readings": _choices,
    "phrases": _section,
    "limits": _choices,
    "urgent_categories": _names,
    "own_clauses": _paths,
    "warehouse": _path,
    "profile": _text,
    "complaint_model": _path,
    "published_numbers": _names,
    "measurement_plan": _plan,
    "sensor_limits": _sensor_limits,
    "review": _presentation,
    "training_pass_mark": _per_cent,
}
