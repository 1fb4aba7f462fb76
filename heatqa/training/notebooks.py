"""The lessons' notebooks, made from their words: the trainee's, and the trainer's with the key."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from heatqa import language
from heatqa.language import LANGUAGES, current, say
from heatqa.training import texts

Cell = dict[str, Any]
_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
# Between the Chinese and the English heading of a part.
_BOTH = " · "


def notebook(number: int, keys: Mapping[str, list[dict[str, str]]] | None = None) -> dict[str, Any]:
    """The notebook of a lesson in the language in force; headings are in both.

    Args:
        number: The lesson.
        keys: The trainer's key, by exercise; without one the notebook is the trainee's.
    """
    written = texts.lesson(number)
    cells = [_words(_opening(written)), _code(_start(number))]
    if keys is not None:
        cells.insert(1, _words(_plan(written)))
    for part in written["parts"]:
        cells += _part(part, keys)
    stem = texts.LESSONS[number].partition("_")[0]
    for place, cell in enumerate(cells):
        cell["id"] = f"{stem}-{place:02d}"
    return {"cells": cells, "metadata": _METADATA, "nbformat": 4, "nbformat_minor": 5}


def write(
    number: int, folder: Path, keys: Mapping[str, list[dict[str, str]]] | None = None
) -> Path:
    """Write the notebook of a lesson, not yet run, into a folder."""
    file = folder / f"{texts.LESSONS[number]}.ipynb"
    made = json.dumps(notebook(number, keys), ensure_ascii=False, indent=1)
    file.write_text(f"{made}\n", encoding="utf-8")
    return file


def _opening(written: dict[str, Any]) -> str:
    return f"# {_heading(written['title'])}\n\n{texts.read(written['goal'])}"


def _start(number: int) -> str:
    return (
        "from heatqa import language, training\n\n"
        f'language.use("{current()}")\n'
        f"lesson = training.lesson({number})\nlesson"
    )


def _part(part: dict[str, Any], keys: Mapping[str, list[dict[str, str]]] | None) -> list[Cell]:
    minutes = say("training.minutes", minutes=part["minutes"]) if keys is not None else ""
    cells = [_words(f"## {_heading(part['heading'])}{minutes}\n\n{texts.read(part['text'])}")]
    cells += [_code(f"lesson.{call}") for call in part.get("shows", [])]
    for name in part.get("exercises", []):
        cells.append(_code(f'lesson.exercise("{name}").ask()'))
        cells.append(_code(f'answer = ...\nlesson.check("{name}", answer)'))
        if keys is not None:
            cells.append(_words(_key(keys[name])))
    if keys is not None and "trainer" in part:
        head = say("training.for_the_trainer")
        cells.append(_words(f"**{head}**\n\n{texts.read(part['trainer'])}"))
    return cells


def _plan(written: dict[str, Any]) -> str:
    """The plan of the 45 minutes, as the trainer has it."""
    rows, passed = [], 0
    for part in written["parts"]:
        rows.append(f"| {passed}–{passed + part['minutes']} | {_heading(part['heading'])} |")
        passed += part["minutes"]
    head = f"| {say('training.column.minutes')} | {say('training.column.part')} |\n|---|---|"
    before = texts.read(written["before"])
    return f"**{say('training.plan', minutes=passed)}**\n\n{head}\n" + "\n".join(
        (*rows, "", before)
    )


def _key(rows: list[dict[str, str]]) -> str:
    """The answers of one exercise as a table."""
    names = ("number", "question", "answer", "why")
    head = " | ".join(say(f"training.column.{name}") for name in names)
    lines = [
        f"| {place} | {_cell(row['ask'])} | {_cell(row['answer'])} | {_cell(row['reason'])} |"
        for place, row in enumerate(rows, start=1)
    ]
    return f"**{say('training.key')}**\n\n| {head} |\n|---|---|---|---|\n" + "\n".join(lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", "<br>")


def _heading(texts_of: Mapping[str, str]) -> str:
    """The heading in Chinese and English, the language in force first."""
    first = current()
    return _BOTH.join(texts_of[name] for name in sorted(LANGUAGES, key=lambda each: each != first))


def _words(text: str) -> Cell:
    return {"cell_type": "markdown", "metadata": {}, "source": _lines(text)}


def _code(text: str) -> Cell:
    return {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {},
        "outputs": [],
        "source": _lines(text),
    }


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


if __name__ == "__main__":
    # The notebooks that come with the checkout are those of Chinese trainees.
    language.use("zh")
    for each in texts.LESSONS:
        write(each, Path(sys.argv[1]))
