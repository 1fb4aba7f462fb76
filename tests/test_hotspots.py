"""Hotspots from records to answers: linked cases, the scan, the command, the maps."""

import dataclasses
import datetime as dt
import json
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from heatqa import errors, figures
from heatqa.bundled import planted_hotspots, sample
from heatqa.commands import hotspots as command
from heatqa.figures import plan, style
from heatqa.judging import circumstances, matters
from heatqa.judging.period import Period
from heatqa.settings import Settings
from heatqa.statistics.scan import Scan
from heatqa.statistics.scan_recovery import recovery
from heatqa.tables import hotspots as tables
from heatqa.workbench import Workbench
from heatqa.workbench.hotspots import METHODS
from tests.conftest import Rows, insert

ALL = Period("all")
AS_OF = dt.datetime(2026, 3, 15)


def ticket(number: int, at: str, community: str = "A", **more: Any) -> dict[str, Any]:
    return {
        "ticket_id": f"T{number}",
        "accepted_at": at,
        "community_id": community,
        "record_type": "complaint",
        "leaf": "cold",
        **more,
    }


def counted(facts: duckdb.DuckDBPyConnection, rows: Rows, **more: Any) -> pl.DataFrame:
    insert(facts, rows)
    return matters.matters(facts, Settings(), AS_OF, **{"period": ALL, **more})


def test_merged_cases_are_one_incident(facts: duckdb.DuckDBPyConnection):
    rows = {
        "tickets": [
            ticket(1, "2026-01-05 08:00"),
            ticket(2, "2026-01-05 09:00", parent_ticket_id="T1"),
            ticket(3, "2026-01-05 10:00"),
        ]
    }
    found = counted(facts, rows)
    assert matters.linked(found).row(0) == (3, 1, 0, 2)
    assert found["first_of_matter"].to_list() == [True, False, True]


@pytest.mark.parametrize(
    ("at", "matters_left"),
    [
        ("2026-01-05 07:59:59", 2),
        ("2026-01-05 08:00:00", 1),
        ("2026-01-05 12:00:00", 1),
        ("2026-01-05 12:00:01", 2),
    ],
)
def test_calls_of_one_outage_are_one_incident_until_two_hours_after(
    facts: duckdb.DuckDBPyConnection, at: str, matters_left: int
):
    outage = {
        "outage_id": "O",
        "community_id": "A",
        "started_at": "2026-01-05 08:00",
        "restored_at": "2026-01-05 10:00",
    }
    rows = {
        "outages": [outage],
        "tickets": [ticket(1, "2026-01-05 09:00"), ticket(2, at), ticket(3, at, "B")],
    }
    found = counted(facts, rows).filter(community_id="A")
    assert found["first_of_matter"].sum() == matters_left


def test_praise_is_no_incident_and_a_category_narrows(facts: duckdb.DuckDBPyConnection):
    rows = {
        "tickets": [
            ticket(1, "2026-01-05 08:00"),
            ticket(2, "2026-01-05 08:00", record_type="praise"),
            ticket(3, "2026-01-06 08:00", record_type="repair", leaf="leak"),
        ]
    }
    assert counted(facts, rows)["record_id"].to_list() == ["T1", "T3"]
    for category in ("repair", "leak"):
        found = matters.matters(facts, Settings(), AS_OF, period=ALL, category=category)
        assert found["record_id"].to_list() == ["T3"]
    with pytest.raises(errors.ArgumentUnusable, match="noise"):
        matters.matters(facts, Settings(), AS_OF, period=ALL, category="noise")


def test_circumstances_inside_and_elsewhere(facts: duckdb.DuckDBPyConnection):
    reading = {"household_key": "h", "room": "bedroom", "method": "manual", "valid": True}
    rows: Rows = {
        "communities": [
            {"community_id": "A", "households": 100, "built_year": 1990, "station": "S1"},
            {"community_id": "B", "households": 200, "built_year": 2010, "station": "S2"},
            {"community_id": "C", "station": "S2"},
        ],
        "station_temperatures": [
            {"station": "S1", "measured_at": "2026-01-05", "supply_celsius": 38},
            {"station": "S2", "measured_at": "2026-01-05", "supply_celsius": 44},
            {"station": "S2", "measured_at": "2026-01-06", "supply_celsius": 46},
            {"station": "S1", "measured_at": "2026-02-05", "supply_celsius": 60},
        ],
        "temperatures": [
            {**reading, "measured_at": "2026-01-05", "room_celsius": 15, "community_id": "A"},
            {**reading, "measured_at": "2026-01-06", "room_celsius": 20, "community_id": "B"},
            {**reading, "measured_at": "2026-02-06", "room_celsius": 30, "community_id": "A"},
        ],
        "outages": [
            {
                "outage_id": "O",
                "community_id": "A",
                "started_at": "2026-01-05 08:00",
                "households": 50,
            }
        ],
        "tickets": [
            ticket(1, "2026-01-05 08:00", team="one"),
            ticket(2, "2026-01-05 08:00", "B", team="two"),
        ],
    }
    insert(facts, rows)
    found = circumstances.circumstances(
        facts, Settings(), AS_OF, places=["A"], begins=dt.date(2026, 1, 5), ends=dt.date(2026, 1, 7)
    )
    assert found.select("factor", "inside", "elsewhere", "records_inside", "team").rows() == [
        ("room_celsius", 15, 20, 1, None),
        ("station_supply_celsius", 38, 45, 1, None),
        ("built_year", 1990, 2010, 1, None),
        ("outage_households_per_1000", 500, 0, 1, None),
        ("works_per_community", None, None, 0, None),
        ("team_share", 1, None, 1, "one"),
    ]


