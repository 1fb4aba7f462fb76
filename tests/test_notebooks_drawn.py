"""Every figure kept in a notebook, drawn in a browser as wide as a laptop's page of JupyterLab."""

import json
from pathlib import Path
from typing import Any

import pytest
from plotly.offline import get_plotlyjs

from .browsing import visit

FOLDER = Path(__file__).parent.parent / "notebooks"
WIDTH = 820
# What is not wholly within the figure, and titles that a legend runs over.
LOOK = """
(async () => {
  const place = document.getElementById('place'), found = [];
  for (const [name, figure] of FIGURES) {
    Plotly.purge(place);
    await Plotly.newPlot(place, figure.data, figure.layout, {displayModeBar: false});
    const box = place.querySelector('svg.main-svg').getBoundingClientRect();
    for (const text of place.querySelectorAll('svg.main-svg text')) {
      const at = text.getBoundingClientRect();
      const out = at.left < box.left - 1 || at.right > box.right + 1
        || at.top < box.top - 1 || at.bottom > box.bottom + 1;
      if (at.width && out) found.push(name + ': ' + text.textContent);
    }
    const [title, legend] = ['.gtitle', '.legend'].map(
      part => place.querySelector(part)?.getBoundingClientRect());
    if (title?.height && legend?.height && legend.top < (title.top + title.bottom) / 2)
      found.push(name + ': legend over title');
  }
  return found;
})()
"""


@pytest.mark.parametrize("folder", [FOLDER, FOLDER / "zh"], ids=["en", "zh"])
def test_no_label_is_cut_off(tmp_path: Path, folder: Path):
    figures = [(name, figure) for file in folder.glob("*.ipynb") for name, figure in kept(file)]
    assert len(figures) > 50
    # What a script holds may not look like its end.
    written = json.dumps(figures).replace("</", "<\\/")
    page = tmp_path / "page.html"
    page.write_text(
        f"<meta charset='utf-8'><div id='place' style='width:{WIDTH}px'></div>"
        f"<script>{get_plotlyjs()}</script>"
        f"<script>const FIGURES = {written}</script>",
        encoding="utf-8",
    )
    assert visit(page, [LOOK], width=WIDTH + 40).answers == [[]]


def kept(notebook: Path) -> list[tuple[str, dict[str, Any]]]:
    """The figures of a notebook, each with the number of its cell."""
    return [
        (f"{notebook.stem} [{number}]", output["data"]["application/vnd.plotly.v1+json"])
        for number, cell in enumerate(json.loads(notebook.read_text(encoding="utf-8"))["cells"])
        for output in cell.get("outputs", ())
        if "application/vnd.plotly.v1+json" in output.get("data", ())
    ]
