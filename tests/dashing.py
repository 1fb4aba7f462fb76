"""A dashboard server and a browser for the tests of the dashboards."""

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# Milliseconds that anything may take where many tests share few cores.
_PATIENCE = 240_000
# Every element, those in the shadow of Panel's components too.
_EVERY = """
    const every = (root) => [...root.querySelectorAll("*")].flatMap(
        (element) => [element, ...(element.shadowRoot ? every(element.shadowRoot) : [])]);
"""
_READY = f"""() => {{ {_EVERY}
    const bodies = [...document.querySelectorAll(".card .body")];
    return bodies.length > 0 && bodies.every((body) => body.getBoundingClientRect().height > 20)
        && !every(document).some((element) => element.matches(".waiting, .stale"));
}}"""
_TEXTS = f"""() => {{ {_EVERY}
    const own = (element) => [...element.childNodes]
        .filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.textContent.trim());
    return every(document).filter((element) => !element.matches("script, style, title"))
        .flatMap(own).filter((text) => text);
}}"""

_FOCUSED = """() => {
    let found = document.activeElement;
    while (found.shadowRoot?.activeElement) found = found.shadowRoot.activeElement;
    const label = found.getRootNode().querySelector("label");
    return found.matches("select") ? label.textContent : found.textContent.trim();
}"""


@contextlib.contextmanager
def serving(
    warehouse: Path, *more: str, log: Path, port: int | None = None, ready: str = ""
) -> Iterator[str]:
    """The address of a server of its own on a warehouse, once its page `ready` answers."""
    port = port or free_port()
    command = [sys.executable, "-m", "heatqa", "dash", "--port", str(port)]
    with log.open("w", encoding="utf-8") as written:
        server = subprocess.Popen(
            [*command, "--warehouse", str(warehouse), *more],
            stdout=written,
            stderr=subprocess.STDOUT,
            env=os.environ | {"HEATQA_LANG": "en"},
        )
    address = f"http://localhost:{port}"
    try:
        for _ in range(600):
            assert server.poll() is None, log.read_text(encoding="utf-8")
            with (
                contextlib.suppress(OSError),
                urllib.request.urlopen(f"{address}/{ready}", timeout=5),  # noqa: S310
            ):
                break
            time.sleep(0.1)
        yield address
    finally:
        server.terminate()
        server.wait(20)


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextlib.contextmanager
def browsing() -> Iterator[Browser]:
    """Debian's chromium."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=list(_FLAGS))
        yield browser
        browser.close()


class Watched:
    """An open page, and what went wrong while it was open."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        page.set_default_timeout(_PATIENCE)
        self.errors: list[str] = []
        self.outside: list[str] = []
        page.on("console", lambda said: self._note(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda problem: self._note(problem.stack or str(problem)))
        page.on("request", lambda request: self._look_at(request.url))

    def open(self, view: str) -> None:
        """Open a view and wait until every card has its answer."""
        self.page.goto(f"{self.address}/{view}")
        self.wait()

    def took(self, do: Callable[[], None]) -> float:
        """The seconds that something took, as if the machine did nothing else meanwhile."""
        before, begun = crowding(), time.monotonic()
        do()
        seconds = time.monotonic() - begun
        return seconds / ((before + crowding()) / 2)

    def wait(self) -> None:
        """Wait until every card has its answer."""
        self.page.wait_for_function(_READY, timeout=_PATIENCE)

    def texts(self) -> list[str]:
        """The texts of the page as they are read."""
        return self.page.evaluate(_TEXTS)

    def choose(self, label: str, option: str) -> None:
        """Choose an option of a filter."""
        self.page.get_by_label(label, exact=True).select_option(option)

    def focused(self) -> str:
        """What has the focus, by its text or label."""
        return self.page.evaluate(_FOCUSED)

    def _note(self, problem: str) -> None:
        self.errors.append(problem)

    def _look_at(self, url: str) -> None:
        if not url.startswith((self.address, self.address.replace("http", "ws"), "data:", "blob:")):
            self.outside.append(url)


def until(true: Callable[[], bool], seconds: float = 60) -> None:
    """Wait until something is true; fail if it does not become so."""
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends
        time.sleep(0.05)


def crowding() -> float:
    """How many times slower than alone the machine is now: others may be at work on it."""
    wall, own = time.perf_counter(), time.process_time()
    while time.process_time() - own < 0.2:
        sum(range(10_000))
    return max(1.0, (time.perf_counter() - wall) / (time.process_time() - own))


def matching(texts: Sequence[str], pattern: str) -> list[str]:
    """The texts in which a pattern is found."""
    return [text for text in texts if re.search(pattern, text)]
