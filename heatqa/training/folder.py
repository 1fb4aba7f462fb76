"""The course as a folder: the trainee's without answers, the trainer's with the key."""

import importlib
import importlib.util
import json
from pathlib import Path
from typing import Any, Literal

from heatqa.language import current, percent, printed, say
from heatqa.training import cards, drawing, notebooks, opening, texts
from heatqa.training.asking import shows
from heatqa.training.drawing.material import Drawn
from heatqa.training.exercises import Exercise, Item
from heatqa.workbench import Workbench

Role = Literal["trainee", "trainer"]
KEY_FILE = "key.json"


def write(folder: Path, role: Role, bench: Workbench) -> list[Path]:
    """Write the lessons for a trainee or a trainer, in the language in force.

    Returns:
        The files written.

    Raises:
        TooFewRecords: the records do not give enough to ask.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files, keys = [], {}
    for number in texts.LESSONS:
        drawn = drawing.draw(number, bench)
        data = opening.as_data(number, texts.lesson(number), bench, drawn)
        file = folder / opening.file_name(number)
        file.write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")
        keys[str(number)] = {"drawn": data["drawn"], "exercises": key_of(drawn)}
        mine = keys[str(number)]["exercises"] if role == "trainer" else None
        files += [file, notebooks.write(number, folder, mine)]
    if role == "trainer":
        file = folder / KEY_FILE
        file.write_text(json.dumps(keys, ensure_ascii=False, indent=1), encoding="utf-8")
        files.append(file)
    files += _printed(folder, role, bench)
    guide = folder / "README.md"
    guide.write_text(say(f"training.guide.{role}", source=bench.source), encoding="utf-8")
    return [*files, guide]


def _printed(folder: Path, role: Role, bench: Workbench) -> list[Path]:
    """The case cards, and the case book where it is there."""
    file = folder / "cards.pdf"
    made = [
        cards.write_cards(
            file, current(), catalogue=bench.catalogue, readings=bench.settings.readings
        )
    ]
    if importlib.util.find_spec("heatqa.training.casebook"):
        book = importlib.import_module("heatqa.training.casebook")
        made += book.write_case_book(bench, folder, current(), role)
    return made


def keys(bench: Workbench) -> dict[str, Any]:
    """The key of all lessons as it is drawn from a workbench, in the form of `key.json`."""
    found = {}
    for number in texts.LESSONS:
        drawn = drawing.draw(number, bench)
        data = opening.as_data(number, texts.lesson(number), bench, drawn)
        found[str(number)] = {"drawn": data["drawn"], "exercises": key_of(drawn)}
    return found


def key_of(drawn: Drawn) -> dict[str, list[dict[str, Any]]]:
    """The key: for each exercise a row per question with `ask`, `code`, `answer`, `reason`.

    `code` is the answer as it is sealed, `answer` as it is read.
    """
    return {
        exercise.name: [
            {
                "ask": item.ask,
                "code": exercise.key(item),
                "answer": _readable(exercise, item),
                "reason": item.reason,
            }
            for item in exercise.items
        ]
        for exercise in drawn.exercises
    }


@printed()
def _readable(exercise: Exercise, item: Item) -> str:
    options = exercise.options_of(item)
    key = exercise.key(item)
    if exercise.kind == "choice":
        return f"{key} {options[key]}" if shows(key) else options[key]
    if exercise.kind in ("several", "order"):
        codes = item.answer
        if not codes:
            return say("training.none")
        return say("training.between").join(options[code] for code in codes)
    if exercise.kind == "number" and exercise.unit == "%":
        return percent(float(key) / 100, 0)
    if exercise.kind == "number":
        return f"{float(key):g} {exercise.unit}".strip()
    return key
