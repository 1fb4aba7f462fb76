"""The simulated city that comes with heatqa, loaded on first use, with its planted truth."""

import dataclasses
import hashlib
import json
import os
import shutil
from pathlib import Path
from typing import Any

import filelock
import polars as pl

from heatqa import errors, language
from heatqa.complaints import taxonomy
from heatqa.judging import workdays
from heatqa.settings import Settings
from heatqa.settings import load as load_settings
from heatqa.workbench import Workbench

_PACKAGE = Path(__file__).parent
_CHECKOUT = _PACKAGE.parent


def shipped(name: str) -> Path:
    """A folder that comes with heatqa: in the installed package, else in the checkout.

    The folders lie outside the package where people look for them; a build copies them into it
    (`setup.py`), so that who installs a wheel has notebooks and sample as well.
    """
    installed = _PACKAGE / "shipped" / name
    return installed if installed.is_dir() else _CHECKOUT / name


FOLDER = shipped("data/sample")
# What comes after records are loaded and judged, or only words them, changes nothing of what is
# kept of the sample; `tests/test_layers.py` holds that.
AFTER_LOADING = (
    "aggregates",
    "figures",
    "tables",
    "dashboards",
    "review",
    "training",
    "workplace",
    "commands",
    "simulate",
    "wording",
)
_KEPT = _CHECKOUT / "build"
if FOLDER.is_relative_to(_PACKAGE):
    # An installed package may not be written.
    _KEPT = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "heatqa"


def sample(settings: Settings | None = None) -> Workbench:
    """A workbench on the simulated city of `data/sample`.

    The warehouse is made once for the very code and calendar that load and judge and for this
    data, so that what it shows cannot be older than any of them: in `build/`, of an installed
    package in the user's cache.

    Raises:
        FileMissing: the package came without it.
    """
    if not FOLDER.exists():
        raise errors.FileMissing(path=FOLDER)
    # Of the company's own settings only the language is taken: the city is not the company.
    language.prefer(load_settings().language)
    _KEPT.mkdir(parents=True, exist_ok=True)
    folder = _KEPT / f"sample-{_fingerprint()}"
    settings = dataclasses.replace(settings or Settings(), warehouse=folder)
    with filelock.FileLock(_KEPT / "sample.lock"):
        if not (folder / "CURRENT").exists():
            for older in _KEPT.glob("sample-*"):
                shutil.rmtree(older, ignore_errors=True)
            Workbench(settings).load([FOLDER / "exports"])
    return Workbench(settings)


def truth() -> dict[str, Any]:
    """What was planted in the simulated city, by name, as `data/sample/truth/planted.json` says."""
    return json.loads((FOLDER / "truth" / "planted.json").read_text(encoding="utf-8"))


def planted(bench: Workbench) -> pl.DataFrame:
    """What was planted in each file of the sample beside what was found on loading it.

    Returns:
        One row per file: `file`, `rows`, `rows_read`, `duplicates_planted`, `duplicates_found`,
        `rejects_planted`, `rejects_found`.
    """
    manifest = json.loads((FOLDER / "truth" / "manifest.json").read_text(encoding="utf-8"))
    truth = pl.DataFrame(
        [
            {
                "file": name,
                "rows": entry["data_rows"],
                "duplicates_planted": entry["duplicates"],
                "rejects_planted": entry["rejects"],
            }
            for name, entry in manifest["files"].items()
        ]
    )
    found = bench.sql(
        "select parse_filename(file) as file, cast(sum(rows_read) as bigint) as rows_read, "
        "cast(sum(duplicates) as bigint) as duplicates_found, "
        "cast(sum(rejected) as bigint) as rejects_found from sources group by 1"
    )
    columns = (
        "file",
        "rows",
        "rows_read",
        "duplicates_planted",
        "duplicates_found",
        "rejects_planted",
        "rejects_found",
    )
    return truth.join(found, on="file", how="left", maintain_order="left").select(columns)


