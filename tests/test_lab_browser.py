"""JupyterLab as its user meets it: in a browser, one notebook run from top to bottom."""

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
_PATIENCE_SECONDS = 240

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
            ends = time.monotonic() + _PATIENCE_SECONDS
            while not (token := re.search(r"token=(\w+)", log.read_text(encoding="utf-8"))):
                assert server.poll() is None, log.read_text(encoding="utf-8")
                assert time.monotonic() < ends
                time.sleep(0.2)
            yield f"http://localhost:{port}/lab/tree/{NOTEBOOK}?token={token[1]}"
        finally:
            server.terminate()
            server.wait(30)


def test_a_notebook_runs_in_the_browser_in_chinese_without_the_outside(address: str):
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
        page.goto(address)
        page.wait_for_selector(".jp-Notebook", timeout=_PATIENCE_SECONDS * 1000)
        page.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status=idle]", timeout=60_000)
        menus = page.locator(".lm-MenuBar-itemLabel").all_text_contents()
        assert menus[:4] == ["文件", "编辑", "查看", "运行"]
        page.locator(".lm-MenuBar-itemLabel", has_text="运行").click()
        page.locator(".lm-Menu-item[data-command='runmenu:run-all']").click()
        # The copy comes with the outputs of the shipped notebook; wait for a cell to start anew.
        page.wait_for_selector(".jp-InputPrompt:text('[*]:')", timeout=_PATIENCE_SECONDS * 1000)
        page.wait_for_function(
            "() => { const asked = [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')];"
            " return asked.length >= 10"
            " && asked.every((cell, place) => cell.textContent === `[${place + 1}]:`)"
            " && document.querySelector("
            "'.jp-Notebook-ExecutionIndicator[data-status=idle]') !== null }",
            timeout=_PATIENCE_SECONDS * 1000,
        )
        assert page.locator("[data-mime-type='application/vnd.jupyter.error']").count() == 0
        # Figures below the window are drawn when they come into sight.
        figure = page.locator(".js-plotly-plot").first
        figure.scroll_into_view_if_needed()
        assert "S1-1.3 抢修30分钟到场" in figure.text_content()
        browser.close()
    assert outside == []
    assert complaints == []
