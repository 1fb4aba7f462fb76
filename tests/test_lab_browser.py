"""JupyterLab as its user meets it: in a browser, one notebook run from top to bottom."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from heatqa.bundled import sample

pytest.importorskip("jupyterlab", reason="the extra lab is not installed")
playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

BROWSER = shutil.which("chromium") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
NOTEBOOK = "notebooks/02_standards_scorecard.ipynb"
PATIENCE_SECONDS = 60
PROMPTS = """
(wanted) => {
  const shown = [...document.querySelectorAll(".jp-CodeCell .jp-InputPrompt")];
  return JSON.stringify(shown.map((prompt) => prompt.textContent)) === JSON.stringify(wanted);
}
"""

pytestmark = pytest.mark.skipif(BROWSER is None, reason="no browser on this machine")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return probe.getsockname()[1]


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """The address of a notebook on a server of its own, in Chinese, on the sample."""
    port = free_port()
    words = ("lab", ".", "--lang", "zh", "--no-browser", "--allow-root", "--port", str(port))
    log = tmp_path / "lab.log"
    with log.open("w", encoding="utf-8") as out:
        server = subprocess.Popen(
            [sys.executable, "-m", "heatqa", *words, "--warehouse", sample().settings.warehouse],
            cwd=tmp_path,
            env=os.environ | {"JUPYTER_CONFIG_DIR": str(tmp_path / "config")},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        try:
            ends = time.monotonic() + PATIENCE_SECONDS
            while not (token := re.search(r"token=(\w+)", log.read_text(encoding="utf-8"))):
                assert server.poll() is None, log.read_text(encoding="utf-8")
                assert time.monotonic() < ends
                time.sleep(0.2)
            yield f"http://localhost:{port}/lab/tree/{NOTEBOOK}?token={token[1]}"
        finally:
            server.terminate()
            server.wait(30)


def choose(page, menu: str, command: str) -> None:
    page.locator(".lm-MenuBar-itemLabel", has_text=menu).click()
    page.locator(f".lm-Menu-item[data-command='{command}']").click()


def test_a_notebook_runs_in_the_browser_in_chinese_without_the_outside(
    address: str, tmp_path: Path
):
    notebook = json.loads((tmp_path / NOTEBOOK).read_text(encoding="utf-8"))
    cells = sum(cell["cell_type"] == "code" for cell in notebook["cells"])
    outside: list[str] = []
    complaints: list[str] = []

    def watch(request) -> None:
        if not request.url.startswith(("http://localhost", "ws://localhost", "data:", "blob:")):
            outside.append(request.url)

    def note(said) -> None:
        if said.type == "error":
            complaints.append(said.text)

    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=BROWSER, args=FLAGS)
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        page.on("request", watch)
        page.on("console", note)
        page.set_default_timeout(PATIENCE_SECONDS * 1000)
        page.goto(address)
        # The indicator in the toolbar says idle before there is a kernel; asked to run then,
        # JupyterLab asks back which kernel to take. The status bar names the kernel it has.
        page.wait_for_selector("#jp-main-statusbar :text-is('Python 3 (ipykernel) | 空闲')")
        menus = page.locator(".lm-MenuBar-itemLabel").all_text_contents()
        assert menus[:4] == ["文件", "编辑", "查看", "运行"]
        # The copy comes with the outputs of the shipped notebook: what is seen later is new.
        choose(page, "编辑", "editmenu:clear-all")
        page.wait_for_function(PROMPTS, arg=["[ ]:"] * cells)
        assert page.locator(".jp-OutputArea-output").count() == 0
        choose(page, "运行", "runmenu:run-all")
        page.wait_for_function(PROMPTS, arg=[f"[{place}]:" for place in range(1, cells + 1)])
        # An error is shown as what a cell writes to stderr, so a warning is found here as well.
        assert page.locator("[data-mime-type='application/vnd.jupyter.stderr']").count() == 0
        # Figures below the window are drawn when they come into sight.
        page.locator(".js-plotly-plot").first.scroll_into_view_if_needed()
        figure = page.locator(".js-plotly-plot", has_text="S1-1.3 抢修30分钟到场")
        figure.first.wait_for(state="visible")
        browser.close()
    assert outside == []
    assert complaints == []
