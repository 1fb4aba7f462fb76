"""Promises without a limit ("promptly"): how long things took, never whether that was kept."""

import datetime as dt
import itertools

import duckdb
import polars as pl

from heatqa import conditions
from heatqa.clauses import Catalogue, Clause, Variant, forms, limits
from heatqa.judging import evidence, facts
from heatqa.judging.engine import Local
from heatqa.judging.period import Period
from heatqa.language import pick
from heatqa.settings import Settings
from heatqa.sql import literal, quoted

_SCHEMA = {
    "clause": pl.String,
    "label": pl.String,
    "unit": pl.String,
    "n": pl.Int64,
    "median": pl.Float64,
    "p90": pl.Float64,
    "worst": pl.Float64,
    "open": pl.Int64,
    "cannot_tell": pl.Int64,
    "needs": pl.List(pl.String),
}


def distributions(
    connection: duckdb.DuckDBPyConnection,
    catalogue: Catalogue,
    settings: Settings,
    as_of: dt.datetime,
    *,
    period: Period,
    document: str | None = None,
) -> pl.DataFrame:
    """How long each matter took for which a document sets no limit.

    Records without any date belong to no period and are counted in each.

    Returns:
        One row per clause in the order of the documents: `clause`, `label`; `n` records that
        came to an end, their `median`, the `p90` that nine in ten did not exceed (the value of a
        record) and the `worst`, in `unit` (s, min, h, days of 24 hours, or %); those still `open`;
        `cannot_tell` where the start is missing, the end comes before it, or hours are asked for
        and only a day is known; and the columns
        that it `needs` and no export brought, then nothing is counted.

    Raises:
        CatalogueBroken: a condition uses a column that the source does not have.
    """
    known = evidence.brought(connection)
    spread = [c for c in catalogue.of_document(document) if c.form == "distribution"]
    variants = [catalogue.variant(clause, settings.readings) for clause in spread]
    wanting = {variant.clause.id: evidence.missing(variant, known) for variant in variants}
    loaded = [variant for variant in variants if not wanting[variant.clause.id]]
    facts.prepare(connection, as_of, settings, wanted={variant.fact for variant in loaded})
    by_source = itertools.groupby(sorted(loaded, key=lambda v: v.fact), key=lambda v: v.fact)
    counted: dict[str, tuple[object, ...]] = {}
    for source, group in by_source:
        counted |= _of_source(connection, source, list(group), period)
    rows = [_row(clause, counted.get(clause.id), wanting[clause.id]) for clause in spread]
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")


def _row(clause: Clause, found: tuple[object, ...] | None, needs: list[str]) -> tuple[object, ...]:
    figures = found or (0, None, None, None, 0, 0)
    return (clause.id, pick(clause.label), clause.terms["unit"], *figures, needs)


def _of_source(
    connection: duckdb.DuckDBPyConnection, source: str, group: list[Variant], period: Period
) -> dict[str, tuple[object, ...]]:
    """The six figures of each clause on one source, in one pass over it."""
    engine = Local(connection)
    columns, bare = engine.columns(f"fact_{source}"), facts.days_only(engine)
    chosen = ", ".join(each for variant in group for each in _figures(variant, columns, bare))
    within = ""
    if period.first and period.last:
        first, last = literal(str(period.first)), literal(str(period.last))
        within = f" where day is null or day between {first} and {last}"
    row = connection.execute(f"select {chosen} from fact_{source}{within}").fetchall()[0]
    figures = [row[n : n + 6] for n in range(0, len(row), 6)]
    return {variant.clause.id: each for variant, each in zip(group, figures, strict=True)}


def _figures(variant: Variant, columns: list[str], bare: frozenset[str]) -> list[str]:
    form = variant.form
    assert isinstance(form, forms.Distribution)  # noqa: S101 - chosen by its form
    meant = "true"
    if variant.where:
        meant = conditions.checked(variant.where, columns, variant.clause.id)
    size, still_open, unclear = _measured(form, facts.sources()[variant.fact], bare)
    ended = f"filter (where {meant} and not {unclear} and {size} >= 0)"
    return [
        f"count(*) {ended}",
        f"median({size}) {ended}",
        f"quantile_disc({size}, 0.9) {ended}",
        f"max({size}) {ended}",
        f"count(*) filter (where {meant} and {still_open})",
        f"count(*) filter (where ({meant}) is null or ({meant} and {unclear}))",
    ]


def _measured(
    form: forms.Distribution, source: facts.Source, bare: frozenset[str]
) -> tuple[str, str, str]:
    """What is measured, when it is still open, and when it cannot be told."""
    if form.value:
        value = quoted(form.value)
        size = f"({value} / {float(limits.UNITS[form.unit])})"
        return size, "false", f"({value} is null or {value} < 0)"
    seconds = limits.SECONDS[form.unit]
    start, stop = quoted(str(form.start)), quoted(str(form.stop))
    size = f"(date_diff('microsecond', {start}, {stop}) / {seconds}e6)"
    still_open = f"{start} is not null and {stop} is null"
    unclear = f"{start} is null or {stop} < {start}"
    if seconds < limits.SECONDS["days"]:
        ends = (source.day_only(str(end), bare) for end in (form.start, form.stop))
        unclear = " or ".join([unclear, *ends])
    return size, still_open, f"coalesce({unclear}, false)"
