"""The records behind a figure: each with its clock, its verdict, and the line of its export."""

import datetime as dt
from collections.abc import Collection

import duckdb
import polars as pl

from heatqa.clauses import Variant
from heatqa.judging import calendars, evidence, facts, verdicts
from heatqa.judging.engine import Local
from heatqa.judging.period import Period
from heatqa.settings import Settings
from heatqa.sql import literal


def judged(
    connection: duckdb.DuckDBPyConnection,
    variant: Variant,
    settings: Settings,
    as_of: dt.datetime,
    *,
    period: Period | None = None,
    verdict: str | None = None,
    wanted: Collection[str] = (),
    most: int | None = None,
) -> pl.DataFrame:
    """The records that one clause judges under one reading, or the wanted of them, latest first.

    Returns:
        One row per record: `record`, `day`, `community_id`, `team`, `starts_at`, `stops_at`,
        `due_at` (null where the clause has no clock), `value`, `verdict`, and the `file`,
        `sheet` and `source_row` it came from.
    """
    facts.prepare(connection, as_of, settings, wanted={variant.fact})
    engine = Local(connection)
    calendars.add(engine, [variant], as_of)
    columns, bare = engine.columns(f"fact_{variant.fact}"), facts.days_only(engine)
    made = verdicts.expressions(variant, columns, as_of, bare)
    holds = ["verdict is not null"]
    if evidence.missing(variant, evidence.brought(connection)):
        holds.append("false")
    if period and period.first and period.last:
        holds.append(
            f"(day is null or day between {literal(str(period.first))} "
            f"and {literal(str(period.last))})"
        )
    if verdict:
        holds.append(f"verdict = {literal(verdict)}")
    if wanted:
        holds.append(f"record in ({', '.join(map(literal, wanted))})")
    return connection.sql(
        "select j.*, s.file, s.sheet from (select fact.record_id as record, fact.day, "
        f"fact.community_id, fact.team, {made.start} as starts_at, {made.stop} as stops_at, "
        f"{made.due} as due_at, {made.value} as value, {made.verdict} as verdict, "
        f"fact.source_id, fact.source_row from fact_{variant.fact} as fact "
        f"{' '.join(made.joins)}) as j left join sources as s using (source_id) "
        f"where {' and '.join(holds)} order by day desc nulls last, record "
        f"limit {most if most is not None else 'null'}"
    ).pl()


def columns_used(
    connection: duckdb.DuckDBPyConnection, variant: Variant, wanted: Collection[str]
) -> dict[str, dict[str, object]]:
    """For each of some records the values that a clause looks at, after `judged` made its views."""
    source = facts.sources()[variant.fact]
    names = [
        name
        for name in Local(connection).columns(f"fact_{variant.fact}")
        if name in _mentioned(variant) and name != "record_id" and source.shows(name)
    ]
    rows = connection.execute(
        f"select {', '.join(['record_id', *names])} from fact_{variant.fact} "
        "where list_contains($1, record_id)",
        [list(wanted)],
    ).fetchall()
    return {record: dict(zip(names, values, strict=True)) for record, *values in rows}


def _mentioned(variant: Variant) -> set[str]:
    texts = [variant.where or "", *variant.form.columns, *variant.clause.shows]
    texts += [str(value) for value in vars(variant.form).values()]
    words = "".join(c if c.isalnum() or c == "_" else " " for c in " ".join(texts))
    return set(words.split())
