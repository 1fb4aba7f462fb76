"""The simulated city: same seed same bytes, planted facts that hold, exports as described."""

import csv
import gzip
import hashlib
import io
import json
import re
import tomllib
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from heatqa.clauses import load
from heatqa.judging.audits import for_audits
from heatqa.simulate import simulate
from heatqa.simulate.crews import Crews
from heatqa.simulate.indoor import Cooling, IndoorModel
from heatqa.simulate.parameters import parameters
from heatqa.simulate.planted import planted
from heatqa.simulate.scaled import write_readings
from heatqa.simulate.seasons import DAY, HOUR, last_seasons, working_day_after
from heatqa.simulate.weather import Weather, weather
from heatqa.simulate.winter import winter
from heatqa.simulate.world import world

ROOT = Path(__file__).parent.parent
TABLES = ROOT / "heatqa" / "dictionary" / "tables"
SAMPLE = ROOT / "data" / "sample"
TABLE_OF = {
    "hotline": "calls",
    "workorders": "tickets",
    "rooms": "temperatures",
    "sensors": "temperatures",
}
REAL_MOBILE = re.compile(r"1[3-9]\d{9}")


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    return simulate(tmp_path_factory.mktemp("town"), households=2000, seasons=2, seed=5)


@pytest.fixture(scope="module")
def manifest(town):
    return json.loads((town / "truth" / "manifest.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def facts(town):
    return json.loads((town / "truth" / "planted.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def lived():
    """A city and its last winter, as objects."""
    city, seasons = world(2000, 7), last_seasons(1)
    return city, winter(city, seasons[0], planted(city, seasons), 7)


def content_of(path: Path) -> bytes:
    """The bytes of a file, unpacked."""
    content = path.read_bytes()
    return gzip.decompress(content) if path.suffix == ".gz" else content


def lines_of(path: Path, encoding: str) -> list[list[str]]:
    if encoding == "xlsx":
        sheet = pl.read_excel(path, has_header=False, infer_schema_length=0)
        return [["" if cell is None else str(cell) for cell in row] for row in sheet.rows()]
    return list(csv.reader(io.StringIO(content_of(path).decode(encoding), newline="")))


def column(table: pl.DataFrame, name: str) -> float:
    return float(table[name].to_numpy().mean())


def dictionary(kind: str) -> dict:
    name = TABLE_OF.get(kind, kind)
    return tomllib.loads((TABLES / f"{name}.toml").read_text("utf-8"))


def layouts():
    for kind, variants in parameters("exports").items():
        for variant, layout in variants.items():
            yield pytest.param(kind, layout, id=f"{kind}-{variant}")


# --- the same seed, the same bytes


def test_same_seed_same_bytes(tmp_path):
    first = simulate(tmp_path / "one", households=800, seasons=2, seed=3)
    second = simulate(tmp_path / "two", households=800, seasons=2, seed=3)
    names = sorted(path.relative_to(first) for path in first.rglob("*.*"))
    assert names == sorted(path.relative_to(second) for path in second.rglob("*.*"))
    assert [n for n in names if (first / n).read_bytes() != (second / n).read_bytes()] == []


def test_another_seed_is_another_city(town, tmp_path):
    other = simulate(tmp_path, households=2000, seasons=2, seed=6)
    name = "exports/hotline_2025-26_simulated.csv"
    assert (town / name).read_bytes() != (other / name).read_bytes()


def test_an_earlier_simulation_leaves_nothing_behind(tmp_path):
    simulate(tmp_path, households=400, seasons=2, seed=1)
    simulate(tmp_path, households=400, seasons=1, seed=1)
    assert not list(tmp_path.glob("exports/*2024-25*"))


@pytest.mark.parametrize(("households", "seasons"), [(399, 2), (400, 0), (400, 11)])
def test_impossible_arguments_are_refused(tmp_path, households, seasons):
    with pytest.raises(ValueError, match=r"too few|cannot be simulated"):
        simulate(tmp_path, households=households, seasons=seasons)


# --- exports as they are described


@pytest.mark.parametrize(("kind", "layout"), list(layouts()))
def test_every_header_is_in_the_dictionary_for_its_column(kind, layout):
    table = dictionary(kind)
    wide = table["table"].get("wide", {}).get("headers", [])
    for header, column in layout["columns"].items():
        if column.startswith("room:"):
            assert header in wide
        else:
            assert header in table["columns"][column]["headers"]


@pytest.mark.parametrize(("kind", "layout"), list(layouts()))
def test_every_code_is_spelled_as_the_dictionary_lists_it(kind, layout):
    columns = dictionary(kind)["columns"]
    for column, words in layout["words"].items():
        for code, word in words.items():
            listed = "unanswered" if code == "lost" else code
            assert word in columns[column]["codes"][listed]


def test_record_types_are_listed_in_the_dictionary():
    known = {
        word
        for words in dictionary("workorders")["columns"]["record_type"]["codes"].values()
        for word in words
    }
    for entry in parameters("matters").values():
        assert set(entry.get("types", {})) <= known


def test_files_have_the_stated_encodings_headers_and_lines(town, manifest):
    for name, about in manifest["files"].items():
        path = town / "exports" / name
        marked = content_of(path).startswith(b"\xef\xbb\xbf")
        assert marked == (about["encoding"] == "utf-8-sig"), name
        lines = lines_of(path, about["encoding"])
        body = about["data_rows"] + about["repeated_headers"]
        assert len(lines) == about["title_rows"] + 1 + body + about["footer_rows"], name
        assert about["data_rows"] == about["real_rows"] + about["duplicates"], name
        if about["encoding"] == "gb18030":
            with pytest.raises(UnicodeDecodeError):
                content_of(path).decode("utf-8")


def test_every_export_says_that_it_is_simulated(town, manifest):
    for name, about in manifest["files"].items():
        assert "simulated" in name
        if about["title_rows"]:
            assert "模拟数据" in lines_of(town / "exports" / name, "xlsx")[0][0]


def test_planted_faults_are_where_the_truth_says(town, manifest):
    files = {
        name: lines_of(town / "exports" / name, about["encoding"])
        for name, about in manifest["files"].items()
    }
    with (town / "truth" / "planted_rows_simulated.csv").open(encoding="utf-8") as file:
        plants = list(csv.DictReader(file))
    assert {plant["kind"] for plant in plants} >= {
        "duplicate",
        "lost_point",
        "sentinel_temperature",
        "text_temperature",
        "full_width_temperature",
    }
    for plant in plants:
        lines, row = files[plant["file"]], int(plant["row"])
        if plant["kind"] == "duplicate":
            assert lines[row - 1] == lines[row - 2]
        elif plant["kind"] != "order_violation" and plant["written"]:
            assert plant["written"] in lines[row - 1]


def test_nothing_looks_like_a_real_mobile_number(town, manifest):
    for name, about in manifest["files"].items():
        for line in lines_of(town / "exports" / name, about["encoding"]):
            for cell in line:
                assert not REAL_MOBILE.search(re.sub(r"[\s-]", "", cell)), (name, cell)


def test_texts_differ_and_have_no_empty_slots(lived):
    texts = [ticket.text for ticket in lived[1].tickets if not ticket.cancelled]
    assert len(set(texts)) > 0.8 * len(texts)
    assert not [text for text in texts if "{" in text or not text]


def test_every_matter_has_enough_sentences():
    for leaf, voices in parameters("texts")["causes"].items():
        common = parameters("matters")[leaf].get("rate", 0) >= 1
        assert sum(map(len, voices.values())) >= (8 if common else 5), leaf


# --- the planted facts


def test_hotspots_have_more_contacts_than_usual(facts):
    inside = sum(spot["contacts"] for spot in facts["hotspots"])
    assert len(facts["hotspots"]) == 3
    assert inside > 2 * sum(spot["contacts_expected_unplanted"] for spot in facts["hotspots"])


def test_each_hotspot_and_the_surge_show_in_the_sample():
    facts = json.loads((SAMPLE / "truth" / "planted.json").read_text("utf-8"))
    assert facts["surge"]["communities"] == "all"
    for planted_window in [*facts["hotspots"], facts["surge"]]:
        usual = planted_window["contacts_expected_unplanted"]
        assert planted_window["contacts"] > 0.6 * planted_window["multiplier"] * usual


def test_silent_community_is_cold_and_hardly_complains(town, facts):
    table = pl.read_csv(town / "truth" / "communities_simulated.csv")
    silent = table.filter(pl.col("planted") == "silent_community")
    rest = table.filter(pl.col("planted").is_null())
    assert silent["community"].unique().to_list() == [facts["silent_community"]["community"]]
    warmth, calls = (column(rest, name) for name in ("mean_celsius", "contacts_per_1000"))
    assert column(silent, "mean_celsius") < warmth - 2
    assert column(silent, "contacts_per_1000") < 0.6 * calls


def test_recorded_ratings_are_better_than_the_truth(facts):
    bias = facts["call_back_bias"]
    assert bias["mean_of_recorded_ratings"] > bias["true_mean_score_of_all_cases"] + 0.1


def test_the_late_team_is_late(lived):
    city, _ = lived
    names = parameters()["teams"]["names"]
    late = names[parameters()["planted"]["late_team"]["team"]]
    minutes = {}
    for team in names:
        crews = Crews(city, 0, np.random.default_rng(1))
        moments = [DAY * day + 12 * HOUR for day in range(200)]
        arrivals = [crews.emergency(team, at, 40)[0] - at for at in moments]
        minutes[team] = float(np.median(arrivals)) / 60
    assert minutes[late] > 1.4 * max(m for team, m in minutes.items() if team != late)


def test_the_telephone_rings_longer_after_the_step():
    facts = json.loads((SAMPLE / "truth" / "planted.json").read_text("utf-8"))
    text = (SAMPLE / "exports" / "hotline_2025-26_simulated.csv").read_bytes().decode("gb18030")
    seconds = {"before": [], "after": []}
    for row in csv.DictReader(io.StringIO(text)):
        dashed = row["来电时间"][4:5] == "-"  # the spelling of most lines, which sorts as text
        inbound = row["线路类型"] == "客服热线" and row["呼叫类型"] == "呼入"
        if dashed and inbound and row["接听时间"]:
            when = "before" if row["来电时间"] < facts["answer_step"]["from"] else "after"
            seconds[when].append(int(row["振铃时长"]))
    before, after = (np.median(seconds[when]) for when in ("before", "after"))
    assert after > 1.25 * before


def test_registers_hold_what_was_planted(town, facts):
    planted = facts["registers"]
    sheet = lines_of(town / "exports" / "audits_simulated.xlsx", "xlsx")
    audits = [dict(zip(sheet[2], line, strict=True)) for line in sheet[3:-2]]
    centre = planted["failing_centre"]
    display = [
        row["是否符合"]
        for row in audits
        if (row["检查地点"], row["条款编号"]) == (centre["place"], centre["clause"])
        and row["检查日期"] > "2025-11"
    ]
    assert set(display) == {"否"}
    content = (town / "exports" / "incidents_simulated.csv").read_bytes().decode("utf-8-sig")
    reports = list(csv.DictReader(io.StringIO(content)))
    confirmed = [r for r in reports if r["核实结果"] == "属实"]
    bad = planted["team_with_incidents"]
    found = [r["违反条款"] for r in confirmed if r["班组"] == bad["team"]]
    assert sorted(found) == sorted(bad["clauses"])
    assert planted["silent_team"]["team"] not in {r["班组"] for r in reports}


def test_inspectors_check_what_only_an_audit_shows():
    checked = {clause for kind in parameters("audits").values() for clause in kind["clauses"]}
    assert checked == {clause.id for clause in for_audits(list(load().clauses.values()))}


# --- the model


def test_colder_outdoors_means_colder_rooms():
    city, season = world(600, 2), last_seasons(1)[0]
    facts, sky = planted(city, [season]), weather(season, 2)
    colder = Weather(sky.daily - 6, sky.wind, sky.six_hourly - 6, sky.waves)
    homes = np.arange(0, 600, 3)
    mild = IndoorModel(city, season, sky, facts, 2).undisturbed(homes)
    cold = IndoorModel(city, season, colder, facts, 2).undisturbed(homes)
    # A few homes lose so little heat that the supply curve gives them more than they need.
    drop = (mild - cold)[:, 40:].mean(axis=1)
    assert (drop > 0).mean() > 0.95
    assert 0.2 < drop.mean() < 3


def test_a_home_without_heat_cools_and_recovers():
    city, season = world(600, 2), last_seasons(1)[0]
    model = IndoorModel(city, season, weather(season, 2), planted(city, [season]), 2)
    home = np.array([100])
    gone = Cooling(home, season.day(40), season.day(41), None)
    lost = (model.undisturbed(home) - model.temperatures(home, [gone]))[0]
    assert np.allclose(lost[: 40 * 4], 0)
    assert lost[41 * 4] > 4
    assert lost[45 * 4] < 0.1


def test_temperatures_are_those_of_homes(town):
    readings = pl.read_csv(town / "exports" / "sensors_2025-26_simulated.csv")["室温"]
    usual = readings.filter(readings.is_between(-50, 60)).to_numpy()
    assert 0.88 < (usual >= 18).mean() < 0.99
    assert ((usual > 10) & (usual < 32)).mean() > 0.995


def test_agents_take_one_call_at_a_time(lived):
    busy: dict[tuple[str, int], int] = {}
    calls = [c for c in lived[1].calls if c.ring_started_at and c.direction == "inbound"]
    calls = [c for c in calls if c.line_type == "hotline" and c.agent_id]
    for call in sorted(calls, key=lambda call: call.ring_started_at or 0):
        desk = (call.agent_id[-1], 0)
        assert (call.ring_started_at or 0) >= busy.get(desk, 0)
        busy[desk] = call.ended_at


def test_steps_of_a_case_follow_one_another(lived):
    steps = ("accepted_at", "first_action_at", "dispatched_at", "taken_at", "arrived_at")
    steps += ("finished_at", "fed_back_at")
    for ticket in lived[1].tickets:
        if ticket.visits:
            moments = [getattr(ticket, step) for step in steps]
            known = [moment for moment in moments if moment is not None]
            assert known == sorted(known), ticket


def test_working_days_skip_weekends_holidays_and_count_make_up_days():
    friday = last_seasons(1)[0].start + 75 * DAY  # Thursday 29 January 2026
    assert working_day_after(friday, 2) == friday + 4 * DAY
    before_festival = last_seasons(1)[0].start + 90 * DAY  # Friday 13 February 2026
    assert working_day_after(before_festival, 1) == before_festival + DAY  # Saturday worked


# --- the committed sample


def test_sample_matches_its_manifest():
    manifest = json.loads((SAMPLE / "truth" / "manifest.json").read_text("utf-8"))
    assert manifest["arguments"] == {"households": 24_000, "seasons": 2, "seed": 1}
    assert sorted(manifest["files"]) == sorted(p.name for p in (SAMPLE / "exports").iterdir())
    for name, about in manifest["files"].items():
        content = (SAMPLE / "exports" / name).read_bytes()
        assert len(content) == about["bytes"], name
        assert hashlib.sha256(content).hexdigest() == about["sha256"], name


def test_sample_stays_small():
    assert sum(path.stat().st_size for path in SAMPLE.rglob("*.*")) < 8_000_000


def test_service_levels_of_the_sample_are_believable():
    levels = json.loads((SAMPLE / "truth" / "service_levels.json").read_text("utf-8"))["levels"]
    believable = {
        "on site within 30 minutes of an emergency": (0.85, 0.95),
        "answered within 15 seconds of ringing": (0.83, 0.92),
        "first action within 24 hours": (0.94, 0.99),
        "indoor repair within 24 hours": (0.94, 0.99),
        "complaint answered in 5 working days": (0.90, 0.98),
        "visit reported within 1 hour": (0.84, 0.95),
        "rooms at 18 degrees or more": (0.92, 0.97),
    }
    for name, (low, high) in believable.items():
        assert low <= levels[name]["share"] <= high, name


def test_register_names_every_file_and_its_rows():
    register = (ROOT / "data" / "README.md").read_text("utf-8")
    manifest = json.loads((SAMPLE / "truth" / "manifest.json").read_text("utf-8"))
    for name, about in manifest["files"].items():
        line = next(line for line in register.splitlines() if f"`{name}`" in line)
        assert f"| {about['data_rows']:,} |" in line, name
    for path in (SAMPLE / "truth").iterdir():
        assert f"`{path.name}`" in register


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_readings_at_scale_are_a_season_of_any_length_with_the_faults_of_exports(tmp_path, kind):
    file = write_readings(tmp_path / f"sensors_simulated.{kind}", 60_000)
    read = pl.read_csv(file, try_parse_dates=True) if kind == "csv" else pl.read_parquet(file)
    assert len(read) == 60_000
    assert read["采集时间"].is_sorted()
    moment = pl.col("采集时间")
    assert read.select((moment.max() - moment.min()).dt.total_days()).item() >= 118
    impossible = read.filter(~pl.col("室温").is_between(5, 35))
    assert 20 < len(impossible) < 80
    assert 10 < len(read) - len(read.unique()) < 60
    within = read.filter(pl.col("室温").is_between(5, 35))
    assert 19 < within.select(pl.col("室温").mean()).item() < 22
    assert file.read_bytes() == write_readings(tmp_path / f"again.{kind}", 60_000).read_bytes()
