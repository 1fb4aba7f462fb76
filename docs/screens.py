"""Pictures of what opens in a browser: the dashboards and JupyterLab."""

import contextlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Error, Page, sync_playwright

from heatqa.bundled import sample
from heatqa.language import LANGUAGES, Language

_PORT = 5917
_PATIENCE = 180
_NOTEBOOK = "02_standards_scorecard"
_FIGURE = ".jp-Notebook .js-plotly-plot"
# A card of a dashboard that is still made, also in the shadow of Panel's components.
_WAITING = """() => {
    const every = (root) => [...root.querySelectorAll("*")].flatMap(
        (element) => [element, ...(element.shadowRoot ? every(element.shadowRoot) : [])]);
    return document.querySelector(".card")
        && !every(document).some((element) => element.matches(".waiting"));
}"""


def photograph(folder: Path) -> None:
    """Write `dashboard` and `lab` as PNG in both languages."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("google-chrome"),
            args=["--no-sandbox"],
        )
        for spoken in LANGUAGES:
            for name, show in (("dashboard", _dashboard), ("lab", _lab)):
                file = folder / f"{name}.{spoken}.png"
                with tempfile.TemporaryDirectory() as free, show(browser, spoken, free) as page:
                    page.screenshot(path=file)
        browser.close()


@contextlib.contextmanager
def _dashboard(browser: Browser, spoken: Language, scratch: str) -> Iterator[Page]:
    with _serving("dash", spoken, scratch, wanted="(http://localhost)"):
        page = _page(browser, f"http://localhost:{_PORT}/overview?lang={spoken}")
        page.wait_for_function(_WAITING)
        yield page


@contextlib.contextmanager
def _lab(browser: Browser, spoken: Language, scratch: str) -> Iterator[Page]:
    extra = ("--no-browser", "--allow-root")
    with _serving("lab", spoken, scratch, *extra, wanted=r"token=(\w+)") as token:
        file = f"notebooks/{_NOTEBOOK}.ipynb"
        page = _page(browser, f"http://localhost:{_PORT}/lab/tree/{file}?token={token}")
        page.locator(_FIGURE).first.wait_for(state="attached")
        page.locator(_FIGURE).first.scroll_into_view_if_needed()
        yield page


@contextlib.contextmanager
def _serving(
    command: str, spoken: Language, scratch: str, *extra: str, wanted: str
) -> Iterator[str]:
    """A server on the sample, until what it says has what is wanted of it."""
    said = Path(scratch) / "said.log"
    words = [*_command(command, spoken), "--port", str(_PORT), *extra]
    with said.open("w", encoding="utf-8") as log:
        server = subprocess.Popen(words, cwd=scratch, stdout=log, stderr=subprocess.STDOUT)
    try:
        ends = time.monotonic() + _PATIENCE
        while not (found := re.search(wanted, said.read_text(encoding="utf-8"))):
            if server.poll() is not None or time.monotonic() > ends:
                raise RuntimeError(said.read_text(encoding="utf-8"))
            time.sleep(0.2)
        yield found[1]
    finally:
        server.terminate()
        server.wait(30)


def _command(name: str, spoken: Language) -> list[str]:
    os.environ["HEATQA_LANG"] = spoken
    store = str(sample().settings.warehouse)
    return [sys.executable, "-m", "heatqa", name, "--lang", spoken, "--warehouse", store]


def _page(browser: Browser, address: str) -> Page:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.set_default_timeout(1000 * _PATIENCE)
    # A server says where it is before it listens there.
    ends = time.monotonic() + _PATIENCE
    while True:
        try:
            page.goto(address)
            break
        except Error:
            if time.monotonic() > ends:
                raise
            time.sleep(0.5)
    # Letters and lines come a moment after the page.
    time.sleep(4)
    return page


if __name__ == "__main__":
    photograph(Path(__file__).parent / "pictures")
