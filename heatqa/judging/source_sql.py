"""The SQL of the sources that clauses are judged on, one file each, and what it is made from."""

import datetime as dt
import functools
import re
from collections.abc import Collection
from dataclasses import dataclass
from importlib import resources

from heatqa import dictionary
from heatqa.clauses import proposed_urgent
from heatqa.judging import speakers
from heatqa.judging.engine import Engine, Local, timestamp
from heatqa.settings import Settings
from heatqa.sql import literal, quoted

# Days at the start of a season that some provincial rules excuse.
_START_UP_DAYS = 7


@functools.cache
def made_as(source: str) -> str:
    """The SQL of a source, in which the moment and the company's choices are still open."""
    if not (resources.files("heatqa.judging") / "sources" / f"{source}.sql").is_file():
        return f"select * from seen_{source}"
    return resource(f"{source}.sql")


@functools.cache
def made_from(source: str) -> frozenset[str]:
    """The tables that a source is made from, found by their names in its SQL."""
    words = {word for each in behind(source) for word in re.findall(r"\w+", made_as(each))}
    names = {re.sub("^(seen|worded)_", "", word) for word in words}
    return frozenset(names & dictionary.tables().keys())


@functools.cache
def behind(source: str) -> frozenset[str]:
    """The sources whose views a source is made from, itself among them."""
    found, waiting = {source}, [source]
    while waiting:
        others = set(re.findall(r"\bfact_(\w+)", made_as(waiting.pop()))) - found
        waiting += others
        found |= others
    return frozenset(found)


def looks_at_the_moment(source: str) -> bool:
    """Whether what a record of a source says can hang on the moment as of which it is known.

    Besides what had not happened by then.
    """
    return any(re.search(r"\b(as_of|seasons)\b", made_as(each)) for each in behind(source))


def without_rows(engine: Engine, sources: Collection[str]) -> frozenset[str]:
    """The sources that have no row, since no table that they are made from has any.

    To ask costs less than to judge nothing; but where the facts lie elsewhere it may cost more, and
    then all are taken to have rows.
    """
    if not sources or not isinstance(engine, Local):
        return frozenset()
    made = {name: made_from(name) for name in sources}
    tables = sorted(set().union(*made.values()))
    asked = ", ".join(f"exists (from {quoted(table)})" for table in tables)
    filled = dict(zip(tables, engine.row(f"select {asked}"), strict=True))
    return frozenset(
        name for name, inputs in made.items() if not any(filled[table] for table in inputs)
    )


def definition(
    source: str,
    as_of: dt.datetime,
    settings: Settings,
    bare: frozenset[str],
    **terms: str,
) -> str:
    """The view of a source as known at a moment.

    Args:
        source: Its name.
        as_of: The moment.
        settings: The company's choices.
        bare: The columns, as `table.column`, that some load brought without clock times.
        terms: What to put in place of the readings as exported: `seen_temperatures`, `summed`.
    """
    month, first_day = settings.season_starts
    starts, ends = (
        100 * month + day for month, day in (settings.season_starts, settings.season_ends)
    )
    day = "100 * month(measured_at) + day(measured_at)"
    joined = "or" if starts > ends else "and"
    in_season = f"({day} >= {starts} {joined} {day} <= {ends})"
    first = (
        f"make_date(year(measured_at) - cast({day} < {starts} as integer), {month}, {first_day})"
    )
    categories = settings.urgent_categories or proposed_urgent()
    return made_as(source).format(
        as_of=timestamp(as_of),
        days_only=_Flags(bare),
        in_season=in_season,
        starting_up=f"({in_season} and t.day < {first} + {_START_UP_DAYS})",
        urgent_categories=", ".join(map(literal, categories)),
        **{"seen_temperatures": "seen_temperatures", "summed": ""} | terms,
        **speakers.terms(),
    )


def resource(name: str) -> str:
    """What a file beside the sources holds."""
    folder = resources.files("heatqa.judging") / "sources"
    return (folder / name).read_text(encoding="utf-8")


@dataclass(frozen=True)
class _Flags:
    """For `{days_only[tickets.promised_at]}` in the SQL of a source: true or false."""

    holding: frozenset[str]

    def __getitem__(self, name: str) -> str:
        return str(name in self.holding).lower()
