"""What takes minutes to show: thirty people at once, slow browsers, a server that was away."""

import asyncio
import random
import time
from pathlib import Path

import polars as pl
import pytest
from playwright.sync_api import Route

import heatqa
from heatqa.dashboards.pages import PAGES as _PAGES
from tests import dashing, visiting

PEOPLE, SECONDS = 30, 120
# Somebody looks at what a filter brought before choosing the next.
PAUSE_SECONDS = (2.0, 6.0)
# A page with three choices, pauses included.
LONGEST_SECONDS = 90.0
PAGES = tuple(_PAGES)

# Bokeh drops a page that was never connected after half a minute, unless told otherwise.
LATE_SECONDS = 40
SHARED = "overview?lang=en&team=抢修一班"


@pytest.mark.soak
def test_a_browser_that_connects_late_sees_what_the_address_says(tmp_path: Path):
    warehouse = heatqa.sample().settings.warehouse
    with dashing.serving(warehouse, log=tmp_path / "log") as address, dashing.browsing() as browser:
        view = dashing.Watched(browser.new_context().new_page(), address)
        view.open(SHARED)
        before = view.page.locator("#tally strong").all_text_contents()
        late = dashing.Watched(browser.new_context().new_page(), address)
        late.page.route("**/plotly*.js", delayed)
        begun = time.monotonic()
        late.open(SHARED)
        assert time.monotonic() - begun > LATE_SECONDS
        assert late.page.locator("#tally strong").all_text_contents() == before


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
            before = view.page.locator("#tally strong").all_text_contents()
        view.page.locator("#away").wait_for(state="visible")
        assert "comes back by itself" in view.page.locator("#away").inner_text()
        with dashing.serving(warehouse, log=tmp_path / "second", port=port):
            view.page.locator("#away").wait_for(state="hidden")
            view.wait()
            assert view.page.locator("#tally strong").all_text_contents() == before


@pytest.mark.soak
def test_thirty_people_for_two_minutes(tmp_path: Path):
    rows: list[tuple[str, float]] = []
    log = tmp_path / "server.log"
    with dashing.serving(heatqa.sample().settings.warehouse, log=log) as address:
        # Who comes first after a start waits for the scans; those who come later find them done.
        for page in PAGES:
            asyncio.run(first(address, page, rows))
        asyncio.run(crowd(address, rows))
    told = pl.DataFrame(rows, schema=["what", "seconds"], orient="row").group_by("what")
    print(
        told.agg(
            pl.len(),
            median=pl.col("seconds").median().round(3),
            p95=pl.col("seconds").quantile(0.95, "higher").round(3),
        )
    )
    assert "Traceback" not in log.read_text(encoding="utf-8")


async def first(address: str, page: str, rows: list[tuple[str, float]]) -> None:
    """Open a page nobody opened before, until every card is there."""
    begun = time.monotonic()
    async with asyncio.timeout(LONGEST_SECONDS), visiting.Visitor(address, page) as visitor:
        await visitor.wait(visiting.STALE, visiting.WAITING)
    rows.append(("first visit", time.monotonic() - begun))


async def crowd(address: str, rows: list[tuple[str, float]]) -> None:
    """Everybody at once; who meets a fault ends it for all."""
    ends = time.monotonic() + SECONDS
    async with asyncio.TaskGroup() as group:
        for number in range(PEOPLE):
            group.create_task(visit(address, random.Random(number), ends, rows))  # noqa: S311


async def visit(
    address: str, walk: random.Random, ends: float, rows: list[tuple[str, float]]
) -> None:
    """One person: open a page, choose filters, go to the next page."""
    await asyncio.sleep(walk.uniform(0, PAUSE_SECONDS[1]))
    while time.monotonic() < ends:
        async with asyncio.timeout(LONGEST_SECONDS):
            await look(address, walk, rows)


async def look(address: str, walk: random.Random, rows: list[tuple[str, float]]) -> None:
    """A page, and three choices of its filters."""
    begun = time.monotonic()
    async with visiting.Visitor(address, walk.choice(PAGES)) as visitor:
        rows.append(("page", time.monotonic() - begun))
        await visitor.wait(visiting.STALE, visiting.WAITING)
        rows.append(("page, every card", time.monotonic() - begun))
        for _ in range(3):
            await asyncio.sleep(walk.uniform(*PAUSE_SECONDS))
            name, values = walk.choice(list(visitor.filters.items()))
            value = walk.choice([one for one in values if one != visitor.chosen(name)])
            begun = time.monotonic()
            await visitor.choose(name, value)
            await visitor.wait(visiting.STALE)
            rows.append(("filter", time.monotonic() - begun))
            await visitor.wait(visiting.STALE, visiting.WAITING)
            rows.append(("filter, every card", time.monotonic() - begun))
