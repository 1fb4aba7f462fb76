"""Records that clauses judged, asked back: when did the limit end, and was it kept?"""

import datetime as dt
from collections.abc import Iterable

import polars as pl

from heatqa.language import pick, say
from heatqa.training.drawing.material import exercise, picked
from heatqa.training.exercises import Exercise, Item
from heatqa.training.texts import Words
from heatqa.workbench import Workbench

VERDICTS = ("met", "missed", "cannot tell")
# Records this near to their limit, in its lengths, are worth arguing about.
_NEAR = 3


def moment(time: dt.datetime) -> str:
    """Month, day and time, as they are asked for.

    Example:
        >>> moment(dt.datetime(2026, 1, 3, 8, 5, 30))
        '01-03 08:05'
    """
    return f"{time:%m-%d %H:%M}"


def records(bench: Workbench, clause_ids: Iterable[str]) -> pl.DataFrame:
    """What clauses with a clock judged, see `plain`."""
    return plain(pl.concat(kept_records(bench, clause_id) for clause_id in clause_ids))


def kept_records(bench: Workbench, clause_id: str) -> pl.DataFrame:
    """What one clause judged: `clause`, `record`, `starts_at`, `stops_at`, `due_at`, `verdict`."""
    return bench.records(clause_id).select(
        pl.lit(clause_id).alias("clause"), "record", "starts_at", "stops_at", "due_at", "verdict"
    )


def plain(rows: pl.DataFrame) -> pl.DataFrame:
    """Records whose verdict their minutes alone show, not too far from their limit."""
    whole = rows.with_columns(pl.col("starts_at", "stops_at", "due_at").dt.truncate("1m"))
    known = whole.drop_nulls(["starts_at", "due_at"]).filter(pl.col("verdict").is_in(VERDICTS))
    shown = (
        pl.when(pl.col("stops_at").is_null())
        .then(pl.lit("cannot tell"))
        .when(pl.col("stops_at") <= pl.col("due_at"))
        .then(pl.lit("met"))
        .otherwise(pl.lit("missed"))
    )
    length = pl.col("due_at") - pl.col("starts_at")
    near = pl.col("stops_at").is_null() | (
        pl.col("stops_at") - pl.col("starts_at") <= _NEAR * length
    )
    return known.filter(shown == pl.col("verdict"), near).drop("record")


def due(
    bench: Workbench, words: Words, rows: pl.DataFrame, count: int, name: str = "due"
) -> Exercise:
    """When the limit of a record ends."""
    starts = words.options("starts")
    return exercise(
        words,
        name,
        "moment",
        (
            Item(
                ask=words(
                    "question",
                    start=starts[row["clause"]],
                    at=moment(row["starts_at"]),
                    rule=_rule(bench, row["clause"]),
                ),
                answer=moment(row["due_at"]),
                reason=words("reason", clause=row["clause"], due=moment(row["due_at"])),
                pointed=(words("pointed", clause=row["clause"]),),
            )
            for row in picked(rows, count, name, by="clause")
        ),
    )


def kept(
    bench: Workbench, words: Words, rows: pl.DataFrame, count: int, name: str = "kept"
) -> Exercise:
    """Whether the promise was kept, or cannot be told."""
    starts, stops = words.options("starts"), words.options("stops")
    options = {verdict: say(f"verdict.{verdict.replace(' ', '_')}") for verdict in VERDICTS}
    return exercise(
        words,
        name,
        "choice",
        (
            Item(
                ask=words(
                    "question",
                    start=starts[row["clause"]],
                    at=moment(row["starts_at"]),
                    stop=stops[row["clause"]],
                    then=moment(row["stops_at"]) if row["stops_at"] else words("nothing"),
                    agreed=moment(row["due_at"]),
                    rule=_rule(bench, row["clause"]),
                ),
                answer=row["verdict"],
                reason=words(
                    f"reason_{row['verdict'].replace(' ', '_')}",
                    clause=row["clause"],
                    due=moment(row["due_at"]),
                ),
                pointed=(words("pointed"),),
            )
            for row in picked(rows, count, name, by="verdict")
        ),
        options=options,
    )


def _rule(bench: Workbench, clause_id: str) -> str:
    return pick(bench.catalogue.clause(clause_id).rule)
