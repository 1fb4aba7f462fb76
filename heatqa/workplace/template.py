"""A notebook of one's own: a question, its parameters, one figure, and the finding to write."""

import json
import re
from pathlib import Path
from typing import Any

from heatqa import errors
from heatqa.language import say

_CODE = (
    'import heatqa\n\n%load_ext heatqa\nperiod = "season"\nclause = "S1-1.3"',
    "db = heatqa.open()\ndb",
    "chart = db.control_chart(clause, period_name=period)\n"
    "heatqa.figures.control_chart(chart, source=db.source)",
)
_LONGEST_NAME = 60
# Question marks of both widths, so that one stands at the end whatever was typed.
_ENDS = re.compile(r"[\s?\uff1f]+$")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def start(question: str, folder: Path) -> Path:
    """Write a notebook that asks a question; the file written is returned.

    Raises:
        QuestionMissing: the text asks nothing.
        FilePresent: there is such a notebook already; nothing is changed.
        OutputUnwritable: the folder cannot be written.
    """
    file = folder / f"{name(question)}.ipynb"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8") as out:
            json.dump(notebook(question), out, ensure_ascii=False, indent=1)
    except FileExistsError:
        raise errors.FilePresent(path=file) from None
    except OSError as problem:
        raise errors.OutputUnwritable(path=file, found=problem.strerror) from None
    return file


def name(question: str) -> str:
    """A file name that keeps the words of a question.

    Example:
        >>> name("Who waits longest, and why?"), name("谁等得最久?")
        ('who_waits_longest_and_why', '谁等得最久')

    Raises:
        QuestionMissing: there is no word in it.
    """
    words = re.findall(r"\w+", question.lower())
    if not words:
        raise errors.QuestionMissing
    return "_".join(words)[:_LONGEST_NAME].rstrip("_")


def notebook(question: str) -> dict[str, Any]:
    """The notebook as its file has it, unexecuted."""
    asked = _ENDS.sub("", " ".join(question.split()))
    asked += "？" if _CHINESE.search(asked) else "?"
    parameters, opened, figure = _CODE
    cells = [
        _text(f"# {asked}\n\n{say('new.why')}"),
        _text(say("new.parameters")),
        _code(parameters) | {"metadata": {"tags": ["parameters"]}},
        _code(opened),
        _text(say("new.figure")),
        _code(figure),
        _text(say("new.finding")),
    ]
    for place, cell in enumerate(cells):
        cell["id"] = f"cell-{place:02d}"
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


def _text(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def _code(source: str) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "metadata": {},
        "source": source,
        "execution_count": None,
        "outputs": [],
    }
