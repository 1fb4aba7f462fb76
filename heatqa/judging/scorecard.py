"""The scorecard: every clause with its counts, its rate, and where it stands."""

import datetime as dt
from collections.abc import Mapping

import duckdb
import polars as pl

from heatqa import errors
from heatqa.clauses import Catalogue, Clause, Variant, forms
from heatqa.judging import audits, cube, evidence, kept
from heatqa.judging.period import Period
from heatqa.language import pick
from heatqa.settings import Settings
from heatqa.statistics import rates

NO_DATA = "no data"
# Fewer kept promises than this do not settle that all are kept.
ENOUGH = 30
_SCHEMA = {
    "clause": pl.String,
    "label": pl.String,
    "form": pl.String,
    "class": pl.String,
    "reading": pl.String,
    "reading_label": pl.String,
    "target": pl.Float64,
    "target_stated": pl.Boolean,
    "needs": pl.List(pl.String),
    "judged_as": pl.String,
}
_READINGS = {
    "clause": pl.String,
    "label": pl.String,
    "reading": pl.String,
    "reading_label": pl.String,
    "in_use": pl.Boolean,
    "target": pl.Float64,
}
COLUMNS = (
    "clause",
    "form",
    "class",
    *cube.COUNTS,
    "rate",
    "low",
    "high",
    "target",
    "standing",
    "evidence",
    "reading",
    "target_stated",
    "needs",
    "label",
    "reading_label",
    "last_check",
    "last_evidence",
)


def scorecard(
    connection: duckdb.DuckDBPyConnection,
    catalogue: Catalogue,
    settings: Settings,
    period: Period,
    document: str | None = None,
    *,
    only: Mapping[str, str] | None = None,
) -> pl.DataFrame:
    """Every clause's counts and standing in a period, under the readings that the company chose.

    Clauses that set no limit or that records cannot show are left out. Records without any date
    belong to no period and are counted in each. With `only`, those of one district, community,
    team or category are counted, see `judging.kept`.

    Returns:
        One row per clause in the order of the documents: `clause`, `form`, `class`, the counts
        `met`, `missed`, `pending`, `cannot_tell`; `rate` of those decided with its 95 % Wilson
        interval `low` to `high` (0 to 1); `target` (1 where the text promises every case, then
        `target_stated` is false); `standing`: `met` or `missed` on record, `pending`,
        `cannot tell` or `no data`, then `needs` lists the columns wanting; `evidence`: whether
        the interval lies wholly on one side of the target; the `reading`; in the user's
        language the clause's short `label` and `reading_label`; and for what only an audit
        shows the day of its `last_check` in the period with the `last_evidence`.

    Raises:
        PeriodEmpty: there are records, but none in the period.
        ColumnNotFound: `only` names something else.
    """
    _check_period(connection, period)
    known = evidence.brought(connection)
    head = pl.DataFrame(
        [
            _head(catalogue, settings, clause, known)
            for clause in catalogue.of_document(document)
            if clause.on_scorecard
        ],
        schema=_SCHEMA,
        orient="row",
    )
    counts = _counts(connection, period, only or {})
    frame = head.join(counts, on=["judged_as", "reading"], how="left", maintain_order="left")
    lacking = pl.col("needs").list.len() > 0
    frame = frame.with_columns(
        pl.when(lacking).then(0).otherwise(pl.col(count).fill_null(0)).alias(count)
        for count in cube.COUNTS
    )
    checks = audits.latest_checks(connection, bounds(period)).filter(
        pl.col("clause").is_in([c.id for c in audits.for_audits(list(catalogue.clauses.values()))])
    )
    frame = frame.join(checks, on="clause", how="left", maintain_order="left")
    return standing(frame).select(COLUMNS)


def under_readings(
    connection: duckdb.DuckDBPyConnection,
    catalogue: Catalogue,
    settings: Settings,
    period: Period,
) -> pl.DataFrame:
    """The rate of every clause with an unclear wording under each way to read it.

    Returns:
        One row per clause and reading: `clause`, `label`, `reading`, `reading_label`, `in_use` (the
        company's choice), the counts, `rate`, `low`, `high`, `target`, `standing`, `evidence`.

    Raises:
        PeriodEmpty: there are records, but none in the period.
    """
    _check_period(connection, period)
    known = evidence.brought(connection)
    rows = [
        {
            "clause": clause.id,
            "label": pick(clause.label),
            "reading": variant.reading,
            "reading_label": catalogue.reading_label(variant),
            "in_use": variant == catalogue.variant(clause, settings.readings),
            "target": 1.0 if clause.target is None else clause.target,
        }
        for clause in catalogue.clauses.values()
        if clause.readings
        for variant in catalogue.variants(clause, settings.readings)
        if not evidence.missing(variant, known)
    ]
    counts = _counts(connection, period, {}).rename({"judged_as": "clause"})
    frame = pl.DataFrame(rows, schema=_READINGS).join(
        counts, on=["clause", "reading"], how="left", maintain_order="left"
    )
    return standing(frame.with_columns(pl.col(cube.COUNTS).fill_null(0)))


