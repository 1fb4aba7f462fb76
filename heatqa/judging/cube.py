"""The cube: per clause, reading, day, community and team, how many records got each verdict.

All clauses on one source are judged in one pass over it, so the cost grows with rows and not
with rows times clauses; every rate afterwards reads the cube, which is small for any city.
"""

import datetime as dt
import hashlib
import itertools
from collections.abc import Iterable

import duckdb

from heatqa import __version__
from heatqa.clauses import Catalogue, Variant
from heatqa.judging import facts, verdicts
from heatqa.settings import Settings
from heatqa.sql import literal, single

COUNTS = ("met", "missed", "pending", "cannot_tell")
_DIMENSIONS = "day, community_id, team"


def variants(catalogue: Catalogue, settings: Settings) -> list[Variant]:
    """Every clause that is judged itself, as the company reads it and under other readings."""
    judged = (c for c in catalogue.clauses.values() if c.judged and catalogue.judged_as(c) is c)
    return [
        variant for clause in judged for variant in catalogue.variants(clause, settings.readings)
    ]


def build(
    connection: duckdb.DuckDBPyConnection,
    catalogue: Catalogue,
    settings: Settings,
    as_of: dt.datetime,
) -> None:
    """Judge every record under every reading and store the counts in the tables `cube`, `cube_of`.

    A connection to a read-only warehouse gets them as temporary tables, which hide stored ones.
    """
    temp = "temp" if _read_only(connection) else ""
    every = variants(catalogue, settings)
    facts.prepare(connection, as_of, settings)
    facts.add_workdays(connection, every, as_of)
    connection.execute(
        f"create or replace {temp} table cube (clause varchar, reading varchar, day date, "
        "community_id varchar, team varchar, met bigint, missed bigint, pending bigint, "
        "cannot_tell bigint)"
    )
    by_source = itertools.groupby(sorted(every, key=lambda v: v.fact), key=lambda v: v.fact)
    for source, group in by_source:
        _judge(connection, source, list(group), as_of)
    connection.execute(
        f"create or replace {temp} table cube_of as select {facts.timestamp(as_of)} as as_of, "
        f"{literal(fingerprint(catalogue, settings))} as fingerprint"
    )


def fingerprint(catalogue: Catalogue, settings: Settings) -> str:
    """What the counts depend on besides the records: version, clauses, choices and season."""
    judged = [(variant.clause.id, variant.reading) for variant in variants(catalogue, settings)]
    parts = (
        judged,
        __version__,
        catalogue.clauses,
        catalogue.readings,
        catalogue.phrases,
        settings.season_starts,
        settings.season_ends,
        settings.urgent_categories,
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def columns_of(connection: duckdb.DuckDBPyConnection, source: str) -> list[str]:
    """The columns of a source."""
    rows = connection.execute(f"describe fact_{source}").fetchall()
    return [row[0] for row in rows]


def _judge(
    connection: duckdb.DuckDBPyConnection, source: str, group: list[Variant], as_of: dt.datetime
) -> None:
    columns = columns_of(connection, source)
    made = [verdicts.expressions(variant, columns, as_of) for variant in group]
    joins = dict.fromkeys(join for each in made for join in each.joins)
    judged = ", ".join(f"{each.verdict} as v{n}" for n, each in enumerate(made))
    counts = ", ".join(
        f"sum(case when v{n} = {literal(verdict)} then 1 else 0 end) as {count}{n}"
        for n in range(len(group))
        for verdict, count in zip(verdicts.VERDICTS, COUNTS, strict=True)
    )
    connection.execute(
        f"create or replace temp table counted as select {_DIMENSIONS}, {counts} from "
        f"(select fact.{_DIMENSIONS.replace(', ', ', fact.')}, {judged} "
        f"from fact_{source} as fact {' '.join(joins)}) group by all"
    )
    connection.execute(f"insert into cube {' union all '.join(_long(group))}")
    connection.execute("drop table counted")


def _long(group: list[Variant]) -> Iterable[str]:
    for n, variant in enumerate(group):
        counts = [f"{count}{n}" for count in COUNTS]
        yield (
            f"select {literal(variant.clause.id)}, {literal(variant.reading)}, {_DIMENSIONS}, "
            f"{', '.join(counts)} from counted where {' + '.join(counts)} > 0"
        )


def _read_only(connection: duckdb.DuckDBPyConnection) -> bool:
    query = "select readonly from duckdb_databases() where database_name = current_database()"
    return single(connection, query)[0]
