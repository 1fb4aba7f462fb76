"""The dashboards in a real browser, served from the simulated city."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

import heatqa
from heatqa.dashboards.pages import PAGES
from tests import dashing

pytestmark = pytest.mark.xdist_group("dashboards")


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sample's warehouse, which a test may publish into."""
    bench = heatqa.sample()
    folder = tmp_path_factory.mktemp("city") / "warehouse"
    shutil.copytree(bench.settings.warehouse, folder)
    return folder


@pytest.fixture(scope="module")
def address(warehouse: Path) -> Iterator[str]:
    with dashing.serving(warehouse, log=warehouse.parent / "server.log") as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with dashing.browsing() as browser:
        yield browser


@pytest.fixture
def view(browser: Browser, address: str) -> Iterator[dashing.Watched]:
    context = browser.new_context()
    yield dashing.Watched(context.new_page(), address)
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_loads_ready_from_this_server_alone(view: dashing.Watched, name: str):
    view.open(name)
    assert view.open(name) < 3
    assert not view.errors
    assert not view.outside