def planted_hotspots(bench: Workbench) -> pl.DataFrame:
    """Which of the sample's planted hotspots a scan of their season finds, see `scan_recovery`.

    Returns:
        One row per planted hotspot: `hotspot`, `season`, `begins`, `ends`, `places`, `cluster`,
        `p_value`, `recall`, `precision`; the last four are null where it was missed.
    """
    # The compiler that the scan needs takes half a second to import.
    from heatqa.statistics import scan_recovery  # noqa: PLC0415

    truth = json.loads((FOLDER / "truth" / "planted.json").read_text(encoding="utf-8"))["hotspots"]
    rows = pl.DataFrame(
        [
            {
                "hotspot": entry["id"],
                "season": entry["season"],
                "begins": entry["from"],
                "ends": entry["to"],
                "place": entry["communities"],
            }
            for entry in truth
        ]
    ).with_columns(pl.col("begins", "ends").str.to_date())
    frames = []
    for (season,), mine in rows.group_by("season", maintain_order=True):
        found = bench.hotspots(str(season))
        frames.append(scan_recovery.recovery(mine.explode("place"), found))
    lists = rows.with_columns(places=pl.col("place").list.join(", ")).drop("place")
    return lists.join(pl.concat(frames), on="hotspot", how="left", maintain_order="left")


def planted_leaves(bench: Workbench, period: str | None = None) -> pl.DataFrame:
    """How many of the sample's cases were read as what they are about.

    Returns:
        One row per leaf, the most frequent first: `leaf`, `name`, `cases` that are truly about it,
        `right` of them, the `share` right, and `mistaken_for`, the leaf said most of the others.
    """
    truth = pl.read_csv(FOLDER / "truth" / "tickets_simulated.csv", infer_schema=False)
    said = bench.complaints(period).select("id", said="leaf")
    both = said.join(truth.select("true_leaf", id="ticket_id"), on="id")
    both = both.filter(pl.col("true_leaf").is_in(taxonomy.leaves()))
    right = pl.col("said") == pl.col("true_leaf")
    counted = both.group_by(leaf="true_leaf").agg(
        cases=pl.len(),
        right=right.sum(),
        share=right.mean(),
        mistaken_for=pl.col("said").filter(~right).drop_nulls().mode().sort().first(),
    )
    names = [taxonomy.label(leaf) for leaf in counted["leaf"].to_list()]
    counted.insert_column(1, pl.Series("name", names, dtype=pl.String))
    return counted.sort("cases", "leaf", descending=[True, False])


def planted_outages(bench: Workbench, period: str | None = None) -> pl.DataFrame:
    """Whether the cases of each of the sample's outages were linked to one fault.

    Returns:
        One row per outage with two cases or more, the most cases first: `event`, `cases`,
        `in_largest`, how many of them are in the largest fault, and `faults` they are spread over.
    """
    truth = pl.read_csv(FOLDER / "truth" / "tickets_simulated.csv", infer_schema=False)
    known = truth.select(id="ticket_id", event="outage_event").drop_nulls("event")
    both = bench.complaints(period).select("id", "fault").join(known, on="id")
    by_fault = both.group_by("event", "fault").agg(cases=pl.len())
    return (
        by_fault.group_by("event")
        .agg(cases=pl.col("cases").sum(), in_largest=pl.col("cases").max(), faults=pl.len())
        .filter(pl.col("cases") > 1)
        .sort("cases", "event", descending=[True, False])
    )


def _fingerprint() -> str:
    digest = hashlib.sha256(workdays.edition().encode())
    code = (
        file
        for file in _PACKAGE.rglob("*")
        if file.relative_to(_PACKAGE).parts[0] not in (*AFTER_LOADING, "shipped")
    )
    for file in sorted([*code, *(FOLDER / "exports").iterdir()]):
        if file.is_file() and file.parent.name != "__pycache__":
            digest.update(file.relative_to(_CHECKOUT).as_posix().encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()[:12]
