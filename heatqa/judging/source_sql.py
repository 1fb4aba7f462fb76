"""The SQL of the sources that clauses are judged on, one file each, and what it is made from."""

import functools
import re
from collections.abc import Collection
from importlib import resources

from heatqa import dictionary
from heatqa.judging.engine import Engine, Local
from heatqa.sql import quoted


def made_as(source: str) -> str:
    """The SQL of a source, in which the moment and the company's choices are still open."""
    if not (resources.files("heatqa.judging") / "sources" / f"{source}.sql").is_file():
        return f"select * from seen_{source}"
    return resource(f"{source}.sql")


@functools.cache
def made_from(source: str) -> frozenset[str]:
    """The tables that a source is made from, found by their names in its SQL."""
    found: set[str] = set()
    waiting = [source]
    while waiting:
        words = set(re.findall(r"\w+", made_as(waiting.pop())))
        waiting += [word.removeprefix("fact_") for word in words if word.startswith("fact_")]
        found |= {re.sub("^(seen|worded)_", "", word) for word in words}
    return frozenset(found & dictionary.tables().keys())


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


def resource(name: str) -> str:
    """What a file beside the sources holds."""
    folder = resources.files("heatqa.judging") / "sources"
    return (folder / name).read_text(encoding="utf-8")
