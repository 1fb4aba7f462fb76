"""Where a review's figures come from: a run is named for records, settings, versions, question."""

import dataclasses
import datetime as dt
import hashlib
import importlib.metadata

from heatqa import __version__
from heatqa.judging import cube
from heatqa.language import pick
from heatqa.review.pages import Provenance
from heatqa.review.question import Question
from heatqa.tables.moments import moment

_LIBRARIES = ("duckdb", "polars", "plotly")
_DIGITS = 12


def provenance(question: Question, made_at: dt.datetime) -> Provenance:
    """Where the figures of a review come from.

    Args:
        question: What was asked.
        made_at: When the review was made; no part of the run's name.
    """
    bench = question.bench
    catalogue, settings = bench.catalogue, bench.settings
    chosen = {
        reading.name: settings.readings.get(reading.name, reading.default)
        for reading in catalogue.readings.values()
    }
    return Provenance(
        run=run_id(question),
        generation=bench.warehouse.published().stem,
        source=bench.source,
        as_of=moment(bench.as_of),
        versions=versions(),
        readings={
            pick(catalogue.readings[name].asks): pick(
                catalogue.readings[name].options[option].label
            )
            for name, option in chosen.items()
        },
        profile=settings.profile or "",
        made_at=f"{made_at:%Y-%m-%d %H:%M}",
    )


def versions() -> dict[str, str]:
    """The versions of heatqa and of what it computes with."""
    return {"heatqa": __version__} | {name: importlib.metadata.version(name) for name in _LIBRARIES}


def run_id(question: Question) -> str:
    """The same for the same records, settings, versions and question, in either language."""
    bench = question.bench
    settings = dataclasses.replace(bench.settings, language=None, warehouse=bench.warehouse.folder)
    shown = {
        field.name: getattr(settings, field.name)
        for field in dataclasses.fields(settings)
        if field.name not in ("language", "warehouse", "profile", "review")
    }
    parts = (
        bench.warehouse.published().name,
        bench.as_of,
        cube.fingerprint(bench.catalogue, settings),
        sorted(shown.items(), key=str),
        sorted(versions().items()),
        question.period.name,
        question.document,
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:_DIGITS]
