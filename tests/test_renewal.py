"""The cube after one more load equals the cube built anew, whatever the loads brought."""

import dataclasses
import datetime as dt
import os

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heatqa import dictionary
from heatqa.clauses import load
from heatqa.judging import alike, cube, day_sums, renewal, source_sql, workdays
from heatqa.judging.rehearsal import insert
from heatqa.settings import Settings
from heatqa.sql import single

from .conftest import empty

WARM = ("rooms", "household_days", "room_days", "contract_rooms")
EVERY = load()
# All that is judged by day, and one clause on cases.
CATALOGUE = dataclasses.replace(
    EVERY,
    clauses={
        name: clause
        for name, clause in EVERY.clauses.items()
        if clause.fact in WARM or name == "S3-1.4A"
    },
)
FIRST = dt.datetime(2025, 11, 18)

days = st.integers(0, 5)
readings = st.lists(
    st.tuples(st.sampled_from(["H1", "H2"]), days, st.integers(0, 23), st.integers(150, 220)),
    min_size=1,
    max_size=6,
)
outages = st.lists(st.tuples(st.sampled_from("ab"), days, st.none() | days), max_size=2)
contracts = st.lists(st.tuples(st.sampled_from(["H1", "H2"]), days), max_size=1)
registers = st.booleans()
hours = st.integers(0, 23)
whens = st.none() | st.tuples(days, hours)


def rows(key: str, ids: str, **columns: st.SearchStrategy) -> st.SearchStrategy[list[dict]]:
    """Up to three records of a table, of the few numbers there are."""
    record = st.fixed_dictionaries({key: st.sampled_from(list(ids)), **columns})
    return st.lists(record, max_size=3, unique_by=lambda row: row[key])


matters = st.fixed_dictionaries(
    {},
    optional={
        "tickets": rows(
            "ticket_id",
            "123",
            accepted_at=st.tuples(days, hours),
            arrived_at=whens,
            promised_at=whens,
            replied_at=whens,
            finished_at=whens,
            closed_at=whens,
            parent_ticket_id=st.sampled_from(["1", None]),
            record_type=st.sampled_from(["repair", "complaint"]),
            urgency=st.sampled_from(["emergency", "normal"]),
            location=st.sampled_from(["indoor", None]),
            household_key=st.sampled_from(["H1", "H2"]),
            channel=st.just("phone"),
        ),
        "visits": rows(
            "visit_id",
            "78",
            ticket_id=st.sampled_from(["1", "2"]),
            appointment_from_at=whens,
            arrived_at=whens,
            finished_at=whens,
            outcome=st.sampled_from(["solved", "no_access", None]),
            team=st.sampled_from(["A", "B"]),
        ),
        "notices": rows(
            "notice_id",
            "n",
            about=st.just("late_repair"),
            about_id=st.sampled_from(["1", "7"]),
            sent_at=whens,
        ),
        "ratings": rows("rating_id", "r", ticket_id=st.sampled_from(["1", "2"]), asked_at=whens),
        "calls": rows(
            "call_id",
            "456",
            started_at=st.tuples(days, hours),
            answered_at=whens,
            ended_at=whens,
            caller_key=st.sampled_from(["P1", "P2"]),
        ),
        "applications": rows(
            "application_id",
            "ab",
            submitted_at=whens,
            documents_complete_at=whens,
            decided_at=whens,
            survey_required=st.booleans(),
        ),
        "temperatures": st.lists(st.tuples(st.just("H1"), days, hours, st.just(185)), max_size=2),
    },
)
loads = st.lists(st.tuples(readings, outages, contracts, registers, days), min_size=2, max_size=3)


# One clause or a few on each source that hangs on several tables, or on the moment.
CASES = dataclasses.replace(
    EVERY,
    clauses={
        name: EVERY.clauses[name]
        for name in (
            *("S1-1.3", "S1-2.4b", "S1-2.4e", "S5-5.6c", "S5-5.4c", "S2-2.1.1.7", "S3-1.5a"),
            *("S3-1.5b", "S6-4.2a", "S6-4.2b", "S6-3.1b", "S6-3.2c", "S2-1.2b", "S2-1.3a"),
            *("S1-1.1a", "S3-2.1.1a", "S4-6.4", "S6-1.4a", "S1-1.2a", "S8-20"),
        )
    },
)
FEWER = dataclasses.replace(
    CASES, clauses={n: clause for n, clause in CASES.clauses.items() if n != "S1-2.4b"}
)
CHOICES = {
    "as ever": (CASES, Settings()),
    "a clause less": (FEWER, Settings()),
    "other categories are urgent": (CASES, Settings(urgent_categories=("漏水",))),
}
# Mostly the choices of the load before.
choices = st.sampled_from([*["as ever"] * 6, *CHOICES])


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(loads)
def test_a_cube_renewed_after_each_load_is_the_cube_built_at_once(facts, monkeypatch, steps):
    emptied(facts)
    as_of = FIRST
    for number, (rooms, broken, agreed, register, later) in enumerate(steps, start=1):
        earlier = renewal.before(facts)
        as_of += dt.timedelta(days=later)
        loaded(facts, number, "temperatures", measured(rooms))
        loaded(facts, number, "outages", stopped(number, broken))
        loaded(facts, number, "contracts", signed(number, agreed))
        if register:
            loaded(facts, number, "communities", [{"community_id": f"c{number}"}])
            facts.execute("update temperatures set community_id = 'b' where household_key = 'H1'")
        renewal.renew(facts, CATALOGUE, Settings(), as_of, earlier)
        renewed, sums = counts(facts), summed(facts)
        # Every reading is read again, instead of what they were summed to by the loads.
        with monkeypatch.context() as patch:
            patch.setattr(day_sums, "stand", lambda _: alike.Sums())
            cube.build(facts, CATALOGUE, Settings(), as_of)
        assert counts(facts) == renewed
        day_sums.make(facts, cube.limits(CATALOGUE, Settings()))
        assert summed(facts) == sums


