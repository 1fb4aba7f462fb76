"""A complaint full of markup, formulas and placeholders, followed through every way out."""

import csv
import io
import json
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import pytest

from heatqa.cli import main
from heatqa.intake import corrections
from heatqa.tables import plain, shown
from tests.loading import load, rows, write
from tests.test_figures import DRAWN

MARKUP = "<script>document.title='ran'</script><img src=x onerror=\"document.title='ran'\">"
FORMULA = "=cmd|'/c calc'!A0"
# Template languages of pages, of plotly and of terminals.
TEMPLATES = "{{7*7}} ${7*7} {0} %{x} %s [/red][bold]x :smile:"
COMPLAINT = f"{FORMULA} {MARKUP} {TEMPLATES}"
PLACES = ("name", "text", "hovertext", "customdata", "x", "y", "labels", "title")


@pytest.fixture
def told(facts, tmp_path: Path) -> Path:
    """An export in which every text is the complaint, loaded; one of its rows is rejected."""
    text = io.StringIO()
    header = ["工单编号", "受理时间", "诉求内容", "小区", "类别", f"x{TEMPLATES}"]
    kept = ["1", "2025-12-01 08:00", *[COMPLAINT] * 4]
    csv.writer(text).writerows([header, kept, ["2", "昨天", *[COMPLAINT] * 4]])
    path = write(tmp_path / "热线[red]{x}.csv", text.getvalue())
    load(facts, tmp_path, path)
    return path


def test_it_is_stored_as_it_was_written(facts, told: Path):
    assert rows(facts, "select text, leaf from tickets") == [(COMPLAINT, COMPLAINT)]


def test_no_table_of_a_page_runs_it(facts, told: Path):
    page = shown.Table(facts.sql("select text, community_id, leaf from tickets").pl())._repr_html_()
    assert page.count("&lt;script&gt;") == 3
    assert "<script" not in page
    assert "<img" not in page
    assert "{{7*7}}" in page


def spoilt(figure: go.Figure) -> go.Figure:
    """The figure with the complaint for every text that records can bring into it."""

    def within(value: Any) -> Any:
        if isinstance(value, list | tuple):
            return [within(each) for each in value]
        return COMPLAINT if isinstance(value, str) else value

    described = json.loads(figure.to_json() or "{}")
    for trace in described["data"]:
        trace |= {key: within(value) for key, value in trace.items() if key in PLACES}
    return go.Figure(described)


@pytest.mark.parametrize("name", DRAWN)
def test_no_figure_carries_it_into_a_page(name: str):
    draw, frame = DRAWN[name]
    page = spoilt(draw(frame, source=COMPLAINT)).to_html(include_plotlyjs=False)
    assert "ran" in page
    assert "<script>document" not in page
    assert "<img" not in page
    assert "</script><img" not in page


def test_a_browser_that_hovers_over_it_runs_nothing(tmp_path: Path):
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no Chromium to look at the page with")
    figure = go.Figure(go.Bar(y=[COMPLAINT], x=[1], text=COMPLAINT, name=COMPLAINT))
    figure.update_layout(title=COMPLAINT, showlegend=True, hoverlabel_namelength=-1)
    figure.update_traces(orientation="h", hovertemplate="%{y}: %{x} " + MARKUP)
    point = "[{curveNumber: 0, pointNumber: 0}]"
    hover = f"Plotly.Fx.hover(document.querySelector('.js-plotly-plot'), {point});"
    figure.write_html(tmp_path / "a.html", include_plotlyjs=True, post_script=hover)
    page = subprocess.run(
        [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=5000",
         "--dump-dom", (tmp_path / "a.html").as_uri()],
        capture_output=True, text=True, check=True, timeout=120,
    ).stdout  # fmt: skip
    drawn = page[page.index('class="main-svg"') :]
    assert "hovertext" in drawn
    assert "<img" not in drawn
    assert "<title>ran" not in page


def test_no_spreadsheet_runs_it(facts, told: Path, tmp_path: Path):
    assert corrections.write(facts, told, tmp_path / "out.xlsx") == 1
    with zipfile.ZipFile(tmp_path / "out.xlsx") as book:
        assert b"<f>" not in b"".join(map(book.read, book.namelist()))
    frame = facts.sql("select text, community_id from tickets").pl()
    (line,) = list(csv.reader(io.StringIO(plain.as_csv(frame))))[1:]
    assert line == [f"'{COMPLAINT}"] * 2
    assert json.loads(plain.as_json(frame))[0]["text"] == COMPLAINT


def test_the_terminal_shows_it_as_it_was_written(capsys, monkeypatch, told: Path, tmp_path: Path):
    folder = str(tmp_path / "wh")
    monkeypatch.chdir(tmp_path)
    assert main(["load", str(told), "--warehouse", folder]) == 0
    said = capsys.readouterr().out
    assert told.name in said
    assert f"x{TEMPLATES}" in said
    for command in ("loads", "quality", "scorecard"):
        assert main([command, "--warehouse", folder]) == 0
    assert told.name in capsys.readouterr().out
