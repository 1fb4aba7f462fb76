"""Is all in order: each line says ok, warn or fail, and what to do."""

import dataclasses
import json
import shutil
from pathlib import Path

import filelock
import polars as pl
import pytest

from heatqa import settings
from heatqa.engines import java
from heatqa.warehouse import Warehouse
from heatqa.workplace import health, machine, records
from heatqa.workplace.findings import Finding

from .test_cli import HOTLINE, heatqa


def states(frame: pl.DataFrame) -> dict[str, str]:
    return dict(zip(frame["name"], frame["state"], strict=True))


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("loaded")
    (folder / "hotline.csv").write_text(HOTLINE, encoding="utf-8")
    assert heatqa("load", "hotline.csv", cwd=folder).returncode == 0
    return folder


@pytest.fixture
def company(loaded: Path, tmp_path: Path) -> settings.Settings:
    shutil.copytree(loaded, tmp_path, dirs_exist_ok=True)
    return settings.Settings(warehouse=tmp_path / "warehouse")


def test_a_loaded_warehouse_is_in_order(company: settings.Settings):
    found = health.examined(health.checks(lambda: company))
    assert {"warehouse", "writer", "key", "disk"} <= {
        name for name, state in states(found).items() if state == "ok"
    }
    (told,) = found.filter(pl.col("name") == "warehouse")["found"]
    assert "generation-000001.duckdb" in told


def test_before_the_first_load_nothing_fails(tmp_path: Path):
    chosen = settings.Settings(warehouse=tmp_path / "warehouse")
    assert records.warehouse(chosen).state == "warn"
    assert "heatqa load" in records.warehouse(chosen).remedy
    assert records.writer(chosen).state == records.key(chosen).state == "ok"


def test_a_damaged_generation_fails_with_the_way_back(company: settings.Settings):
    Warehouse(company.warehouse).published().write_bytes(b"nothing of the kind")
    found = health.examined(health.checks(lambda: company))
    row = found.row(by_predicate=pl.col("name") == "warehouse", named=True)
    assert row["state"] == "fail"
    assert "heatqa rollback" in row["found"]


def test_a_lost_key_fails(company: settings.Settings):
    (company.warehouse.parent / "heatqa.key").unlink()
    assert records.key(company).state == "fail"


def test_who_is_loading_is_named_and_a_dead_note_is_not(company: settings.Settings):
    note = company.warehouse / "writer.txt"
    note.write_text("process 7 on heat", encoding="utf-8")
    assert records.writer(company).state == "ok"
    # A lock of its own object, as another process would hold it.
    with filelock.FileLock(company.warehouse / "writer.lock", is_singleton=False):
        assert records.writer(company).found == "process 7 on heat"
    assert records.writer(company).state == "ok"


def test_a_full_disk_fails(company: settings.Settings, monkeypatch: pytest.MonkeyPatch):
    limits = machine.wanted() | {"disk": {"least_gigabytes": 10**9, "enough_gigabytes": 10**9}}
    monkeypatch.setattr(records, "wanted", lambda: limits)
    assert records.disk(company).state == "fail"


@pytest.mark.parametrize(
    ("version", "misfits", "state"),
    [(17, [], "ok"), (17, ["pyspark –"], "warn"), (11, [], "warn"), (None, [], "warn")],
    ids=["both", "no Spark", "old Java", "no Java"],
)
def test_spark_wants_java_and_its_library(
    version: int | None, misfits: list[str], state: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(java, "version", lambda: version)
    monkeypatch.setattr(machine, "_misfits", lambda *_, **__: misfits)
    monkeypatch.setattr(machine.importlib.metadata, "version", lambda _: "4.3.0")
    assert machine.java().state == state


def test_a_browser_is_the_one_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("BROWSER_PATH", str(tmp_path / "none"))
    assert machine.browser() == Finding(
        "browser", "warn", str(tmp_path / "none"), machine.browser().remedy
    )
    (tmp_path / "none").write_bytes(b"")
    assert machine.browser().state == "ok"


def test_libraries_are_compared_with_what_the_package_states(monkeypatch: pytest.MonkeyPatch):
    assert machine.versions().state == "ok"
    monkeypatch.setattr(
        machine.importlib.metadata, "requires", lambda _: ["polars>=99", "nosuchthing>=1"]
    )
    found = machine.versions()
    assert found.state == "fail"
    assert "polars" in found.found
    assert "nosuchthing" in found.found


def test_settings_that_cannot_be_followed_fail_and_say_why(tmp_path: Path):
    (tmp_path / "heatqa.toml").write_text('documents = ["S9"]\n', encoding="utf-8")
    done = heatqa("doctor", "--format", "json", cwd=tmp_path)
    assert done.returncode == 1
    rows = {row["name"]: row for row in json.loads(done.stdout)}
    assert rows["settings"]["state"] == "fail"
    assert "S9" in rows["settings"]["found"]
    (tmp_path / "heatqa.toml").write_text("companie = 1\n", encoding="utf-8")
    assert "Did you mean company" in heatqa("doctor", cwd=tmp_path).stdout.replace("\n", " ")


def test_the_companys_language_is_spoken(tmp_path: Path):
    (tmp_path / "heatqa.toml").write_text('language = "zh"\n', encoding="utf-8")
    done = heatqa("doctor", cwd=tmp_path)
    assert done.returncode == 0
    assert "数据仓库" in done.stdout


def test_settings_are_found_from_a_folder_below(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "heatqa.toml").write_text('company = "暖城"\n', encoding="utf-8")
    below = tmp_path / "notebooks"
    below.mkdir()
    monkeypatch.chdir(below)
    found = settings.load()
    assert found.company == "暖城"
    assert found.warehouse == tmp_path / "warehouse"
    monkeypatch.chdir(tmp_path)
    assert settings.load() == dataclasses.replace(found, warehouse=Path("warehouse"))
