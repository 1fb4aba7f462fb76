"""A class's results as tables for the terminal."""

import polars as pl
from rich.table import Table

from heatqa.complaints.taxonomy import label
from heatqa.language import number, percent, say
from heatqa.tables.ruled import ruled

_EXERCISES = ("lesson", "exercise", "trainees", "answers", "right_at_first", "tries")
_PAIRS = ("one", "other", "answers", "apart")
_MATRIX = ("key", "given", "answers", "share")


def by_exercise(frame: pl.DataFrame, trainees: int) -> Table:
    """How the class did in each exercise."""
    return ruled(
        say("training.results", trainees=number(trainees)),
        _headings(_EXERCISES),
        (
            row
            | {
                "lesson": str(row["lesson"]),
                "trainees": number(row["trainees"]),
                "answers": number(row["answers"]),
                "right_at_first": percent(row["right_at_first"], 0),
                "tries": number(row["tries"], 1),
            }
            for row in frame.iter_rows(named=True)
        ),
        right=("lesson", "trainees", "answers", "right_at_first", "tries"),
    )


def confusion(frame: pl.DataFrame) -> Table:
    """Every pair of key and answer that came, right ones included."""
    return ruled(
        say("training.matrix"),
        _headings(_MATRIX),
        (
            {
                "key": _named(row["key"]),
                "given": _named(row["given"]),
                "answers": number(row["answers"]),
                "share": percent(row["share"], 0),
            }
            for row in frame.iter_rows(named=True)
        ),
        right=("answers", "share"),
    )


def confused(frame: pl.DataFrame) -> Table:
    """The pairs most confused and what tells them apart."""
    return ruled(
        say("training.confused"),
        _headings(_PAIRS),
        (
            row
            | {
                "one": _named(row["one"]),
                "other": _named(row["other"]),
                "answers": number(row["answers"]),
            }
            for row in frame.iter_rows(named=True)
        ),
        right=("answers",),
        caption=say("training.none_confused") if frame.is_empty() else "",
    )


def _headings(names: tuple[str, ...]) -> dict[str, str]:
    return {name: say(f"training.column.{name}") for name in names}


def _named(leaf: str) -> str:
    return f"{leaf} {label(leaf)}"
