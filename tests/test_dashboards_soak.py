"""What takes minutes to show: thirty people at once, slow browsers, a server that was away."""

import random
import threading
import time
from pathlib import Path
from typing import Any

import panel.models.plotly
import panel.models.widgets  # noqa: F401
import polars as pl
import pytest
from bokeh.client import pull_session
from bokeh.models import Select
from playwright.sync_api import Route

import heatqa
from tests import dashing

PEOPLE, SECONDS = 30, 120
# Somebody looks at what a filter brought before choosing the next.
PAUSE_SECONDS = (2.0, 6.0)
_LONGEST = 60.0
STALE, WAITING = "stale", 'class="waiting"'
PAGES = ("overview", "watch-list", "hotspots", "temperature", "hotline", "clause")


# Bokeh drops a page that was never connected after half a minute, unless told otherwise.
LATE_SECONDS = 40
SHARED = "overview?lang=en&team=抢修一班"


@pytest.mark.soak
def test_a_browser_that_connects_late_sees_what_the_address_says(tmp_path: Path):
    warehouse = heatqa.sample().settings.warehouse
    with dashing.serving(warehouse, log=tmp_path / "log") as address, dashing.browsing() as browser:
        view = dashing.Watched(browser.new_context().new_page(), address)
        view.open(SHARED)
        before = view.page.locator("#tally strong").all_inner_texts()
        late = dashing.Watched(browser.new_context().new_page(), address)
        late.page.route("**/plotly*.js", delayed)
        begun = time.monotonic()
        late.open(SHARED)
        assert time.monotonic() - begun > LATE_SECONDS
        assert late.page.locator("#tally strong").all_inner_texts() == before


def delayed(route: Route) -> None:
    """Hand a file over late, as a slow network does."""
    time.sleep(LATE_SECONDS)
    route.continue_()


@pytest.mark.soak
def test_a_page_comes_back_by_itself_after_the_server_was_away(tmp_path: Path):
    warehouse, port = heatqa.sample().settings.warehouse, dashing.free_port()
    with dashing.browsing() as browser:
        with dashing.serving(warehouse, log=tmp_path / "first", port=port) as address:
            view = dashing.Watched(browser.new_context().new_page(), address)
            view.open(SHARED)
            before = view.page.locator("#tally strong").all_inner_texts()
        view.page.locator("#away").wait_for(state="visible")
        assert "comes back by itself" in view.page.locator("#away").inner_text()
        with dashing.serving(warehouse, log=tmp_path / "second", port=port):
            view.page.locator("#away").wait_for(state="hidden")
            view.wait()
            assert view.page.locator("#tally strong").all_inner_texts() == before


@pytest.mark.soak
def test_thirty_people_for_two_minutes(tmp_path: Path):
    bench = heatqa.sample()
    rows: list[tuple[str, float]] = []
    problems: list[str] = []
    ends = time.monotonic() + SECONDS
    log = tmp_path / "server.log"
    with dashing.serving(bench.settings.warehouse, log=log) as address:
        threads = [
            threading.Thread(target=visit, args=(address, number, ends, rows, problems))
            for number in range(PEOPLE)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert not problems, problems[:5]
    assert "Traceback" not in log.read_text(encoding="utf-8")
    told = pl.DataFrame(rows, schema=["what", "seconds"], orient="row").group_by("what")
    print(
        told.agg(
            pl.len(),
            median=pl.col("seconds").median().round(3),
            p95=pl.col("seconds").quantile(0.95, "higher").round(3),
        )
    )


def visit(
    address: str, number: int, ends: float, rows: list[tuple[str, float]], problems: list[str]
) -> None:
    """One person: open a page, choose filters, go to the next page."""
    choose = random.Random(number)  # noqa: S311 - a walk, no secret
    time.sleep(choose.uniform(0, PAUSE_SECONDS[1]))
    try:
        while time.monotonic() < ends:
            _look(address, choose, rows)
    except Exception as problem:
        problems.append(repr(problem))


def _look(address: str, choose: random.Random, rows: list[tuple[str, float]]) -> None:
    page = choose.choice(PAGES)
    begun = time.monotonic()
    session = pull_session(url=f"{address}/{page}")
    rows.append(("page", time.monotonic() - begun))
    try:
        selects: list[Any] = [model for model in _models(session) if len(model.options) > 1]
        for _ in range(3):
            time.sleep(choose.uniform(*PAUSE_SECONDS))
            changed = threading.Event()
            # Our own choice is a change without a setter; what the server makes of it has one.
            session.document.on_change(
                lambda event, changed=changed: changed.set() if event.setter else None
            )
            select = choose.choice(selects)
            values = [one[0] if isinstance(one, tuple | list) else one for one in select.options]
            others = [value for value in values if value != select.value]
            begun = time.monotonic()
            select.value = choose.choice(others)
            while not changed.is_set() and time.monotonic() < begun + _LONGEST:
                session.force_roundtrip()
            assert changed.is_set(), (page, select.title)
            for what, seen in (("filter", STALE), ("every card", WAITING)):
                while shows(session, seen):
                    assert time.monotonic() < begun + _LONGEST, (page, select.title, what)
                    time.sleep(0.02)
                    session.force_roundtrip()
                rows.append((what, time.monotonic() - begun))
    finally:
        session.close()


def shows(session: Any, sign: str) -> bool:
    """Whether a page says of any card that its numbers are of before, or being worked out."""
    return any(
        sign in (getattr(model, "css_classes", None) or []) or sign in getattr(model, "text", "")
        for model in session.document.models
    )


def _models(session: Any) -> list[Any]:
    """The filters of a page; Bokeh carries no types for what it selects."""
    return list(session.document.select({"type": Select}))