@settings(
    max_examples=80 if os.environ.get("HEATQA_SOAK") else 8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.tuples(matters, days, hours, choices), min_size=2, max_size=5))
def test_cases_loaded_changed_and_overdue_are_judged_as_if_at_once(facts, steps):
    emptied(facts)
    as_of = FIRST
    for number, (brought, later, hour, choice) in enumerate(steps, start=1):
        catalogue, chosen = CHOICES[choice]
        earlier = renewal.before(facts)
        as_of += dt.timedelta(days=later, hours=hour)
        for table, records in brought.items():
            update(facts, number, table, records)
        renewal.renew(facts, catalogue, chosen, as_of, earlier)
        renewed = counts(facts)
        cube.build(facts, catalogue, chosen, as_of)
        assert counts(facts) == renewed


@pytest.fixture
def rounds(facts, monkeypatch) -> list[tuple[set[str], list[dt.date]]]:
    """What each round judges again: the sources, and the days if it is bound to some."""
    asked = []
    recount = cube.recount

    def watched(connection, variants, *given, again, within=None):
        days = set(again.values()) if within else ()
        found = [day for sql in days for (day,) in facts.sql(f"{sql} order by day").fetchall()]
        asked.append(({variant.fact for variant in variants}, found))
        recount(connection, variants, *given, again=again, within=within)

    monkeypatch.setattr(cube, "recount", watched)
    return asked


def test_what_a_load_did_not_touch_and_time_did_not_change_is_not_judged(facts, rounds):
    emptied(facts)
    ticket = {"ticket_id": "T1", "accepted_at": moment(0), "record_type": "repair"}
    loaded(facts, 1, "tickets", [ticket | {"location": "indoor"}])
    loaded(facts, 1, "calls", [{"call_id": "C1", "started_at": moment(0), "outcome": "unanswered"}])
    as_of = FIRST + dt.timedelta(days=1, hours=8)
    renewal.renew(facts, CASES, Settings(), as_of, None)
    earlier = renewal.before(facts)
    loaded(facts, 2, "temperatures", measured([("H1", 1, 8, 185)]))
    renewal.renew(facts, CASES, Settings(), as_of, earlier)
    assert [sources for sources, _ in rounds if sources] == [{"rooms"}]
    renewal.renew(facts, CASES, Settings(), as_of + dt.timedelta(hours=1), renewal.before(facts))
    judged = set().union(*(sources for sources, _ in rounds))
    assert "cases" in judged
    assert not {"incoming_calls", "complaints", "applications"} & judged


def test_one_more_day_of_readings_leaves_other_days_alone(facts, rounds, monkeypatch):
    emptied(facts)
    made = []
    make = day_sums.make
    monkeypatch.setattr(day_sums, "make", lambda *given: made.append(make(*given)))
    for number, day in enumerate((0, 1, 3), start=1):
        earlier = renewal.before(facts)
        loaded(facts, number, "temperatures", measured([("H1", day, 8, 185)]))
        as_of = FIRST + dt.timedelta(days=day, hours=10)
        renewal.renew(facts, CATALOGUE, Settings(), as_of, earlier)
    # The first load judges everything; later ones begin with the day judged up to before.
    assert [days for _, days in rounds if days] == [[date(0), date(1)], [date(1), date(3)]]
    assert len(made) == 1
    judged = facts.sql("select distinct day from cube where met > 0 order by day").fetchall()
    assert [day for (day,) in judged] == [date(0), date(1), date(3)]


