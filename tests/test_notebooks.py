"""Notebooks read like reports: a question, short cells that call the package, run in order."""

import json
import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent.parent / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


def cells(notebook: Path, kind: str) -> list[dict]:
    found = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in found if cell["cell_type"] == kind]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_code_is_short_defines_nothing_and_was_run_from_top_to_bottom(notebook: Path):
    for number, cell in enumerate(cells(notebook, "code"), start=1):
        lines = [line for line in "".join(cell["source"]).splitlines() if line.strip()]
        assert 1 <= len(lines) <= 12
        assert not any(re.match(r"\s*(def|class|lambda)\b", line) for line in lines)
        assert cell["execution_count"] == number
        assert not any(output["output_type"] == "error" for output in cell["outputs"])


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_titles_ask_and_no_path_or_person_is_shown(notebook: Path):
    texts = ["".join(cell["source"]) for cell in cells(notebook, "markdown")]
    assert texts[0].splitlines()[0].endswith("?")
    whole = notebook.read_text(encoding="utf-8")
    assert str(FOLDER.parent) not in whole
    assert not re.search(r"(?<!\d)1[3-9]\d{9}(?!\d)", whole)


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_figure_says_that_the_data_are_simulated(notebook: Path):
    for cell in cells(notebook, "code"):
        for output in cell["outputs"]:
            figure = output.get("data", {}).get("application/vnd.plotly.v1+json")
            if figure:
                notes = [note["text"] for note in figure["layout"]["annotations"]]
                assert any("SIMULATED" in note for note in notes)
