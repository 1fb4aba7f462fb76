"""Pages of the review stand on whatever is there: no data, half a quarter, few records."""

import datetime as dt
import functools
import itertools
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from heatqa import errors, language
from heatqa.judging import cube
from heatqa.review.contents import SECTIONS, contents
from heatqa.review.pages import Page, Review
from heatqa.settings import Presentation, Settings
from heatqa.workbench import Workbench
from tests.conftest import Rows, insert

AS_OF = dt.datetime(2026, 1, 31, 12)
DAYS = [dt.date(2025, 11, 15) + dt.timedelta(days=n) for n in range(40)]


def complaint(number: int, day: dt.date, place: str = "A", **other: Any) -> dict[str, Any]:
    accepted = dt.datetime.combine(day, dt.time(9))
    return {
        "ticket_id": f"W{number}",
        "record_type": "complaint",
        "channel": "phone",
        "text": "家里不热",
        "community_id": place,
        "team": "one",
        "accepted_at": accepted,
        "replied_at": accepted + dt.timedelta(hours=5),
        "finished_at": accepted + dt.timedelta(hours=6),
        "closed_at": accepted + dt.timedelta(hours=7),
        "household_key": f"H{number}",
    } | other


def place(name: str, households: int = 200) -> dict[str, Any]:
    return {
        "community_id": name,
        "households": households,
        "longitude": 116.0 + ord(name) / 1000,
        "latitude": 41.0,
    }


def reading(number: int, celsius: float, place_: str = "A") -> dict[str, Any]:
    return {
        "household_key": f"H{number % 7}",
        "community_id": place_,
        "measured_at": dt.datetime.combine(DAYS[number % len(DAYS)], dt.time(10)),
        "room_celsius": celsius,
        "room": "living_room",
    }


def made(tmp_path: Path, rows: Rows, as_of: dt.datetime = AS_OF, **settings: Any) -> Workbench:
    chosen = Settings(warehouse=tmp_path / "warehouse", **settings)
    bench = Workbench(chosen, as_of)
    with bench.warehouse.write() as connection:
        insert(connection, rows)
        cube.build(connection, bench.catalogue, bench.settings, as_of)
    return bench


def pages(review: Review) -> dict[str, Page]:
    return {page.key: page for page in review.pages}


def stands(review: Review) -> None:
    """Every page has its words, and nothing in them is left to be filled in."""
    assert [page.key for page in review.pages] == list(SECTIONS)
    for page in review.pages:
        said = (page.title, page.section, page.definition, page.period, page.cut_off)
        for text in (*said, *vars(page.speech).values()):
            assert text.strip(), page.key
            assert not re.search(r"[{}]|\bNone\b(?! of)|\bnan\b", text), (page.key, text)
        for table in page.tables:
            assert set(table.headings) == set(table.frame.columns) == set(table.kinds)


SETS: dict[str, Rows] = {
    "one community": {
        "tickets": [complaint(n, day) for n, day in enumerate(DAYS)],
        "communities": [place("A")],
        "temperatures": [reading(n, 19) for n in range(60)],
    },
    "no temperature, nobody asked": {
        "tickets": [complaint(n, day, "AB"[n % 2]) for n, day in enumerate(DAYS)],
        "communities": [place("A"), place("B")],
    },
    "only temperatures": {
        "communities": [place("A"), place("B")],
        "temperatures": [reading(n, 15 + n % 7, "AB"[n % 2]) for n in range(60)],
    },
    "only calls": {
        "calls": [
            {
                "call_id": f"C{n}",
                "direction": "inbound",
                "line_type": "hotline",
                "started_at": dt.datetime.combine(day, dt.time(9)),
                "ring_started_at": dt.datetime.combine(day, dt.time(9)),
                "answered_at": dt.datetime.combine(day, dt.time(9, 0, 8)),
                "ended_at": dt.datetime.combine(day, dt.time(9, 3)),
            }
            for n, day in enumerate(DAYS)
        ]
    },
    "three cases": {"tickets": [complaint(n, DAYS[n]) for n in range(3)]},
    "no coordinates": {
        "tickets": [complaint(n, day) for n, day in enumerate(DAYS)],
        "communities": [{"community_id": "A", "households": 90}],
    },
}


@pytest.fixture(scope="module")
def bench_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Workbench]:
    """The workbench on a set of rows, made once for all tests that only ask it."""
    return functools.cache(lambda name: made(tmp_path_factory.mktemp("small"), SETS[name]))


@pytest.fixture(scope="module")
def review_of(bench_of: Callable[[str], Workbench]) -> Callable[[str], Review]:
    """Every page of the quarter on a set of rows."""
    return functools.cache(lambda name: contents(bench_of(name), "2025Q4"))


@pytest.mark.parametrize("name", SETS)
def test_every_page_stands_on_what_is_there(review_of, name: str):
    stands(review_of(name))


@pytest.mark.parametrize("lang", language.LANGUAGES)
def test_a_quarter_without_data_says_so_on_every_page(
    bench_of, monkeypatch, lang: language.Language
):
    monkeypatch.setenv("HEATQA_LANG", lang)
    review = contents(bench_of("one community"), "2025Q2")
    stands(review)
    found = pages(review)
    for key in ("demand", "hotline", "deadlines", "temperature", "satisfaction", "hotspots"):
        assert found[key].picture is None
        assert not found[key].cases
    assert all(tile.value == "–" for tile in found["board"].tiles)
    assert {tile.verdict for tile in found["board"].tiles} == {"cannot tell"}
    with language.printed():
        assert found["board"].speech.caveat == language.say("review.note.empty")


