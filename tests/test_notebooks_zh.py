"""The notebooks in Chinese: the same code, the narrative and what is shown in Chinese."""

import json
import re
from pathlib import Path

import pytest

from heatqa.review.contents import SECTIONS

FOLDER = Path(__file__).parent.parent / "notebooks"
CHINESE = sorted((FOLDER / "zh").glob("*.ipynb"))
# What keeps its own spelling in Chinese: files, numbers of clauses and records, units, methods,
# and the keys of pages as they are typed into the settings.
KEPT = re.compile(
    r"\S+\.(csv|xlsx)(\.gz)?|[A-Z]\w*\d[\w.@-]*|P90|Cramér V|Erlang|NPS|Sheet\d"
    r"|<[^>]*>|%\{[^}]*\}"
    rf"|^({'|'.join(SECTIONS)}) \|",
    re.MULTILINE,
)
# The parts of a figure that are read; the rest is how it is drawn.
SAID = ("text", "ticktext", "name", "x", "y", "hovertemplate", "labels")


def cells(notebook: Path) -> list[dict]:
    return json.loads(notebook.read_text(encoding="utf-8"))["cells"]


def texts(part: object, said: bool = False) -> list[str]:
    """Every text of a figure that is read."""
    if isinstance(part, dict):
        return [text for key, each in part.items() for text in texts(each, key in SAID)]
    if isinstance(part, list):
        return [text for each in part for text in texts(each, said)]
    return [part] if said and isinstance(part, str) else []


def test_every_notebook_of_the_workbench_is_there_in_chinese():
    # The training course is written in Chinese itself.
    english = [path.name for path in sorted(FOLDER.glob("[01]*.ipynb"))]
    assert [path.name for path in CHINESE] == english


@pytest.mark.parametrize("notebook", CHINESE, ids=lambda path: path.stem)
def test_the_code_is_that_of_the_english_notebook(notebook: Path):
    ours = [cell["source"] for cell in cells(notebook) if cell["cell_type"] == "code"]
    theirs = cells(FOLDER / notebook.name)
    assert ours == [cell["source"] for cell in theirs if cell["cell_type"] == "code"]


@pytest.mark.parametrize("notebook", CHINESE, ids=lambda path: path.stem)
def test_it_was_run_from_top_to_bottom_and_asks_in_chinese(notebook: Path):
    code = [cell for cell in cells(notebook) if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    title = "".join(cells(notebook)[0]["source"]).splitlines()[0]
    assert re.fullmatch(r"# .*[\u4e00-\u9fff].*[?\uff1f]", title)
    for cell in cells(notebook):
        if cell["cell_type"] == "markdown":
            assert re.search(r"[\u4e00-\u9fff]", "".join(cell["source"]))


@pytest.mark.parametrize("notebook", CHINESE, ids=lambda path: path.stem)
def test_no_english_word_is_shown(notebook: Path):
    shown = []
    for cell in cells(notebook):
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            figure = data.get("application/vnd.plotly.v1+json")
            shown += texts(figure) if figure else ["".join(data.get("text/plain", ""))]
    left = {word for text in shown for word in re.findall(r"[A-Za-z]{2,}", KEPT.sub("", text))}
    assert left == set()
