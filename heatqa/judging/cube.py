"""The cube: per clause, reading, day, place, team and category, how many got each verdict.

All clauses on one source are judged in one pass over it, so the cost grows with rows and not
with rows times clauses; every rate afterwards reads the cube, which is small for any city.
"""

import datetime as dt
import hashlib
import itertools
from collections.abc import Callable, Collection, Iterable, Iterator

import duckdb

from heatqa import __version__, clauses
from heatqa.clauses import Catalogue, Variant, forms
from heatqa.judging import alike, facts, seen, source_sql, verdicts
from heatqa.judging.engine import Engine, Local, timestamp
from heatqa.settings import Settings
from heatqa.sql import literal, single

# Told how much is done, and of how much.
Progress = Callable[[int, int], None]
COUNTS = ("met", "missed", "pending", "cannot_tell")
COLUMNS = (
    "clause varchar, reading varchar, day date, community_id varchar, team varchar, "
    "leaf varchar, met bigint, missed bigint, pending bigint, cannot_tell bigint"
)
# A source without a category (`leaf`) of its own has none in the cube.
_DIMENSIONS = ("day", "community_id", "team", "leaf")


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
    _fill(connection, engine, counted(engine, catalogue, settings, as_of), progress)
    sign(connection, catalogue, settings, as_of)


def recount(
    connection: duckdb.DuckDBPyConnection,
    catalogue: Catalogue,
    settings: Settings,
    as_of: dt.datetime,
    *,
    sources: Collection[str],
    within: seen.Within | None = None,
) -> None:
    """Judge some sources again and put their counts in place of those that are stored.

    Args:
        connection: The warehouse with the cube.
        catalogue: The clauses in force.
        settings: The company's choices.
        as_of: The moment as of which records are judged.
        sources: The sources.
        within: The days that are judged again, if not all; counts of other days stay.
    """
    again = [variant for variant in variants(catalogue, settings) if variant.fact in sources]
    days = f" and day in (select day from {within.days})" if within else ""
    connection.execute(
        f"delete from cube where (clause, reading) in (select unnest($1), unnest($2)){days}",
        [[variant.clause.id for variant in again], [variant.reading for variant in again]],
    )
    engine = Local(connection)
    made = counted(engine, catalogue, settings, as_of, sources=sources, within=within)
    _fill(connection, engine, made)


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


def counted(
    engine: Engine,
    catalogue: Catalogue,
    settings: Settings,
    as_of: dt.datetime,
    *,
    sources: Collection[str] | None = None,
    within: seen.Within | None = None,
) -> Iterator[tuple[str, str]]:
    """How to judge the records of one source after the other, in any engine.

    Args:
        engine: Where the records are.
        catalogue: The clauses in force.
        settings: The company's choices.
        as_of: The moment as of which records are judged.
        sources: The sources wanted, all if not given.
        within: The days of one table that are judged, if not all.

    Yields:
        A query for the engine that judges a source and counts, one row per day and place with all
        clauses side by side; and one that makes rows of the cube of them, kept as `counted`.
    """
    every = variants(catalogue, settings)
    if sources is not None:
        every = [variant for variant in every if variant.fact in sources]
    # A company's own clauses are judged on nothing, too: that is how their mistakes come out.
    shipped = clauses.load().documents
    own = {variant.fact for variant in every if variant.clause.document not in shipped}
    empty = source_sql.without_rows(engine, {variant.fact for variant in every} - own)
    every = [variant for variant in every if variant.fact not in empty]
    judged_on = {variant.fact for variant in every}
    facts.arrange(engine, as_of, settings, within, wanted=judged_on)
    sums = facts.arrange_sums(engine, as_of, settings, within, wanted=judged_on)
    facts.add_workdays(engine, every, as_of)
    bare = facts.days_only(engine)
    # Counts that leave their database have no numbers of that size on the way.
    weighed = type(engine) is Local
    by_source = itertools.groupby(sorted(every, key=lambda v: v.fact), key=lambda v: v.fact)
    for source, group in by_source:
        judged = list(group)
        columns = engine.columns(f"fact_{source}")
        made = _counts(judged, columns, as_of, bare, sums, weighed=weighed)
        yield made, " union all ".join(_long(judged, weighed=weighed))


def fingerprint(catalogue: Catalogue, settings: Settings) -> str:
    """What the counts depend on besides the records: version, clauses, choices and season."""
    judged = [(variant.clause.id, variant.reading) for variant in variants(catalogue, settings)]
    parts = (
        judged,
        __version__,
        _DIMENSIONS,
        catalogue.clauses,
        catalogue.readings,
        catalogue.phrases,
        settings.season_starts,
        settings.season_ends,
        settings.urgent_categories,
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def _counts(
    group: list[Variant],
    columns: list[str],
    as_of: dt.datetime,
    bare: frozenset[str],
    sums: alike.Sums,
    *,
    weighed: bool,
) -> str:
    """A query that judges every row of a source under all variants at once, and counts."""
    made = [verdicts.expressions(variant, columns, as_of, bare) for variant in group]
    joins = dict.fromkeys(join for each in made for join in each.joins)
    number = verdicts.weighed if weighed else str
    judged = ", ".join(f"{number(each.verdict)} as v{n}" for n, each in enumerate(made))
    kept = [name for name in _DIMENSIONS if name in columns]
    alike_ones = alike.counted(group, [each.verdict for each in made], kept, sums)
    records = alike.RECORDS if alike_ones else "1"
    if weighed:
        times = f" * {records}" if alike_ones else ""
        counts = ", ".join(f"sum(v{n}{times}) as counts{n}" for n in range(len(group)))
    else:
        counts = ", ".join(
            f"sum(case when v{n} = {literal(verdict)} then records else 0 end) as {count}{n}"
            for n in range(len(group))
            for verdict, count in zip(verdicts.VERDICTS, COUNTS, strict=True)
        )
    names = ", ".join(_DIMENSIONS)
    dimensions = ", ".join(
        f"fact.{name}" if name in columns else f"cast(null as varchar) as {name}"
        for name in _DIMENSIONS
    )
    return (
        f"select {names}, {counts} from (select {dimensions}, {records} as records, {judged} "
        f"from {alike_ones or f'fact_{group[0].fact}'} as fact {' '.join(joins)}) group by all"
    )


def _long(group: list[Variant], *, weighed: bool) -> Iterable[str]:
    for n, variant in enumerate(group):
        counts = [f"{count}{n}" for count in COUNTS]
        some = f"{' + '.join(counts)} > 0"
        if weighed:
            counts, some = verdicts.unpacked(f"counts{n}"), f"counts{n} > 0"
        yield (
            f"select {literal(variant.clause.id)}, {literal(variant.reading)}, "
            f"{', '.join([*_DIMENSIONS, *counts])} from counted where {some}"
        )


def read_only(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether a warehouse is only looked at."""
    query = "select readonly from duckdb_databases() where database_name = current_database()"
    return single(connection, query)[0]