def bounds(period: Period) -> list[dt.date]:
    """First and last day of a period, open ends as far as the calendar goes."""
    return [period.first or dt.date.min, period.last or dt.date.max]


def _counts(
    connection: duckdb.DuckDBPyConnection, period: Period, only: Mapping[str, str]
) -> pl.DataFrame:
    """The four counts of each clause judged, under each reading, in a period."""
    sums = ", ".join(f"cast(sum({count}) as bigint) as {count}" for count in cube.COUNTS)
    return connection.sql(
        f"select clause as judged_as, reading, {sums} from cube "
        f"where (day is null or day between ? and ?){kept.condition(only)} group by all",
        params=bounds(period),
    ).pl()


def hidden(frame: pl.DataFrame, published: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """The scorecard without the figures of clauses whose counts may not be published.

    Args:
        frame: As `scorecard` gives.
        published: As `judging.kept.published` gives.
        catalogue: The clauses in force.

    Returns:
        The same rows; where something was counted that may not be published, the counts, `rate`,
        `low`, `high` and `evidence` are null and `standing` is `hidden`.
    """
    judged_as = [catalogue.judged_as(catalogue.clause(name)).id for name in frame["clause"]]
    named = frame.with_columns(judged_as=pl.Series(judged_as, dtype=pl.String)).join(
        published.with_columns(named=pl.lit(True)),
        on=["judged_as", "reading"],
        how="left",
        maintain_order="left",
    )
    counted = pl.sum_horizontal(cube.COUNTS) > 0
    withheld = counted & pl.col("named").is_null()
    return named.with_columns(
        pl.when(~withheld).then(pl.col(*cube.COUNTS, "rate", "low", "high", "evidence")),
        standing=pl.when(withheld).then(pl.lit("hidden")).otherwise("standing"),
    ).select(COLUMNS)


def standing(frame: pl.DataFrame) -> pl.DataFrame:
    """Add rate, interval, standing and evidence to counts and targets."""
    decided = pl.col("met") + pl.col("missed")
    frame = frame.with_columns(
        pl.when(decided > 0).then(pl.col("met") / decided).alias("rate"),
        *rates.wilson(pl.col("met"), decided),
    )
    reached = pl.col("rate") >= pl.col("target")
    aside = (pl.col("low") >= pl.col("target")) | (pl.col("high") < pl.col("target"))
    # Where every case is promised the interval never reaches the target: the records themselves
    # settle it, if there are enough of them and most can be told.
    every_one = (pl.col("target") == 1) & (pl.col("missed") == 0)
    every_one &= (decided >= ENOUGH) & (pl.col("cannot_tell") <= decided)
    return frame.with_columns(
        pl.when(reached)
        .then(pl.lit("met"))
        .when(decided > 0)
        .then(pl.lit("missed"))
        .when(pl.col("pending") > 0)
        .then(pl.lit("pending"))
        .when(pl.col("cannot_tell") > 0)
        .then(pl.lit("cannot tell"))
        .otherwise(pl.lit(NO_DATA))
        .alias("standing"),
        pl.when(decided > 0)
        .then(pl.when(aside | every_one).then(pl.lit("clear")).otherwise(pl.lit("not clear")))
        .alias("evidence"),
    )


def _head(
    catalogue: Catalogue, settings: Settings, clause: Clause, known: set[str]
) -> tuple[object, ...]:
    variant = catalogue.variant(clause, settings.readings)
    return (
        clause.id,
        pick(clause.label),
        clause.form,
        clause.cls,
        variant.reading,
        catalogue.reading_label(variant),
        1.0 if clause.target is None else clause.target,
        clause.target is not None,
        _needs(catalogue, variant, known),
        variant.clause.id,
    )


def _needs(catalogue: Catalogue, variant: Variant, known: set[str]) -> list[str]:
    """The columns wanting, or the register that no export has yet."""
    if isinstance(variant.form, forms.Unjudged):
        register = catalogue.reasons[variant.form.why].needs
        return [pick(register)] if register else []
    return evidence.missing(variant, known)


def _check_period(connection: duckdb.DuckDBPyConnection, period: Period) -> None:
    first, last, inside = connection.execute(
        "select min(day), max(day), count(*) filter (where day between ? and ?) from cube",
        bounds(period),
    ).fetchall()[0]
    if first is not None and not inside:
        raise errors.PeriodEmpty(
            period=period.name, first=period.first, last=period.last, from_=first, to=last
        )
