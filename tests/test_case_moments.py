"""When a case begins, is visited, pauses and ends, and how often a caller tries: played by hand."""

import datetime as dt
import itertools
import random
from collections.abc import Iterable
from typing import Any

import duckdb
import polars as pl
import pytest

from heatqa.judging import facts as judging_facts
from heatqa.settings import Settings

START = dt.datetime(2026, 2, 9, 8)
AS_OF = START + dt.timedelta(hours=30)
HALF_AN_HOUR = dt.timedelta(minutes=30)
Row = dict[str, Any]


def moment(draw: random.Random, hours: int = 24) -> dt.datetime | None:
    """Few moments, so that many fall together; sometimes none."""
    return draw.choice([None, START + dt.timedelta(hours=draw.randrange(hours))])


def orders(draw: random.Random, count: int) -> list[Row]:
    return [
        {
            "ticket_id": f"T{number}",
            # Its own number and those of orders that nobody has are among them.
            "parent_ticket_id": draw.choice([None, None, f"T{draw.randrange(count + 20)}"]),
            "accepted_at": moment(draw),
            "found_at": moment(draw),
            "arrived_at": moment(draw),
            "finished_at": moment(draw),
        }
        for number in range(count)
    ]


def visits(draw: random.Random, count: int, of: int) -> list[Row]:
    return [
        {
            "visit_id": f"V{number}",
            "ticket_id": draw.choice([None, *[f"T{draw.randrange(of + 5)}"] * 9]),
            "arrived_at": moment(draw),
            "outcome": draw.choice(["solved", "no_access", None]),
        }
        for number in range(count)
    ]


def put(connection: duckdb.DuckDBPyConnection, table: str, rows: list[Row]) -> None:
    given = pl.DataFrame(rows, infer_schema_length=None)
    connection.register("given", given)
    connection.execute(f"insert into {table} by name from given")
    connection.unregister("given")


def least(moments: Iterable[dt.datetime | None]) -> dt.datetime | None:
    return min((each for each in moments if each), default=None)


def played(orders: list[Row], visits: list[Row]) -> dict[str, tuple[Any, ...]]:
    """What a reader of the records would say of each order."""
    known = {order["ticket_id"]: order for order in orders}

    def main(order: Row) -> str:
        parent = order["parent_ticket_id"]
        return parent if parent in known else order["ticket_id"]

    families: dict[str, list[Row]] = {}
    for order in orders:
        families.setdefault(main(order), []).append(order)
    of_order: dict[str | None, list[Row]] = {}
    for visit in visits:
        of_order.setdefault(visit["ticket_id"], []).append(visit)
    found = {}
    for order in orders:
        name, family = order["ticket_id"], families[main(order)]
        first = least(each["accepted_at"] for each in family)
        came = [each["arrived_at"] for each in family] + [
            visit["arrived_at"] for each in family for visit in of_order.get(each["ticket_id"], [])
        ]
        after = least(at for at in came if at and first and at >= first)
        ends = [each["finished_at"] for each in family if each["finished_at"]]
        found[name] = (
            order["parent_ticket_id"] in known and order["parent_ticket_id"] != name,
            first,
            after or least(came),
            max(ends) if order["finished_at"] else None,
            least(each[moment] for each in family for moment in ("found_at", "accepted_at")),
            paused(of_order.get(name, []), order["finished_at"]),
        )
    return found


def paused(visits: list[Row], finished: dt.datetime | None) -> float | None:
    """Seconds from visits that found nobody to what came next; None without such a visit."""
    inorder = sorted((v for v in visits if v["arrived_at"]), key=lambda v: v["arrived_at"])
    spans = []
    for visit, after in itertools.zip_longest(inorder, inorder[1:]):
        if visit["outcome"] == "no_access":
            end = after["arrived_at"] if after else max(finished or AS_OF, visit["arrived_at"])
            spans.append((end - visit["arrived_at"]).total_seconds())
    return sum(spans) if spans else None


def unlike(visits: list[Row]) -> list[Row]:
    """Without a second visit to one order at one moment: which came first nobody could tell."""
    return list({(v["ticket_id"], v["arrived_at"] or v["visit_id"]): v for v in visits}.values())


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_cases_have_the_moments_that_a_reader_finds(facts, seed):
    draw = random.Random(seed)  # noqa: S311
    given = orders(draw, 400), unlike(visits(draw, 500, 400))
    put(facts, "tickets", given[0])
    put(facts, "visits", given[1])
    judging_facts.prepare(facts, AS_OF, Settings(), wanted={"cases"})
    rows = facts.execute(
        "select record_id, merged, first_accepted_at, arrived_at, repaired_at, reported_at,"
        " paused_seconds from fact_cases"
    ).fetchall()
    expected = played(*given)
    assert len(rows) == len(expected)
    assert {name: tuple(told) for name, *told in rows} == expected
    # What has to be looked at closely is among them.
    assert sum(told[0] for told in expected.values()) > 50
    assert sum(told[-1] is not None for told in expected.values()) > 50


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_caller_tries_until_answered_or_half_an_hour_has_passed(facts, seed):
    draw = random.Random(seed)  # noqa: S311
    calls = [
        {
            "call_id": f"C{number:03}",
            "direction": "inbound",
            "caller_key": draw.choice([None, *(f"P{draw.randrange(60)}" for _ in range(9))]),
            "started_at": START + dt.timedelta(minutes=10 * draw.randrange(60)),
            "outcome": draw.choice(["answered", "unanswered", None]),
        }
        for number in range(300)
    ]
    put(facts, "calls", calls)
    judging_facts.prepare(facts, AS_OF, Settings(), wanted={"contacts"})
    rows = facts.execute(
        "select record_id, attempts, answered_at_attempt, window_ends_at from fact_contacts"
    ).fetchall()
    runs: list[list[Row]] = []
    for call in sorted(calls, key=lambda c: (c["caller_key"] or c["call_id"], c["started_at"])):
        before = runs[-1][-1] if runs else None
        again = (
            before
            and call["caller_key"]
            and before["caller_key"] == call["caller_key"]
            and before["outcome"] != "answered"
            and call["started_at"] <= before["started_at"] + HALF_AN_HOUR
        )
        if again:
            runs[-1].append(call)
        else:
            runs.append([call])
    expected = {
        run[0]["call_id"]: (
            len(run),
            next((n for n, call in enumerate(run, 1) if call["outcome"] == "answered"), None),
            run[-1]["started_at"] + HALF_AN_HOUR,
        )
        for run in runs
    }
    assert {name: tuple(told) for name, *told in rows} == expected
    assert len(rows) == len(expected)
    assert max(told[0] for told in expected.values()) > 2
