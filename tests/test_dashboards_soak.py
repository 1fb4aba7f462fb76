"""Thirty people at once, each opening pages and choosing filters, for two minutes."""

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

import heatqa
from tests import dashing

PEOPLE, SECONDS = 30, 120
# Somebody looks at what a filter brought before choosing the next.
PAUSE_SECONDS = (2.0, 6.0)
_LONGEST = 60.0
PAGES = ("overview", "watch-list", "hotspots", "temperature", "hotline", "clause")


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
            # Our own choice is a change without a setter; the server's answer has one.
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
            rows.append(("filter", time.monotonic() - begun))
    finally:
        session.close()


def _models(session: Any) -> list[Any]:
    """The filters of a page; Bokeh carries no types for what it selects."""
    return list(session.document.select({"type": Select}))