def test_half_a_quarter_says_how_far_it_is_known(tmp_path):
    review = contents(
        made(tmp_path, SETS["one community"], dt.datetime(2025, 11, 30, 12)), "2025Q4"
    )
    stands(review)
    assert all("known up to 2025-11-30 only" in page.data_note for page in review.pages)
    assert pages(review)["demand"].cases == 16


def test_what_was_never_recorded_is_neither_a_rise_nor_a_share_of_the_year(review_of):
    """The first season on record: nothing is known of the year before, nor of the summer."""
    found = pages(review_of("one community"))
    assert found["structure"].title.endswith("counted for the first time.")
    assert "rising" not in found["structure"].title
    assert found["heating_year"].title.endswith("its share of the year cannot be told.")
    assert found["demand"].speech.number == "40 cases; a year before nothing was recorded."
    for key in ("structure", "demand"):
        picture = found[key].picture
        assert picture
        assert picture.chart
        assert [series.meaning for series in picture.chart.series] == ["latest"]
    # Every reading gives the same rate, so none of them decides anything.
    assert "decides" not in found["temperature"].speech.caveat


def test_groups_under_five_stand_nowhere(tmp_path):
    """Community B has four cases: neither its name nor its number may be shown."""
    rows: Rows = {
        "tickets": [complaint(n, day) for n, day in enumerate(DAYS)]
        + [complaint(n + 100, DAYS[n], "B", team="two", leaf="漏水") for n in range(4)],
        "communities": [place("A"), place("B")],
        "temperatures": [reading(n, 19) for n in range(60)]
        + [reading(n, 10, "B") for n in range(100, 104)],
    }
    review = contents(made(tmp_path, rows), "2025Q4")
    stands(review)
    for page in review.pages:
        for table in page.tables:
            cells = itertools.chain.from_iterable(table.frame.rows())
            assert not {"B", "two", "漏水"} & set(cells), (page.key, table.name)
        if page.picture:
            drawn = page.picture.figure.to_json() or ""
            assert '"B"' not in drawn, page.key
            assert '"two"' not in drawn, page.key


def test_four_records_have_no_rate(tmp_path):
    rows: Rows = {"tickets": [complaint(n, DAYS[n]) for n in range(4)]}
    found = pages(contents(made(tmp_path, rows), "2025Q4"))
    values = {tile.clause: tile.value for tile in found["board"].tiles}
    assert values["S5-5.6c"] == "fewer than 5"
    assert found["deadlines"].title.startswith("Too few records")


def test_a_late_complaint_is_said_to_break_a_promise_of_every_one(tmp_path):
    rows: Rows = {
        "tickets": [complaint(n, day) for n, day in enumerate(DAYS)]
        + [complaint(99, DAYS[0], replied_at="", closed_at="", finished_at="")]
    }
    found = pages(contents(made(tmp_path, rows), "2025Q4"))
    title = found["deadlines"].title
    assert title.startswith("97.6 % of complaints were answered in time, where every one is")
    assert title.endswith("counted for the first time.")


def test_the_company_chooses_pages_order_and_titles(tmp_path):
    look = Presentation(order=("hotline", "board"), titles={"board": "For all of us: {title}"})
    review = contents(made(tmp_path, SETS["one community"], review=look), "2025Q4")
    assert [page.key for page in review.pages] == ["hotline", "board"]
    assert review.pages[1].title.startswith("For all of us: ")
    wrong = Presentation(order=("hotlin",))
    with pytest.raises(errors.SettingsBroken, match="hotline"):
        contents(made(tmp_path / "b", SETS["one community"], review=wrong), "2025Q4")


def test_a_period_without_ends_is_no_review(bench_of):
    with pytest.raises(errors.PeriodUnclear):
        contents(bench_of("three cases"), "all")


def test_one_document_shows_its_own_promises_only(bench_of):
    review = contents(bench_of("one community"), "2025Q4", "S1")
    stands_clauses = {tile.clause for tile in pages(review)["board"].tiles}
    assert stands_clauses
    assert all(clause.startswith("S1-") for clause in stands_clauses)
    # S1 says nothing about the hotline: that is no word about the calls on record.
    assert pages(review)["hotline"].title == (
        'No standard in force promises anything under "Hotline".'
    )


def test_the_contents_read_no_room_temperature(tmp_path):
    """With the cube there, the readings themselves may be gone."""
    bench = made(tmp_path, SETS["one community"])
    before = contents(bench, "2025Q4")
    bench.close()
    with bench.warehouse.write() as connection:
        connection.execute("delete from temperatures")
    after = contents(Workbench(bench.settings, AS_OF), "2025Q4")
    for mine, other in zip(before.pages[:-2], after.pages[:-2], strict=True):
        assert (mine.title, mine.speech) == (other.title, other.speech)
        for table, same in zip(mine.tables, other.tables, strict=True):
            assert table.frame.equals(same.frame), table.name
    assert pl.DataFrame(before.pages[0].tiles).equals(pl.DataFrame(after.pages[0].tiles))
