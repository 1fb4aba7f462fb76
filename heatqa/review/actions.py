"""The register of actions that a company keeps from review to review, and what came of each."""

import csv
import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from heatqa import errors
from heatqa.clauses import Catalogue
from heatqa.language import LANGUAGES, say
from heatqa.settings import Settings

_FILE = "actions.csv"
COLUMNS = ("action", "owner", "due_on", "clause", "expected", "done_on")
_DAYS = ("due_on", "done_on")


@dataclass(frozen=True)
class Action:
    """One thing that was decided: what, whose role, by when, for which promise, and when done."""

    action: str
    owner: str
    due_on: dt.date | None
    clause: str
    expected: str
    done_on: dt.date | None


def path(settings: Settings) -> Path:
    """Where the register lies: as `[review] actions` says, else beside the warehouse."""
    return settings.review.actions or settings.warehouse.absolute().parent / _FILE


def begin(settings: Settings) -> Path | None:
    """Write an empty register if there is none yet, and return it.

    Raises:
        OutputUnwritable: it cannot be written.
    """
    file = path(settings)
    if file.exists():
        return None
    headings = ",".join(say(f"review.action_column.{column}") for column in COLUMNS)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        # Spreadsheets take a file without the mark for one in the local encoding.
        file.write_text(headings + "\n", encoding="utf-8-sig")
    except OSError as problem:
        raise errors.OutputUnwritable(path=file, found=problem.strerror or str(problem)) from None
    return file


def register(settings: Settings, catalogue: Catalogue) -> list[Action]:
    """The actions of the register in its order; none where there is no register.

    Raises:
        ActionsBroken: a heading is missing, a day or a clause cannot be read.
    """
    file = path(settings)
    if not file.exists():
        return []
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.reader(lines))
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        what, remedy = say("review.action.file"), say("review.action.remedy_file")
        raise errors.ActionsBroken(
            path=file, row=1, found=str(problem), what=what, remedy=remedy
        ) from None
    if not rows:
        return []
    places = _places(file, rows[0])
    return [
        _action(file, number, [row[place] if place < len(row) else "" for place in places])
        for number, row in enumerate(rows[1:], start=2)
        if any(cell.strip() for cell in row)
        and _known(file, number, row, places[COLUMNS.index("clause")], catalogue)
    ]


def _places(file: Path, headings: list[str]) -> list[int]:
    """Where each column stands, by its heading in either language."""
    found = [heading.strip().casefold() for heading in headings]
    places = []
    for column in COLUMNS:
        words = [say(f"review.action_column.{column}", language=known) for known in LANGUAGES]
        at = [found.index(word.casefold()) for word in words if word.casefold() in found]
        if not at:
            what, remedy = say("review.action.headings"), say("review.action.remedy_headings")
            raise errors.ActionsBroken(
                path=file, row=1, found=", ".join(headings), what=what, remedy=remedy
            )
        places.append(at[0])
    return places


def _known(file: Path, number: int, row: list[str], place: int, catalogue: Catalogue) -> bool:
    clause = row[place].strip() if place < len(row) else ""
    if clause and clause not in catalogue.clauses:
        hint = errors.suggestion(clause, catalogue.clauses)
        what = say("review.action.clause")
        raise errors.ActionsBroken(path=file, row=number, found=clause, what=what, remedy=hint)
    return True


def _action(file: Path, number: int, cells: list[str]) -> Action:
    row = dict(zip(COLUMNS, (cell.strip() for cell in cells), strict=True))
    days = {name: _day(file, number, row[name]) for name in _DAYS}
    return Action(
        action=row["action"],
        owner=row["owner"],
        due_on=days["due_on"],
        clause=row["clause"],
        expected=row["expected"],
        done_on=days["done_on"],
    )


def _day(file: Path, number: int, text: str) -> dt.date | None:
    """A day as spreadsheets write it back: 2025-12-01 or 2025/12/1."""
    if not text:
        return None
    try:
        year, month, day = (int(part) for part in text.replace("/", "-").split("-"))
        return dt.date(year, month, day)
    except ValueError:
        what, remedy = say("review.action.day"), say("review.action.remedy_day")
        raise errors.ActionsBroken(
            path=file, row=number, found=text, what=what, remedy=remedy
        ) from None
