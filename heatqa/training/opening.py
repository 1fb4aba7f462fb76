"""Lessons opened: from the file of a trainee's folder, else drawn from the simulated city."""

import hashlib
import json
from pathlib import Path
from typing import Any

from heatqa import bundled, errors
from heatqa.language import current, pick, printed, say
from heatqa.training import drawing, texts
from heatqa.training.binding import clock
from heatqa.training.drawing.material import Drawn
from heatqa.training.workbook import Lesson
from heatqa.workbench import Workbench


def lesson(number: int) -> Lesson:
    """A lesson of the course, in the language in force.

    Where a folder written by `heatqa training` is at work, its file is read; elsewhere the
    lesson is drawn from the simulated city.

    Raises:
        ChoiceUnknown: there is no such lesson.
        FileBroken: the lesson's file is not what `heatqa training` wrote.
        FileMissing: the package is installed without the simulated city.
    """
    written = texts.lesson(number)
    file = Path(file_name(number))
    if file.exists():
        return _read(file)
    bench = bundled.sample()
    return Lesson(as_data(number, written, bench, drawing.draw(number, bench)))


def file_name(number: int) -> str:
    """What the file of a lesson is called in a trainee's folder."""
    return f"lesson_{number}.json"


def as_data(number: int, written: dict[str, Any], bench: Workbench, drawn: Drawn) -> dict[str, Any]:
    """All that a trainee's copy of a lesson holds: no answer stands in it but under seal."""
    silent = number == texts.TEST
    sheets = [exercise.sealed(silent=silent).as_data() for exercise in drawn.exercises]
    return {
        "number": number,
        "title": texts.read(written["title"]),
        "language": current(),
        "source": bench.source,
        "pass_mark": bench.settings.training_pass_mark,
        "promises": promises(written["promises"], bench),
        "examples": {name: frame.to_dicts() for name, frame in drawn.examples.items()},
        "sheets": sheets,
        "drawn": hashlib.sha256(json.dumps(sheets).encode()).hexdigest()[:12],
    }


@printed()
def promises(clause_ids: list[str], bench: Workbench) -> list[dict[str, str]]:
    """Clauses in our own words, with the document each is of."""
    clauses = [bench.catalogue.clause(clause_id) for clause_id in clause_ids]
    return [
        {
            say("training.column.clause"): clause.id,
            say("training.column.promise"): pick(clause.rule),
            say("training.column.clock"): clock(clause, bench.catalogue, bench.settings.readings),
            say("training.column.document"): pick(bench.catalogue.documents[clause.document].name),
        }
        for clause in clauses
    ]


def _read(file: Path) -> Lesson:
    try:
        return Lesson(json.loads(file.read_text(encoding="utf-8")))
    except (ValueError, KeyError, TypeError):
        raise errors.FileBroken(path=file, kind="JSON", found=file.name) from None
