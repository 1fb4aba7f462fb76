"""The cube: per clause, reading, day, place, team and category, how many got each verdict.

All clauses on one source are judged in one pass over it, so the cost grows with rows and not
with rows times clauses; every rate afterwards reads the cube, which is small for any city.
"""

import datetime as dt
import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping

import duckdb

from heatqa import __version__
from heatqa.clauses import Catalogue, Variant, forms
from heatqa.judging import alike, counting, facts, seen, workdays
from heatqa.judging.engine import Engine, Local, timestamp
from heatqa.settings import Settings
from heatqa.sql import literal, single

# Told how much is done, and of how much.
Progress = Callable[[int, int], None]
COUNTS = counting.COUNTS
COLUMNS = (
    "clause varchar, reading varchar, day date, community_id varchar, team varchar, "
    "leaf varchar, met bigint, missed bigint, pending bigint, cannot_tell bigint"
)


def variants(catalogue: Catalogue, settings: Settings) -> list[Variant]:
    """Every clause that is judged itself, as the company reads it and under other readings."""
    judged = (c for c in catalogue.clauses.values() if c.judged and catalogue.judged_as(c) is c)
    return [
        variant for clause in judged for variant in catalogue.variants(clause, settings.readings)
    ]


def limits(catalogue: Catalogue, settings: Settings) -> frozenset[float]:
    """What readings that are summed by day are held against."""
    summed = {name for name, source in facts.sources().items() if source.summed}
    judged = (v.form for v in variants(catalogue, settings) if v.fact in summed)
    return alike.limits(form for form in judged if isinstance(form, forms.Bound))


def build(
    connection: duckdb.DuckDBPyConnection,
    catalogue: Catalogue,
    settings: Settings,
    as_of: dt.datetime,
    engine: Engine | None = None,
    *,
    progress: Progress | None = None,
) -> None:
    """Judge every record under every reading and store the counts in the tables `cube`, `cube_of`.

    A connection to a read-only warehouse gets them as temporary tables, which hide stored ones.

    Args:
        connection: The warehouse that gets the cube.
        catalogue: The clauses in force.
        settings: The company's choices.
        as_of: The moment as of which records are judged.
        engine: Where the records are, by default in the warehouse itself.
        progress: Is told how many sources are judged, and of how many.
    """
    temp = "temp" if read_only(connection) else ""
    connection.execute(f"create or replace {temp} table cube ({COLUMNS})")
    engine = engine or Local(connection)
    ready = counting.ready(engine, variants(catalogue, settings), settings, as_of)
    _fill(connection, engine, counting.queries(ready), progress)
    sign(connection, catalogue, settings, as_of)


def recount(
    connection: duckdb.DuckDBPyConnection,
    judged: Collection[Variant],
    settings: Settings,
    as_of: dt.datetime,
    *,
    again: Mapping[str, str | None],
    within: seen.Within | None = None,
) -> None:
    """Judge some clauses again and put their counts in place of those that are stored.

    Args:
        connection: The warehouse with the cube.
        judged: The clauses.
        settings: The company's choices.
        as_of: The moment as of which records are judged.
        again: Their sources, and for each SQL for the days (`day`) that are judged again, if not
            all; it may ask for the views of `judging.facts`. Counts of other days stay.
        within: The rows of one table on which all these days lie, if they rest on no others.
    """
    if not judged:
        return
    engine = Local(connection)
    ready = counting.ready(engine, judged, settings, as_of, within=within)
    rows: dict[str, str] = {}
    for source in sorted({variant.fact for variant in ready.variants}):
        days, view, gone = again[source], f"fact_{source}", "true"
        if days is not None:
            listed = f"days_of_{source}"
            if not _listed(connection, listed, days):
                continue
            # Records without a day are of none, and that is a day like others.
            gone = f"exists (from {listed} where {listed}.day is not distinct from cube.day)"
            if not within:
                met = f"{listed}.day is not distinct from one.day"
                view = f"(select one.* from {view} as one semi join {listed} on {met})"
        rows[source] = view
        of_source = [variant for variant in judged if variant.fact == source]
        connection.execute(
            "delete from cube where (clause, reading) in (select unnest($1), unnest($2))"
            f" and {gone}",
            [[each.clause.id for each in of_source], [each.reading for each in of_source]],
        )
    _fill(connection, engine, counting.queries(ready, rows))
    for source in again:
        connection.execute(f"drop table if exists temp.days_of_{source}")


def _listed(connection: duckdb.DuckDBPyConnection, name: str, days: str) -> bool:
    """List the days of a query in a table; whether there are any."""
    connection.execute(f"create or replace temp table {name} as select distinct day from ({days})")
    return single(connection, f"select exists (from {name})")[0]


def _fill(
    connection: duckdb.DuckDBPyConnection,
    engine: Engine,
    made: Iterable[tuple[str, str]],
    progress: Progress | None = None,
) -> None:
    asked = list(made)
    for done, (judged, counts) in enumerate(asked):
        if progress:
            progress(done, len(asked))
        engine.hand_over("counted", judged, connection)
        connection.execute(f"insert into cube {counts}")
    connection.execute("drop table if exists counted")


def sign(
    connection: duckdb.DuckDBPyConnection,
    catalogue: Catalogue,
    settings: Settings,
    as_of: dt.datetime,
) -> None:
    """Write down what the cube was judged on, in the table `cube_of`."""
    temp = "temp" if read_only(connection) else ""
    connection.execute(
        f"create or replace {temp} table cube_of as select {timestamp(as_of)} as as_of, "
        f"{literal(fingerprint(catalogue, settings))} as fingerprint"
    )


def stored(connection: duckdb.DuckDBPyConnection) -> tuple[dt.datetime, str] | None:
    """What the cube was judged on, see `sign`: the moment and the `fingerprint`."""
    query = "select count(*) from duckdb_tables() where table_name = 'cube_of'"
    if not single(connection, query)[0]:
        return None
    as_of, fingerprint_of = single(connection, "select as_of, fingerprint from cube_of")
    return as_of, fingerprint_of


def fingerprint(catalogue: Catalogue, settings: Settings) -> str:
    """What the counts depend on besides the records: versions, clauses, choices and season."""
    judged = [(variant.clause.id, variant.reading) for variant in variants(catalogue, settings)]
    parts = (
        judged,
        __version__,
        workdays.edition(),
        counting.DIMENSIONS,
        catalogue.clauses,
        catalogue.readings,
        catalogue.phrases,
        settings.season_starts,
        settings.season_ends,
        settings.urgent_categories,
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def read_only(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether a warehouse is only looked at."""
    query = "select readonly from duckdb_databases() where database_name = current_database()"
    return single(connection, query)[0]