@pytest.fixture(scope="module")
def found() -> Scan:
    return sample().hotspots("2025-26")


def test_all_planted_hotspots_are_found():
    """Three were planted; the late start of a community, not planted, is found besides."""
    rows = planted_hotspots(sample())
    assert rows["cluster"].null_count() == 0
    assert (rows["p_value"] <= 0.05).all()
    assert rows["recall"].to_list() == pytest.approx([1.0, 0.4, 1.0])


def test_a_hotspot_begins_with_a_case_though_the_quarter_begins_before_the_season():
    first = sample().hotspots("2025Q4").clusters.row(0, named=True)
    assert (first["begins"], first["ends"]) == (dt.date(2025, 11, 15), dt.date(2025, 11, 15))


def test_a_hotspot_of_other_places_or_days_is_missed(found: Scan):
    first = found.clusters.row(0, named=True)
    day = dt.timedelta(days=1)
    planted = pl.DataFrame(
        {
            "hotspot": ["there", "before", "elsewhere"],
            "place": [first["place"], first["place"], "nowhere"],
            "begins": [first["begins"], first["begins"] - day, first["begins"]],
            "ends": [first["ends"], first["begins"] - day, first["ends"]],
        }
    )
    assert recovery(planted, found)["cluster"].to_list() == [1, None, None]


def test_the_command_knows_the_workbenchs_methods():
    assert tuple(METHODS) == command.METHODS
    with pytest.raises(errors.ArgumentUnusable, match="spatial"):
        sample().hotspots(method="spacial")


def company(folder: Path, where: str) -> Workbench:
    """A company of two communities and one case, loaded as any export is."""
    (folder / "communities.csv").write_text(
        f"小区名称,总户数,经度,纬度\nA,100,{where}\nB,100,{where}\n", encoding="utf-8"
    )
    (folder / "tickets.csv").write_text(
        "工单编号,受理时间,小区,业务类型\nT1,2026-01-05 08:00:00,A,投诉\n", encoding="utf-8"
    )
    bench = Workbench(dataclasses.replace(Settings(), warehouse=folder / "warehouse"))
    bench.load([folder / "communities.csv", folder / "tickets.csv"])
    return bench


@pytest.mark.parametrize(
    ("where", "period", "error", "says"),
    [
        (",", None, "CoordinatesImpossible", "2 of 2 places have no usable coordinates: A, B"),
        ("999,99", None, "CoordinatesImpossible", "2 of 2 places"),
        ("116.1,41.5", None, "OnePlace", "All 2 places stand at one point"),
        ("116.1,41.5", "2026-02", "OnePlace", "All 2 places"),
    ],
)
def test_a_company_that_cannot_be_mapped_is_told(
    where: str, period: str | None, error: str, says: str, tmp_path: Path
):
    with pytest.raises(getattr(errors, error), match=says):
        company(tmp_path, where).hotspots(period)


def test_a_period_without_a_case_is_told():
    with pytest.raises(errors.NoCases, match="longer period"):
        sample().hotspots("2024-07")


def test_json_holds_the_members(found: Scan):
    rows = json.loads(json.dumps(tables.as_rows(found), default=str))
    assert rows[0]["members"] == found.members.filter(cluster=1)["place"].to_list()
    assert len(rows) == len(found.clusters)


def test_tables_tell_what_was_left_out(found: Scan):
    nowhere = pl.DataFrame({"place": ["X"]})
    shared = pl.DataFrame({"longitude": [0.0], "latitude": [0.0], "places": [100], "share": [0.5]})
    every = found.cases + 7
    counts = pl.DataFrame({"cases": [999], "merged": [2], "outage": [1], "matters": [every]})
    said = [
        str(part)
        for part in tables.parts(
            found, counts, nowhere, shared, around=pl.DataFrame(), source="simulated"
        )
    ]
    assert f"999 cases, {every} matters" in said[0]
    assert said[1].startswith("7 matters are left out")
    assert any("1 communities have no usable coordinates" in part for part in said)
    assert any("100 communities share the point 0.0, 0.0" in part for part in said)
    assert said[-1] == "Source: simulated"


