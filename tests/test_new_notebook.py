"""A notebook of one's own: it asks, it runs as it is, and it is not overwritten."""

from pathlib import Path

import nbclient
import nbformat
import pytest

from heatqa import errors
from heatqa.bundled import sample
from heatqa.workplace import template

from .test_cli import heatqa, mended


def test_the_template_runs_on_a_warehouse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    file = template.start("Do crews arrive in time", tmp_path)
    assert file.name == "do_crews_arrive_in_time.ipynb"
    book = nbformat.read(file, as_version=4)
    nbformat.validate(book)
    monkeypatch.setenv("HEATQA_WAREHOUSE", str(sample().settings.warehouse))
    nbclient.NotebookClient(book, timeout=300).execute()
    assert book.cells[0].source.splitlines()[0] == "# Do crews arrive in time?"
    outputs = [cell.outputs for cell in book.cells if cell.cell_type == "code"]
    assert "rows loaded" in outputs[1][0]["data"]["text/html"]
    assert "application/vnd.plotly.v1+json" in outputs[2][0]["data"]


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("谁等得最久", "# 谁等得最久\uff1f"),
        ("谁等得最久\uff1f", "# 谁等得最久\uff1f"),
        ("a\nb ?", "# a b?"),
    ],
)
def test_the_title_asks_once(asked: str, title: str):
    assert template.notebook(asked)["cells"][0]["source"].splitlines()[0] == title


def test_nothing_is_overwritten_and_no_path_leaves_the_folder(tmp_path: Path):
    file = template.start("../../Who waits?", tmp_path)
    assert file.parent == tmp_path
    with pytest.raises(errors.FilePresent):
        template.start("Who waits", tmp_path)
    with pytest.raises(errors.QuestionMissing):
        template.start("??", tmp_path)


def test_the_command_writes_where_the_notebooks_are(tmp_path: Path):
    written = tmp_path / "notebooks" / "who_waits_longest.ipynb"
    done = heatqa("new-notebook", "Who waits longest?", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert written.is_file()
    assert "notebooks/who_waits_longest.ipynb" in done.stdout.replace("\\", "/")
    heatqa("new-notebook", "Who waits?", cwd=written.parent)
    assert (written.parent / "who_waits.ipynb").is_file()
    mended(heatqa("new-notebook", "Who waits longest?", cwd=tmp_path), "not overwritten")
