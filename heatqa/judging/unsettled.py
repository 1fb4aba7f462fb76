"""What time alone can change: the days of a source whose records may be judged otherwise later on.

Where nothing was loaded and nothing has come to be known, a record says the same at a later moment,
but for columns that look at that moment, such as whether a repair is late: `moves` of its source
says of which records those can change. And if it says the same, its verdict stands unless it was
pending, since a clock that has run out stays so, and nothing else in a clause looks at the moment.
"""

import datetime as dt
import itertools
import re
from collections.abc import Iterable, Mapping, Sequence

import duckdb

from heatqa import dictionary
from heatqa.clauses import Variant, forms
from heatqa.judging import seen, source_sql
from heatqa.judging.engine import timestamp
from heatqa.judging.facts import Source
from heatqa.sql import literal, quoted, single

# Among what moves: whole records.
_ROWS = "rows"


def known_between(
    connection: duckdb.DuckDBPyConnection, since: dt.datetime, until: dt.datetime
) -> set[str]:
    """The tables in which anything came to be known between two moments.

    Args:
        connection: The warehouse.
        since: The earlier moment.
        until: The later one.
    """
    if since == until:
        return set()
    tables = dictionary.tables().values()
    return {each.name for each in tables if single(connection, _known(each, since, until))[0]}


def pending(connection: duckdb.DuckDBPyConnection) -> dict[str, list[dt.date | None]]:
    """The days on which the cube counts something as pending, by clause."""
    query = "select clause, list(distinct day) from cube where pending > 0 group by clause"
    return dict(connection.execute(query).fetchall())


def again(
    source: Source,
    variants: Sequence[Variant],
    waiting: Mapping[str, Iterable[dt.date | None]],
    since: dt.datetime,
) -> tuple[Sequence[Variant], str | None]:
    """What of a source may be judged otherwise, though nothing was loaded.

    Args:
        source: What was judged.
        variants: The clauses on it.
        waiting: What `pending` gives.
        since: The moment as of which it was judged.

    Returns:
        Those of the clauses under which something may, and SQL for the days of such records, with a
        column `day`; None where it may be any day.
    """
    if source.moves is None and source_sql.looks_at_the_moment(source.name):
        return variants, None
    tests = [_tests(source, variant) for variant in variants]
    found = [
        variant
        for variant, mine in zip(variants, tests, strict=True)
        if variant.clause.id in waiting or mine
    ]
    listed = {day for each in found for day in waiting.get(each.clause.id, ())}
    dates = ", ".join("null" if day is None else literal(str(day)) for day in listed)
    days = [f"select unnest([{dates}]::date[]) as day"]
    # A record that keeps pace with the moment was on that day.
    kept = f"select unnest([day, date {literal(str(since.date()))}]) as day"
    days += [
        f"{kept} from fact_{source.name} where {test.format(since=timestamp(since))}"
        for test in sorted(set(itertools.chain(*tests)))
    ]
    return found, " union ".join(days)


def _known(table: dictionary.Table, since: dt.datetime, until: dt.datetime) -> str:
    """SQL that is true if a row of a table, or a moment in one, came to be known."""
    moments = [
        quoted(column.name)
        for column in table.columns.values()
        if column.kind in ("time", "date") and column.name not in seen.PLANNED
    ]
    # What is planned is known at once, but a row of which nothing else is known begins with it.
    moments += [f"coalesce({', '.join(map(quoted, table.times))})"] if table.times else []
    tests = [f"({each} > {timestamp(since)} and {each} <= {timestamp(until)})" for each in moments]
    return f"select exists (from {quoted(table.name)} where {' or '.join(tests) or 'false'})"


def _tests(source: Source, variant: Variant) -> list[str]:
    """What is true for records that can say something else to a clause."""
    asked = f"{variant.where} {variant.form}"
    tests = [
        test
        for column, test in (source.moves or {}).items()
        if column == _ROWS or re.search(rf"\b{column}\b", asked)
    ]
    form = variant.form
    if (
        isinstance(form, forms.Deadline)
        and form.limit.in_working_days
        and (form.start in source.derived or form.start in seen.PLANNED)
    ):
        # The calendar ends with the moment: no day after it had a deadline.
        tests.append(f"{quoted(form.start)} >= {{since}}")
    return tests
