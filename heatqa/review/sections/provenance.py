"""Where the figures come from, so that anybody can make them again."""

import datetime as dt

import polars as pl

from heatqa.language import say
from heatqa.review import layout, runs
from heatqa.review.pages import Kind, Page, Table
from heatqa.review.question import Question

KEY = "provenance"


def page(question: Question) -> Page:
    """Run, records, versions, readings and profile."""
    found = runs.provenance(question, dt.datetime.now().astimezone())
    rows = [
        (say("review.provenance.run"), found.run),
        (say("review.provenance.generation"), found.generation),
        (say("review.provenance.source"), found.source),
        (say("review.provenance.as_of"), found.as_of),
        (say("review.provenance.document"), question.document or say("review.provenance.all")),
        (say("review.provenance.profile"), found.profile or say("review.provenance.no_profile")),
        *found.versions.items(),
    ]
    about: dict[str, Kind] = {"about": "text", "found": "text"}
    schema = {"about": pl.String, "found": pl.String}
    readings = pl.DataFrame(list(found.readings.items()), schema=schema, orient="row")
    return layout.page(
        question,
        KEY,
        say("review.provenance.title", run=found.run),
        number=say("review.provenance.number", run=found.run, generation=found.generation),
        caveat=say("review.provenance.caveat"),
        tables=[_sheet("provenance", rows, about, 10), _readings(readings, about)],
    )


def _sheet(name: str, rows: list[tuple[str, str]], columns: dict[str, Kind], shown: int) -> Table:
    schema = {"about": pl.String, "found": pl.String}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    return layout.table(name, frame, columns, shown=shown)


def _readings(frame: pl.DataFrame, columns: dict[str, Kind]) -> Table:
    return layout.table(
        "readings_in_use", frame, columns, headings={"about": "question", "found": "reading"}
    )
