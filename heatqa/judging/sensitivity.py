"""How far each rate moves when one unclear wording is read otherwise and the rest stays."""

import duckdb
import polars as pl

from heatqa.clauses import Catalogue, Clause
from heatqa.judging import evidence, scorecard
from heatqa.judging.period import Period
from heatqa.language import pick
from heatqa.settings import Settings

_SCHEMA = {
    "clause": pl.String,
    "reading": pl.String,
    "question": pl.String,
    "asks": pl.String,
    "option": pl.String,
    "option_label": pl.String,
    "in_use": pl.Boolean,
}
COLUMNS = (
    "clause",
    "label",
    "question",
    "asks",
    "option",
    "option_label",
    "in_use",
    "met",
    "missed",
    "pending",
    "cannot_tell",
    "rate",
    "low",
    "high",
    "target",
    "standing",
    "change",
    "swing",
)


def sensitivity(
    connection: duckdb.DuckDBPyConnection,
    catalogue: Catalogue,
    settings: Settings,
    period: Period,
) -> pl.DataFrame:
    """Each clause under each option of each of its questions, the other questions as in use.

    Returns:
        One row per clause, question and option, the question that moves a rate furthest first:
        `clause`, `label`, `question` with what it `asks`, `option` with its `option_label`,
        `in_use` (the company's choice), the four counts, `rate` with its 95 % interval `low` to
        `high` (0 to 1), `target`, `standing`, `change` of the rate against the option in use and
        `swing`, the widest difference between two options, both in percentage points.

    Raises:
        PeriodEmpty: there are records, but none in the period.
    """
    known = evidence.brought(connection)
    options = pl.DataFrame(
        [
            row
            for clause in catalogue.clauses.values()
            if clause.readings and not evidence.missing(catalogue.variant(clause), known)
            for row in _options(catalogue, settings, clause)
        ],
        schema=_SCHEMA,
        orient="row",
    )
    rates = scorecard.under_readings(connection, catalogue, settings, period).drop("in_use")
    frame = options.join(rates, on=["clause", "reading"], how="left", maintain_order="left")
    group = ("clause", "question")
    # A question has one option in use, so its mean over the group is that one's rate.
    used = pl.when("in_use").then("rate").mean().over(group)
    return (
        frame.with_columns(
            change=100 * (pl.col("rate") - used),
            swing=100 * (pl.col("rate").max() - pl.col("rate").min()).over(group),
        )
        .sort("swing", descending=True, nulls_last=True, maintain_order=True)
        .select(COLUMNS)
    )


def _options(
    catalogue: Catalogue, settings: Settings, clause: Clause
) -> list[tuple[str, str, str, str, str, str, bool]]:
    chosen = dict(catalogue.variant(clause, settings.readings).choice)
    rows = []
    for name in clause.readings:
        reading = catalogue.readings[name]
        for option in reading.options.values():
            variant = catalogue.variant(clause, chosen | {name: option.name})
            in_use = option.name == chosen[name]
            said = (pick(reading.asks), option.name, pick(option.label))
            rows.append((clause.id, variant.reading, name, *said, in_use))
    return rows