def test_a_load_taken_back_has_everything_judged_again(facts, monkeypatch):
    emptied(facts)
    loaded(facts, 1, "temperatures", measured([("H1", 0, 8, 185)]))
    loaded(facts, 2, "temperatures", measured([("H1", 1, 8, 185)]))
    renewal.renew(facts, CATALOGUE, Settings(), FIRST + dt.timedelta(days=2), None)
    earlier = renewal.before(facts)
    facts.execute("delete from temperatures where source_id = 2")
    facts.execute("delete from sources where source_id = 2")
    monkeypatch.setattr(cube, "recount", lambda *_, **__: pytest.fail("not all was judged again"))
    renewal.renew(facts, CATALOGUE, Settings(), FIRST + dt.timedelta(days=2), earlier)
    assert facts.sql("select distinct day from cube where met > 0").fetchall() == [(date(0),)]


def test_another_edition_of_the_calendar_has_everything_judged_again(facts, monkeypatch):
    emptied(facts)
    complaint = {"ticket_id": "T1", "record_type": "complaint", "accepted_at": moment(0)}
    loaded(facts, 1, "tickets", [complaint | {"replied_at": moment(7)}])
    as_of = FIRST + dt.timedelta(days=9)
    renewal.renew(facts, CASES, Settings(), as_of, None)
    answered = "select distinct met, missed from cube where clause = 'S5-5.6c'"
    assert facts.sql(answered).fetchall() == [(1, 0)]
    # By a later notice the weekend before the reply is worked.
    worked, made_up = workdays.is_working, (date(4), date(5))
    monkeypatch.setattr(workdays, "is_working", lambda day: day in made_up or worked(day))
    monkeypatch.setattr(workdays, "edition", lambda: "another")
    earlier = renewal.before(facts)
    loaded(facts, 2, "temperatures", measured([("H1", 1, 8, 185)]))
    renewal.renew(facts, CASES, Settings(), as_of, earlier)
    assert facts.sql(answered).fetchall() == [(0, 1)]


@pytest.mark.parametrize("source", WARM)
def test_a_source_judged_by_day_knows_the_tables_that_it_is_made_from(source):
    found = source_sql.made_from(source)
    assert {"temperatures", "outages"} <= found
    assert ("contracts" in found) == (source == "contract_rooms")


def emptied(connection: duckdb.DuckDBPyConnection) -> None:
    empty(connection)
    connection.execute("drop table if exists cube; drop table if exists cube_of")
    day_sums.forget(connection)


def loaded(connection: duckdb.DuckDBPyConnection, number: int, table: str, rows: list) -> None:
    """Rows in a table and a sheet of theirs in the books, as a load leaves them."""
    if not rows:
        return
    insert(connection, {table: rows})
    (sheet,) = single(connection, "select coalesce(max(source_id), 0) + 1 from sources")
    connection.execute(
        "insert into sources by name select $1 as source_id, $2 as load_id, $3 as table_name",
        [sheet, number, table],
    )
    connection.execute(f"update {table} set source_id = {sheet} where source_id is null")


def update(connection: duckdb.DuckDBPyConnection, number: int, table: str, records: list) -> None:
    """Load records, each in place of the one of that number if there is one."""
    if table == "temperatures":
        loaded(connection, number, table, measured(records))
        return
    (key,) = dictionary.tables()[table].key
    for record in records:
        connection.execute(f"delete from {table} where {key} = $1", [record[key]])
    rows = [
        {name: moment(*value) if isinstance(value, tuple) else value for name, value in row.items()}
        for row in records
    ]
    loaded(connection, number, table, rows)


def counts(connection: duckdb.DuckDBPyConnection) -> list[tuple]:
    return connection.sql("from cube order by all").fetchall()


def summed(connection: duckdb.DuckDBPyConnection) -> list[tuple]:
    return connection.sql(f"from {day_sums.TABLE} order by all").fetchall()


def date(day: int) -> dt.date:
    return (FIRST + dt.timedelta(days=day)).date()


def moment(day: int, hour: int = 0) -> str:
    return str(FIRST + dt.timedelta(days=day, hours=hour, minutes=1))


def measured(rooms: list) -> list[dict]:
    return [
        {
            "household_key": home,
            "measured_at": moment(day, hour),
            "room_celsius": tenths / 10,
            "community_id": "a",
        }
        for home, day, hour, tenths in rooms
    ]


def stopped(number: int, broken: list) -> list[dict]:
    return [
        {
            "outage_id": f"o{number}-{n}",
            "started_at": moment(day),
            "restored_at": "" if end is None else moment(end, 5),
            "community_id": place,
        }
        for n, (place, day, end) in enumerate(broken)
    ]


def signed(number: int, agreed: list) -> list[dict]:
    return [
        {
            "contract_id": f"k{number}-{n}",
            "household_key": home,
            "signed_on": moment(day)[:10],
            "agreed_celsius": 18.0,
        }
        for n, (home, day) in enumerate(agreed)
    ]