def test_what_stands_beside_is_said_in_words(found: Scan):
    rows = sample().beside(found)
    assert len(rows) == 6 * len(found.significant())
    assert rows["factor"][0] == "room temperature, °C, mean"
    assert rows["inside"][1] == "cannot tell: no station temperatures loaded"
    assert rows["inside"][2] == "2000"


def test_rates_are_those_of_incidents_per_household():
    rates = sample().complaint_rates("2025-26")
    first = rates.row(0, named=True)
    rate = 1000 * first["matters"] / first["households"]
    assert first["per_1000_households"] == pytest.approx(rate)
    assert len(rates) == len(sample().places())
    assert (rates["matters"] <= rates["cases"]).all()


def test_persistence_by_building_names_its_community():
    rows = sample().persistence("building")
    assert " " in rows["building"][0]
    assert set(rows["standing"]) <= {"chronic", "new", "past", "repeated", "below"}


def test_repeats_and_pareto_add_up_to_the_matters():
    bench = sample()
    matters = bench.linked("2025-26")["matters"][0]
    repeats = bench.repeat_households("2025-26")
    assert (repeats["cases"] * repeats["households"]).sum() == matters
    communities = bench.pareto(period_name="2025-26")
    assert communities["cases"].sum() == matters
    assert communities["cases_share"][-1] == pytest.approx(1)
    curves = bench.concentration("2025-26")
    ends = curves.group_by("unit").agg(pl.col("cases_share").max(), pl.col("places").first())
    assert ends["cases_share"].to_list() == pytest.approx([1] * 3)
    assert dict(ends.select("unit", "places").iter_rows())["community"] == len(bench.places())
    # Most households had no matter at all, and they count as places.
    homes = curves.filter(unit="household")
    assert homes.filter(pl.col("places_share") >= 0.1).is_empty()
    assert len(homes)
    with pytest.raises(errors.ColumnNotFound, match="team"):
        bench.pareto("teem")


def test_maps_hold_every_community_and_fetch_nothing(found: Scan, tmp_path: Path):
    bench = sample()
    rates = bench.complaint_rates("2025-26")
    square = [[116.0, 41.5], [116.1, 41.5], [116.1, 41.6], [116.0, 41.5]]
    outlines = tmp_path / "districts.geojson"
    outlines.write_text(json.dumps({"type": "Polygon", "coordinates": [square]}))
    months = bench.by_month("2025-26")
    drawn = {
        "map": figures.hotspots(rates, found.significant(), source=bench.source, outlines=outlines),
        "months": figures.months(months, source="s"),
        "slider": figures.slider(months, source="s"),
    }
    traces = {name: json.loads(made.to_json() or "")["data"] for name, made in drawn.items()}
    kinds = [trace["type"] for trace in traces["map"]]
    assert kinds == ["scatter"] * (2 + len(found.significant())) + ["table"]
    assert len(traces["map"][1]["text"]) == len(rates)
    assert len(traces["months"]) == len(traces["slider"]) == months["month"].n_unique()
    assert [trace["visible"] for trace in traces["slider"]].count(True) == 1
    # Tiles and outlines of the world would be fetched from elsewhere.
    for every in traces.values():
        assert {trace["type"] for trace in every} <= {"scatter", "table"}


def test_a_kilometre_is_a_kilometre():
    frame = pl.DataFrame({"longitude": [0.0, 0.02], "latitude": [60.0, 60.02]})
    (west, east), (south, north) = plan.Plan(frame).of(frame)
    assert east - west == pytest.approx(0.02 * 111.195 * 0.5, rel=2e-3)
    assert north - south == pytest.approx(0.02 * 111.195, rel=2e-3)


@pytest.mark.parametrize(
    ("text", "error"),
    [(None, "FileMissing"), ("no json", "FileBroken"), ('{"type": "Point"}', "FileBroken")],
)
def test_outlines_that_cannot_be_drawn_are_said(text: str | None, error: str, tmp_path: Path):
    path = tmp_path / "districts.geojson"
    if text is not None:
        path.write_text(text)
    frame = pl.DataFrame({"longitude": [0.0, 0.02], "latitude": [60.0, 60.02]})
    with pytest.raises(getattr(errors, error), match=r"districts\.geojson"):
        plan.add_outlines(style.figure("", "", height=100), plan.Plan(frame), path)
