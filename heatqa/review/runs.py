"""Reviews that were shown: named for what they rest on, kept, made again, and compared."""

import dataclasses
import datetime as dt
import hashlib
import importlib.metadata
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from heatqa import __version__, errors
from heatqa.judging import cube
from heatqa.language import pick
from heatqa.review import findings
from heatqa.review.pages import Provenance, Review
from heatqa.review.question import Question
from heatqa.settings import Settings
from heatqa.tables.moments import moment
from heatqa.warehouse import Warehouse

if TYPE_CHECKING:
    from heatqa.workbench import Workbench

_LIBRARIES = ("duckdb", "polars", "holidays", "plotly")
_DIGITS = 12
_FOLDER = "reviews"
# What a company sets that changes no figure of a review.
_BESIDE = ("company", "language", "warehouse", "profile", "review", "own_clauses")


def provenance(question: Question, made_at: dt.datetime) -> Provenance:
    """Where the figures of a review come from.

    Args:
        question: What was asked.
        made_at: When the review was made; no part of the run's name.
    """
    bench = question.bench
    catalogue, settings = bench.catalogue, bench.settings
    readings = {}
    for reading in catalogue.readings.values():
        option = reading.options[settings.readings.get(reading.name, reading.default)]
        readings[pick(reading.asks)] = pick(option.label)
    return Provenance(
        run=run_id(question),
        generation=bench.warehouse.published().stem,
        source=bench.source,
        as_of=moment(bench.as_of),
        versions=versions(),
        readings=readings,
        profile=settings.profile or "",
        made_at=f"{made_at:%Y-%m-%d %H:%M}",
    )


def versions() -> dict[str, str]:
    """The versions of heatqa and of what it computes with."""
    return {"heatqa": __version__} | {name: importlib.metadata.version(name) for name in _LIBRARIES}


def run_id(question: Question) -> str:
    """The same for the same records, settings, versions and question, in either language."""
    bench = question.bench
    parts = (
        bench.warehouse.published().name,
        _files(question),
        bench.as_of,
        cube.fingerprint(bench.catalogue, bench.settings),
        settings_kept(bench.settings),
        versions(),
        question.period.name,
        question.document,
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:_DIGITS]


def _files(question: Question) -> list[tuple[str, ...]]:
    """The files that the records come from, by what is in them: a number alone names no records."""
    return question.bench.sql(
        "select distinct table_name, sha256 from sources left join loads using (load_id) "
        "where undone_at is null order by all"
    ).rows()


def figures(question: Question) -> dict[str, int]:
    """The counts that the pages rest on, by clause and verdict, and of contacts and opinions."""
    found = {
        f"{row['clause']} {count}": int(row[count])
        for row in question.scorecard().iter_rows(named=True)
        for count in findings.COUNTS
        if any(row[name] for name in findings.COUNTS)
    }
    contacts = question.contacts().group_by("contact").agg(pl.col("count").sum())
    found |= {contact: int(count) for contact, count in contacts.sort("contact").iter_rows()}
    found["scores"] = int(question.opinions()["score"].count())
    found["matters"] = int(question.matters()["first_of_matter"].sum())
    return found


def keep(question: Question, review: Review) -> Path:
    """Write down what a review showed, beside the warehouse, and return the file.

    Raises:
        OutputUnwritable: the folder cannot be written.
    """
    folder = _folder(question.bench.settings)
    file = folder / f"{review.provenance.run}.json"
    # Made again, a review is still the one that was shown then.
    first = next(
        (e["made_at"] for e in kept(question.bench.settings) if e["run"] == review.provenance.run),
        None,
    )
    entry = {
        "run": review.provenance.run,
        "warehouse": question.bench.settings.warehouse.name,
        "period": question.period.name,
        "document": question.document,
        "generation": question.bench.warehouse.published().name,
        "as_of": question.bench.as_of.isoformat(),
        "made_at": first or dt.datetime.now().astimezone().isoformat(timespec="milliseconds"),
        "versions": dict(review.provenance.versions),
        "settings": settings_kept(question.bench.settings),
        "figures": figures(question),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(entry, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as problem:
        raise errors.OutputUnwritable(path=file, found=problem.strerror or str(problem)) from None
    return file


def kept(settings: Settings) -> list[dict[str, Any]]:
    """Every review of a warehouse that was kept, the one made last at the end."""
    entries = []
    for file in _folder(settings).glob("*.json"):
        try:
            entries.append(json.loads(file.read_text(encoding="utf-8")))
        except (OSError, ValueError):
            continue
    mine = settings.warehouse.name
    known = [e for e in entries if isinstance(e, dict) and e.get("warehouse") == mine]
    return sorted(known, key=lambda entry: (entry["made_at"], entry["run"]))


def shown_last(question: Question) -> dict[str, Any] | None:
    """The review of the same period and document that was kept last before this one."""
    mine = run_id(question)
    every = kept(question.bench.settings)
    until = next((entry["made_at"] for entry in every if entry["run"] == mine), None)
    same = [
        entry
        for entry in every
        if entry["period"] == question.period.name
        and entry["document"] == question.document
        and entry["run"] != mine
        and (until is None or entry["made_at"] < until)
    ]
    return same[-1] if same else None


def again(settings: Settings, run: str) -> tuple["Workbench", str, str | None]:
    """The workbench, period and document of a review that was kept, to make it again.

    Raises:
        RunUnknown: no such review was kept.
        GenerationGone: its records are no longer kept.
        RunDiffers: clauses, settings or versions have changed, so the figures would be others.
    """
    from heatqa.workbench import Workbench  # noqa: PLC0415

    entries = {entry["run"]: entry for entry in kept(settings)}
    if run not in entries:
        hint = errors.suggestion(run, entries)
        raise errors.RunUnknown(run=run, folder=_folder(settings), hint=hint)
    entry = entries[run]
    names = {field.name: field for field in dataclasses.fields(Settings)}
    then = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in entry["settings"].items()
        if name in names
    }
    bench = Workbench(dataclasses.replace(settings, **then), _moment(entry["as_of"]))
    bench.warehouse = Warehouse(settings.warehouse, entry["generation"])
    bench.warehouse.published()
    made = run_id(Question(bench, entry["period"], entry["document"]))
    if made != run:
        raise errors.RunDiffers(run=run, what=_differing(entry))
    return bench, entry["period"], entry["document"]


def _moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def _differing(entry: dict[str, Any]) -> str:
    """Which versions differ from those of a run; without any it is the clauses."""
    now = versions()
    changed = [
        f"{name} {version} → {now.get(name, '–')}"
        for name, version in entry["versions"].items()
        if now.get(name) != version
    ]
    return ", ".join(changed) or "heatqa/clauses"


def settings_kept(settings: Settings) -> dict[str, Any]:
    """The settings that figures depend on, as they are kept."""
    chosen = {
        field.name: getattr(settings, field.name)
        for field in dataclasses.fields(settings)
        if field.name not in _BESIDE
    }
    return json.loads(json.dumps(chosen, default=str))


def _folder(settings: Settings) -> Path:
    """Beside the warehouse, so that loading does not touch it."""
    return settings.warehouse.absolute().parent / _FOLDER
