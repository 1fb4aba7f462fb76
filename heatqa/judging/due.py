"""The watch-list: open records of clauses with a clock, the first to fall due on top."""

import datetime as dt

import duckdb
import polars as pl

from heatqa import conditions, dictionary
from heatqa.clauses import Catalogue, Clause, Variant, forms
from heatqa.judging import calendars, evidence, facts, verdicts
from heatqa.judging.engine import Local, timestamp
from heatqa.language import pick
from heatqa.settings import Settings
from heatqa.sql import literal, quoted

OVERDUE, BEGUN = "overdue", "begun"
# The share of the limit from which an open record is flagged, the gravest first.
FLAGS = {0.9: "used 90 %", 0.75: "used 75 %", 0.5: "used 50 %"}
STATES = (OVERDUE, *FLAGS.values(), BEGUN)

# Where no team is recorded, whoever took the record; where a system writes a name instead of a
# staff number, nobody is shown.
_AGENTS = ("accepted_by", "agent_id")
_STAFF_NUMBER = "[A-Za-z]{0,4}-?[0-9]{1,8}"
_PRIVATE = ("person", "phone")
_SCHEMA = {
    "clause": pl.String,
    "label": pl.String,
    "record": pl.String,
    "team": pl.String,
    "community_id": pl.String,
    "starts_at": pl.Datetime("us"),
    "due_at": pl.Datetime("us"),
    "left_seconds": pl.Int64,
    "used_share": pl.Float64,
    "state": pl.String,
}


def watch_list(
    connection: duckdb.DuckDBPyConnection,
    catalogue: Catalogue,
    settings: Settings,
    as_of: dt.datetime,
    *,
    within: dt.timedelta | None = None,
    clauses: list[Clause] | None = None,
) -> pl.DataFrame:
    """The open records of every clause with a clock, under the readings that the company chose.

    Args:
        connection: A warehouse.
        catalogue: The clauses in force.
        settings: The company's readings and season.
        as_of: The moment as of which records are open.
        within: Only what falls due in this span; what is overdue is always there.
        clauses: The clauses watched, all of them if left out.

    Returns:
        One row per clause and open record, the earliest due first: `clause`, `label`, `record`,
        `team` (else the staff number of who took it), `community_id`, `starts_at`, `due_at`,
        `left_seconds` (negative once overdue), `used_share` of the span from start to due
        (1 when it is used up), and `state`, one of `STATES`.
    """
    watched = _watched(connection, catalogue, settings, clauses)
    facts.prepare(connection, as_of, settings, wanted={variant.fact for variant in watched})
    calendars.add(Local(connection), watched, as_of)
    found = [_open(connection, variant, as_of) for variant in watched]
    frame = pl.concat([pl.DataFrame(schema=_SCHEMA), *found])
    if within is not None:
        frame = frame.filter(pl.col("left_seconds") <= within.total_seconds())
    return frame.sort("due_at", "clause", "record")


def _watched(
    connection: duckdb.DuckDBPyConnection,
    catalogue: Catalogue,
    settings: Settings,
    clauses: list[Clause] | None,
) -> list[Variant]:
    """The clauses with a clock whose columns some export brought; without, all would look open."""
    known = evidence.brought(connection)
    chosen = list(catalogue.clauses.values()) if clauses is None else clauses
    variants = [
        catalogue.variant(clause, settings.readings)
        for clause in chosen
        if catalogue.judged_as(clause) is clause
    ]
    return [
        variant
        for variant in variants
        if isinstance(variant.form, forms.Deadline | forms.Kept)
        and not evidence.missing(variant, known)
    ]


def _open(
    connection: duckdb.DuckDBPyConnection, variant: Variant, as_of: dt.datetime
) -> pl.DataFrame:
    """The open records of one clause: pending, or missed with nothing to end them but the stop."""
    engine = Local(connection)
    columns, bare = engine.columns(f"fact_{variant.fact}"), facts.days_only(engine)
    made = verdicts.expressions(variant, columns, as_of, bare)
    now = timestamp(as_of)
    lost = "false"
    if isinstance(variant.form, forms.Deadline) and variant.form.lost:
        lost = conditions.checked(variant.form.lost, columns, variant.clause.id)
    open_still = (
        f"{made.verdict} = 'pending' or ({made.verdict} = 'missed' and {made.stop} is null "
        f"and {now} > {made.due} and not coalesce({lost}, false))"
    )
    flags = " ".join(
        f"when used_share >= {share} then {literal(flag)}" for share, flag in FLAGS.items()
    )
    query = (
        f"with running as (select {_record(variant)} as record, {_owner(columns)} as team, "
        f"fact.community_id, {made.start} as starts_at, {made.due} as due_at "
        f"from fact_{variant.fact} as fact {' '.join(made.joins)} where {open_still}), "
        f"timed as (select *, cast(floor(date_diff('microsecond', {now}, due_at) / 1e6) as bigint) "
        "as left_seconds, case when due_at > starts_at then "
        f"date_diff('microsecond', starts_at, {now}) "
        "/ date_diff('microsecond', starts_at, due_at) end as used_share from running) "
        f"select {literal(variant.clause.id)} as clause, {literal(pick(variant.clause.label))} "
        f"as label, *, case when {now} > due_at then {literal(OVERDUE)} {flags} "
        f"else {literal(BEGUN)} end as state from timed"
    )
    return connection.sql(query).pl().cast(_SCHEMA).select(list(_SCHEMA))  # type: ignore[arg-type]


def _record(variant: Variant) -> str:
    """The record's number, or nothing where it is made of hashed names or numbers."""
    tables = facts.sources()[variant.fact].tables
    table = dictionary.tables()[tables[0]]
    if any(table.columns[name].kind in _PRIVATE for name in table.key):
        return "cast(null as varchar)"
    return "fact.record_id"


def _owner(columns: list[str]) -> str:
    agents = [f"fact.{quoted(name)}" for name in _AGENTS if name in columns]
    numbers = [
        f"case when regexp_full_match({agent}, '{_STAFF_NUMBER}') then {agent} end"
        for agent in agents
    ]
    return f"coalesce({', '.join(['fact.team', *numbers])})"
