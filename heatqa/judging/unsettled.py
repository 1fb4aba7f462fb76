"""What time alone can change: the days of a source whose records may be judged otherwise later on.

Where nothing was loaded and nothing has come to be known, a record says the same at a later moment,
but for columns that look at that moment, such as whether a repair is late: `moves` of its source
says of which records those can change. And if it says the same, its verdict stands unless it was
pending, since a clock that has run out stays so, and nothing else in a clause looks at the moment.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

import duckdb

from heatqa import dictionary
from heatqa.clauses import Variant, forms
from heatqa.judging import seen, source_sql
from heatqa.judging.engine import timestamp
from heatqa.judging.facts import Source
from heatqa.sql import literal, quoted, single


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


def days(
    source: Source,
    variants: Iterable[Variant],
    waiting: Mapping[str, Iterable[dt.date | None]],
    since: dt.datetime,
) -> str | None:
    """SQL for the days, with a column `day`, whose records may be judged otherwise; empty if none.

    Args:
        source: What was judged.
        variants: The clauses on it.
        waiting: What `pending` gives.
        since: The moment as of which it was judged.

    Returns:
        None where it may be any day.
    """
    if source.moves is None and source_sql.looks_at_the_moment(source.name):
        return None
    moved = set(_without_calendar(source, variants))
    if source.moves not in (None, "false"):
        moved.add(source.moves)
    listed = {day for variant in variants for day in waiting.get(variant.clause.id, ())}
    if moved:
        # A record that keeps pace with the moment was on that day.
        listed.add(since.date())
    if not listed:
        return ""
    dates = ", ".join("null" if day is None else literal(str(day)) for day in listed)
    rows = f"select day from fact_{source.name} where "
    tests = (test.format(since=timestamp(since)) for test in moved)
    return " union ".join(
        [f"select unnest([{dates}]::date[]) as day", *(f"{rows}({test})" for test in tests)]
    )


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


def _without_calendar(source: Source, variants: Iterable[Variant]) -> Iterator[str]:
    """Tests for records that ask for working days after a day of which no calendar was made yet."""
    for variant in variants:
        if isinstance(variant.form, forms.Deadline) and variant.form.limit.in_working_days:
            start = variant.form.start
            if start in source.derived or start in seen.PLANNED:
                yield f"{quoted(start)} >= {{since}}"
