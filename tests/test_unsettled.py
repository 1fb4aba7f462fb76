"""As time goes by only days with something unsettled are judged again, and nothing is missed."""

import dataclasses
import datetime as dt
import shutil
from collections.abc import Iterator

import duckdb
import pytest

from heatqa import dictionary
from heatqa.bundled import sample
from heatqa.clauses import Catalogue, Clause, Variant, load
from heatqa.judging import cube, day_sums, renewal, seen, source_sql, unsettled
from heatqa.judging.facts import sources
from heatqa.judging.rehearsal import insert
from heatqa.settings import Settings
from heatqa.sql import literal, quoted

DELAYS = [dt.timedelta(hours=13), dt.timedelta(days=12), dt.timedelta(days=300)]
EARLIER = [
    pytest.param(moment, marks=pytest.mark.soak)
    for moment in ("2025-11-20 10:30", "2026-01-31 23:59", "2026-02-14 00:00")
]


def own(name: str, like: str, where: str, **terms: object) -> dict[str, Clause]:
    """A clause of the company's that asks what no shipped one does."""
    clause = load().clauses[like]
    terms = clause.terms | terms
    return {name: dataclasses.replace(clause, id=name, readings=(), where=where, terms=terms)}


SHIPPED = load()
NAMED = {"form": "present", "terms": {"filled": ["team"]}}
EVERY = dataclasses.replace(
    SHIPPED,
    clauses=SHIPPED.clauses
    | own("late ones", "S5-5.6c", "late")
    | own("paused for a while", "S1-3a", "paused_seconds < 86400")
    | {"projects": dataclasses.replace(SHIPPED.clauses["S1-2.7b"], id="projects", **NAMED)}
    | own("months over", "S6-3.2c", "month_over")
    | own("by a plan", "S5-5.6c", "true", start="promised_at")
    | own("made of plans", "S5-5.6c", "true", start="repair_due_at")
    | own("visits not late yet", "S3-1.4", "not late"),
)
# What looks at the moment other than by a clock, one clause of a source at a time: no other of that
# source is pending on the same day.
ALONE = [
    ("late ones", "visits not late yet", "S1-2.7b"),
    ("paused for a while", "S6-4.2b", "S1-2.2a"),
    ("by a plan", "S8-9", "S8-20"),
    ("made of plans",),
    ("S1-2.4e",),
]


@pytest.fixture(scope="module")
def season(tmp_path_factory) -> Iterator[duckdb.DuckDBPyConnection]:
    copy = tmp_path_factory.mktemp("season") / "copy.duckdb"
    shutil.copyfile(sample().warehouse.published(), copy)
    with duckdb.connect(str(copy)) as connection:
        # What is said takes longest to judge, and is never pending.
        for table in ("temperatures", "transcripts"):
            connection.execute(f"delete from {table}")
        connection.execute("update calls set transcript = null")
        day_sums.forget(connection)
        yield connection


@pytest.fixture(params=["2026-03-02 17:00", *EARLIER])
def known(season, request) -> Iterator[dt.datetime]:
    """A moment; the season holds only what was known then."""
    moment = dt.datetime.fromisoformat(request.param)
    season.execute("begin")
    forget_after(season, moment)
    yield moment
    season.execute("rollback")


def test_what_time_changes_is_judged_again_and_no_whole_source(season, known, monkeypatch):
    asked: list[tuple[set[str], list[str | None]]] = []
    recount = cube.recount

    def watched(connection, variants, *given, again, within=None):
        asked.append(({variant.fact for variant in variants}, list(again.values())))
        recount(connection, variants, *given, again=again, within=within)

    monkeypatch.setattr(cube, "recount", watched)
    assert changed(season, EVERY, known, DELAYS)
    judged = {variant.fact for variant in cube.variants(EVERY, Settings())}
    assert all(None not in days for _, days in asked)
    assert {"cases", "visits"} <= asked[0][0] < judged


def test_what_looks_at_the_moment_is_judged_again_when_it_moves(season, known):
    for names in ALONE:
        clauses = {name: EVERY.clauses[name] for name in names}
        changed(season, dataclasses.replace(EVERY, clauses=clauses), known, DELAYS)


