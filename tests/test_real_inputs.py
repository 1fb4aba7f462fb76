"""Real public records through the same path: loaded with a profile, judged, compared with peers."""

import datetime as dt
import gzip
import io
import zipfile
from pathlib import Path

import polars as pl
import pytest

from heatqa.settings import Settings
from heatqa.workbench import Workbench

ROOT = Path(__file__).parent.parent
REAL = ROOT.parent / "shared" / "real"
pytestmark = pytest.mark.skipif(
    not REAL.exists(), reason="the public records (shared/real) are not beside the checkout"
)


def bench(
    folder: Path, file: str, profile: str, as_of: dt.datetime | None = None, **settings: object
) -> Workbench:
    chosen = Settings(warehouse=folder / "warehouse", profile=profile, **settings)  # type: ignore[arg-type]
    made = Workbench(chosen, as_of)
    made.load([REAL / file])
    return made


def counts(made: Workbench, clause: str) -> dict[str, int]:
    row = made.scorecard().row(by_predicate=pl.col("clause") == clause, named=True)
    return {name: row[name] for name in ("met", "missed", "pending", "cannot_tell")}


@pytest.fixture(scope="module")
def boston(tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    return bench(
        tmp_path_factory.mktemp("boston"),
        "boston_311_heat_all.csv.gz",
        "boston_311",
        dt.datetime(2018, 1, 14, 15, 50),
        own_clauses=(ROOT / "data" / "standards" / "boston_311.toml",),
        documents=("BOS",),
    )


def test_boston_agrees_with_the_citys_own_verdicts(boston: Workbench):
    city = pl.read_csv(REAL / "boston_311_heat_all.csv.gz", infer_schema_length=0).select(
        record="CASE_ENQUIRY_ID", said="OnTime_Status", target="target_dt"
    )
    both = boston.records("BOS-1").join(city, on="record", how="full", validate="1:1")
    assert both["record"].null_count() == both["said"].null_count() == 0
    with_target = both.filter(pl.col("target") != "NA")
    assert len(with_target) == 7558
    ours = pl.col("verdict").is_in(["met", "pending"])
    agree = with_target.filter(ours == (pl.col("said") == "ONTIME"))
    assert len(agree) / len(with_target) >= 0.999
    # The city calls a case without a target on time; we cannot tell.
    without = both.filter(pl.col("target") == "NA")
    assert without["verdict"].unique().to_list() == ["cannot tell"]
    assert len(without) == 86


def test_boston_lesson_closed_cases_flatter(boston: Workbench):
    """Of the closed cases 80 % were on time; with open ones past their target counted, 35 %."""
    found = boston.records("BOS-1").filter(pl.col("verdict") != "cannot tell")
    closed = found.filter(pl.col("stops_at").is_not_null())
    among_closed = (closed["verdict"] == "met").mean()
    decided = found.filter(pl.col("verdict") != "pending")
    among_decided = (decided["verdict"] == "met").mean()
    assert among_closed == pytest.approx(0.799, abs=0.001)
    assert among_decided == pytest.approx(0.351, abs=0.001)


@pytest.fixture(scope="module")
def nis(tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    return bench(
        tmp_path_factory.mktemp("nis"),
        "thermionyx_data_2024-25.zip",
        "nis_flats",
        season_starts=(10, 15),
        season_ends=(4, 15),
    )


def test_nis_temperatures_equal_polars(nis: Workbench):
    with zipfile.ZipFile(REAL / "thermionyx_data_2024-25.zip") as archive:
        raw = pl.read_csv(io.BytesIO(archive.read(archive.namelist()[0])))
    books = nis.books().row(0, named=True)
    assert books["rows_read"] == len(raw) == 376_728
    reasons = dict(nis.reasons().select("rule", "rows").iter_rows())
    impossible = raw.filter(pl.col("temperature") < -40)
    assert reasons["temperatures.impossible_celsius"] == len(impossible)
    hubs = raw.filter(pl.col("name").str.ends_with("CO2"), pl.col("temperature") > -40)
    assert reasons["temperatures.hub_probe"] == len(hubs)
    room = raw.filter(~pl.col("name").str.ends_with("CO2"), pl.col("temperature") > -40)
    warm = pl.col("temperature")
    floor = counts(nis, "S1-1.2a")
    assert floor["met"] == room.filter(warm >= 16).height
    assert floor["missed"] == room.filter(warm < 16).height
    band = counts(nis, "S1-2.2b")
    assert band["met"] == room.filter(warm.is_between(16, 20)).height
    assert counts(nis, "S1-2.3b") == band
    by_reading = dict(
        nis.readings().filter(pl.col("clause") == "S1-2.2b").select("reading", "met").iter_rows()
    )
    assert by_reading["at least 18, readings, all"] == room.filter(warm >= 18).height


@pytest.fixture(scope="module")
def technion(tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    return bench(
        tmp_path_factory.mktemp("technion"),
        "technion_anonymousbank_1999_02.txt.gz",
        "technion_calls",
    )


def seconds(column: str) -> pl.Expr:
    parts = pl.col(column).str.split(":").list
    numbers = [parts.get(n).cast(pl.Int64) for n in range(3)]
    return numbers[0] * 3600 + numbers[1] * 60 + numbers[2]


def moment(column: str) -> pl.Expr:
    """Seconds of the day; the export writes 0:00:00 for a step that did not happen."""
    return pl.when(pl.col(column) != "0:00:00").then(seconds(column))


def test_technion_calls_equal_polars(technion: Workbench):
    text = gzip.decompress((REAL / "technion_anonymousbank_1999_02.txt.gz").read_bytes())
    raw = pl.read_csv(io.BytesIO(text), separator="\t", infer_schema_length=0)
    assert technion.books()["rows_read"].item() == len(raw) == 33_344
    hung_up = raw.filter(pl.col("outcome") == "HANG").height
    offered = raw.filter(pl.col("outcome") != "PHANTOM").height
    rates = technion.readings().filter(pl.col("clause") == "S3-2.1.1a")
    by_reading = {row["reading"]: row for row in rates.iter_rows(named=True)}
    # Who did not queue was answered at once; who queued waited from then to the agent.
    queued = pl.col("q_start") != "0:00:00"
    waited = pl.when(queued).then(seconds("ser_start") - seconds("q_start")).otherwise(0)
    agents = raw.filter(pl.col("outcome") == "AGENT", pl.col("ser_start") != "0:00:00")
    # A call that ended before its answer contradicts itself, and cannot be told.
    agents = agents.with_columns(
        ended=pl.coalesce(*map(moment, ("ser_exit", "q_exit", "vru_exit")))
    )
    agents = agents.filter((pl.col("ended") >= seconds("ser_start")).fill_null(True))
    waits = agents.select(waited.alias("waited"))["waited"]
    for limit in (10, 12, 15):
        row = by_reading[f"{limit} s, offered"]
        assert row["met"] == waits.is_between(0, limit).sum()
        # A caller who hung up was not answered; the clock cannot mend that.
        assert row["missed"] == (waits > limit).sum() + hung_up
        assert sum(row[name] for name in ("met", "missed", "pending", "cannot_tell")) == offered
        assert by_reading[f"{limit} s, answered"]["met"] == row["met"]


@pytest.fixture(scope="module")
def fuzhou(tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    return bench(
        tmp_path_factory.mktemp("fuzhou"),
        "fuzhou_12345_river_cases_masked.xlsx",
        "fuzhou_12345",
    )


def test_fuzhou_complaints_and_reports_by_working_days(fuzhou: Workbench):
    """The workbook counts days to the reply; our clock counts working days between the dates."""
    chinese = pytest.importorskip("holidays").country_holidays("CN", years=range(2010, 2027))
    for clause, limit in (("S5-5.6c", 5), ("S5-5.6d", 10)):
        found = fuzhou.records(clause)
        assert len(found) == {"S5-5.6c": 1185, "S5-5.6d": 46}[clause]
        for row in found.iter_rows(named=True):
            start, stop = row["starts_at"].date(), row["stops_at"].date()
            days = (start + dt.timedelta(days=n) for n in range(1, (stop - start).days + 1))
            # On a holiday after the last working day it is already too late.
            worked = sum(chinese.is_working_day(day) for day in days)
            late = worked > limit or (worked == limit and not chinese.is_working_day(stop))
            assert row["verdict"] == ("missed" if late else "met"), row