def changed(
    connection: duckdb.DuckDBPyConnection,
    catalogue: Catalogue,
    known: dt.datetime,
    delays: list[dt.timedelta],
) -> bool:
    """Whether time changed anything; at each moment the cube is held against one made anew."""
    cube.build(connection, catalogue, Settings(), known)
    connection.execute("create or replace temp table first as from cube")
    for delay in delays:
        earlier = renewal.before(connection)
        renewal.renew(connection, catalogue, Settings(), known + delay, earlier)
        connection.execute("create or replace temp table renewed as from cube")
        cube.build(connection, catalogue, Settings(), known + delay)
        assert differing(connection, "renewed") == []
    return bool(differing(connection, "first"))


# What the sample has none of at such a moment, as known on 10 March at 8 o'clock.
RARE = {
    "paused for a while": {
        "tickets": [{"ticket_id": "T1", "accepted_at": "2026-03-08 09:00:00"}],
        "visits": [
            {
                "visit_id": "V1",
                "ticket_id": "T1",
                "arrived_at": "2026-03-10 00:30:00",
                "outcome": "no_access",
            }
        ],
    },
    "months over": {
        "visits": [{"visit_id": "V1", "team": "A", "arrived_at": "2026-03-02 10:00:00"}]
    },
    "S1-2.7b": {
        "projects": [
            {
                "project_id": "P1",
                "project_kind": "clean_energy",
                "begun_at": "2025-10-01 08:00:00",
                "planned_finish_on": "2026-03-20",
            }
        ]
    },
    "projects": {
        "projects": [
            {
                "project_id": "P1",
                "project_kind": "clean_energy",
                "begun_at": "2025-10-01 08:00:00",
                "planned_finish_on": "2026-03-20",
            }
        ]
    },
    "S1-3e": {
        "cards": [{"card_id": "K1", "community_id": "a", "issued_on": "2025-10-01"}],
        "communities": [{"community_id": "a", "supply_started_on": "2025-11-01"}],
    },
    "S1-2.2a": {
        "supplies": [{"community_id": "a", "begun_at": "2025-11-10 08:00:00"}],
    },
}


@pytest.mark.parametrize("name", RARE)
def test_what_is_rare_in_the_sample_is_judged_again_as_well(facts, name):
    insert(facts, RARE[name])
    catalogue = dataclasses.replace(EVERY, clauses={name: EVERY.clauses[name]})
    assert changed(facts, catalogue, dt.datetime(2026, 3, 10, 8), DELAYS)


def test_any_record_may_move_where_nothing_says_what_does():
    cases = dataclasses.replace(sources()["cases"], moves=None)
    since = dt.datetime(2026, 1, 1)
    assert unsettled.again(cases, variants("cases"), {}, since) == (variants("cases"), None)
    found, _ = unsettled.again(sources()["audits"], variants("audits"), {}, since)
    assert found == []


@pytest.mark.parametrize("name", [n for n in sources() if source_sql.looks_at_the_moment(n)])
def test_every_source_that_looks_at_the_moment_says_what_moves(name):
    source = sources()[name]
    assert source.by_day or source.moves is not None


@pytest.mark.parametrize("name", sources())
def test_what_a_source_is_said_to_come_from_is_what_it_is_made_from(name):
    source = sources()[name]
    origins = {o.partition(".")[0] for column in source.derived for o in source.origins(column)}
    assert origins.union(source.tables, source.rows_of) <= source_sql.made_from(name)


def forget_after(connection: duckdb.DuckDBPyConnection, moment: dt.datetime) -> None:
    """Leave of a warehouse what could be known at a moment: nothing comes to be known later."""
    at = f"timestamp {literal(str(moment))}"
    for table in dictionary.tables().values():
        if table.times:
            begun = f"coalesce({', '.join(map(quoted, table.times))})"
            connection.execute(f"delete from {table.name} where {begun} > {at}")
        for column in table.columns.values():
            if column.kind in ("time", "date") and column.name not in seen.PLANNED:
                later = f"{quoted(column.name)} > {at}"
                connection.execute(
                    f"update {table.name} set {quoted(column.name)} = null where {later}"
                )


def variants(source: str) -> list[Variant]:
    return [each for each in cube.variants(EVERY, Settings()) if each.fact == source]


def differing(connection: duckdb.DuckDBPyConnection, other: str) -> list[tuple]:
    """The rows of the cube that another table has not, and the other way round."""
    more, fewer = f"from cube except all from {other}", f"from {other} except all from cube"
    return connection.sql(f"({more}) union all ({fewer})").fetchall()
