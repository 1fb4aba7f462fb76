"""A rehearsal of own clauses: their columns exist, and their worked cases come out as they say."""

import dataclasses
import datetime as dt
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb

from heatqa import conditions, dictionary, errors
from heatqa.clauses import Catalogue, Clause, Variant, check, forms
from heatqa.clauses.check import Checked
from heatqa.clauses.rules import Flaw
from heatqa.judging import cube, facts
from heatqa.judging.engine import Local
from heatqa.language import say
from heatqa.settings import Settings
from heatqa.sql import quoted
from heatqa.warehouse import schema

Rows = dict[str, list[dict[str, Any]]]
# What the terms of a form hold: columns, or conditions on columns.
_COLUMNS = ("start", "stop", "due", "value", "offered", "answered", "open_until", "over")
_COLUMNS += ("filled", "true", "shows")
_CONDITIONS = ("where", "lost", "settled", "found", "undecided", "reported")
# The moment as of which a case is judged that names no other.
_AS_OF = "2026-03-15"
_OF_CASE = ("as_of", "reading", "rows")


def rehearse(path: Path, catalogue: Catalogue) -> Checked:
    """Every mistake of a file of own clauses, those of its columns and worked cases included.

    Args:
        path: The file.
        catalogue: The shipped clauses, which own ones may count.

    Raises:
        FileMissing: the file is not there.
    """
    checked = check.read(path, catalogue)
    together = dataclasses.replace(catalogue, clauses=catalogue.clauses | checked.clauses)
    with duckdb.connect() as connection:
        schema.create(connection)
        named = {clause.fact for clause in checked.clauses.values()}
        named |= {str(terms.get("fact")) for terms in checked.flawed.values()}
        judged_on = named & facts.sources().keys()
        as_of = dt.datetime.fromisoformat(_AS_OF)
        facts.prepare(connection, as_of, Settings(), wanted=judged_on)
        for clause_id, terms in checked.flawed.items():
            for flaw in _of_columns(connection, terms):
                checked.note(clause_id, flaw)
        for clause in checked.clauses.values():
            if not clause.fact:
                continue
            flaws = list(dict.fromkeys(_of_variants(connection, together, clause)))
            for flaw in flaws:
                checked.note(clause.id, flaw)
            if not flaws:
                _rehearse_cases(connection, together, clause, checked)
    checked.mistakes.sort(key=lambda mistake: mistake.line)
    return checked


def rows_of(clause: Clause, given: dict[str, Any]) -> Rows:
    """The rows that a case describes: whole tables, several rows, or one row by its columns."""
    tables = {name: rows for name, rows in given.items() if isinstance(rows, list)}
    several = tables.pop("rows", [{}])
    if tables:
        return tables
    base = {name: value for name, value in given.items() if name != "rows"}
    return {facts.sources()[clause.fact].tables[0]: [base | row for row in several]}


def insert(connection: duckdb.DuckDBPyConnection, rows: Rows) -> None:
    """Put rows into their tables; an empty text is a null, a time without a clock only its day.

    Raises:
        ColumnNotFound: a table or a column is none of the dictionary's.
    """
    tables = dictionary.tables()
    for table, records in rows.items():
        if table not in tables:
            raise errors.ColumnNotFound(column=table, hint=errors.suggestion(table, tables))
        columns = tables[table].columns
        for record in records:
            for name in record:
                if name not in columns:
                    hint = errors.suggestion(name, columns)
                    raise errors.ColumnNotFound(column=name, hint=hint)
            given = {name: value for name, value in record.items() if value != ""}
            marks = ", ".join("?" for _ in given)
            connection.execute(
                f"insert into {quoted(table)} ({', '.join(map(quoted, given))}) values ({marks})",
                list(given.values()),
            )
            bare = [name for name, value in given.items() if _is_day(columns[name], value)]
            if bare:
                connection.execute(
                    "insert into sources by name"
                    " select $1 as table_name, $2 as unclocked_columns,"
                    " (select coalesce(max(source_id), 0) + 1 from sources) as source_id",
                    [table, bare],
                )


def _is_day(column: dictionary.Column, value: object) -> bool:
    """Whether a case gives a point in time as a day, as an export without clock times does."""
    return column.kind == "time" and bool(re.fullmatch(r"\d{4}-\d{2}-\d{2}", str(value)))


def _of_variants(
    connection: duckdb.DuckDBPyConnection, catalogue: Catalogue, clause: Clause
) -> Iterator[Flaw]:
    """The columns and conditions that the clause's sources do not have, under each reading."""
    try:
        variants = catalogue.variants(clause)
    except (TypeError, ValueError):
        remedy = say("clauses.remedy.terms", terms=", ".join(forms.terms_of(clause.form)))
        yield Flaw("readings", repr(list(clause.readings)), remedy)
        return
    for variant in variants:
        terms = vars(variant.form) | {"fact": variant.fact, "where": clause.where}
        terms["shows"] = clause.shows
        yield from _of_columns(connection, terms)


def _of_columns(connection: duckdb.DuckDBPyConnection, terms: Mapping[str, Any]) -> Iterator[Flaw]:
    """The columns and conditions among the terms of an entry that its source does not have."""
    fact, known = terms.get("fact"), facts.sources()
    if fact is None:
        return
    if fact not in known:
        yield Flaw("fact", repr(fact), errors.suggestion(fact, known))
        return
    columns = Local(connection).columns(f"fact_{fact}")
    needs = terms.get("needs", ())
    named = [(term, terms[term]) for term in _COLUMNS if terms.get(term)]
    for term, value in (*named, ("needs", [due for _, due in needs if due])):
        for column in (value,) if isinstance(value, str) else value:
            if column not in columns:
                yield Flaw(term, repr(column), errors.suggestion(column, columns))
    written = [(term, terms[term]) for term in _CONDITIONS if terms.get(term)]
    for term, condition in (*written, *(("needs", condition) for condition, _ in needs)):
        try:
            conditions.checked(condition, columns, term)
        except ValueError as problem:
            # The place and the condition are said by the flaw itself.
            said = say("condition.wrong", where=term, found=condition, why="")
            yield Flaw(term, repr(condition), str(problem).removeprefix(said))


def _rehearse_cases(
    connection: duckdb.DuckDBPyConnection, catalogue: Catalogue, clause: Clause, checked: Checked
) -> None:
    alone = dataclasses.replace(catalogue, clauses={clause.id: clause})
    try:
        cube.build(connection, alone, Settings(), dt.datetime.fromisoformat(_AS_OF))
    except duckdb.Error as problem:
        checked.note(clause.id, Flaw("", clause.form, _because("sql", problem)))
        return
    for number, (given, expected) in enumerate(clause.cases, start=1):
        flaw = _of_case(connection, alone, clause, given, expected)
        if flaw:
            checked.note(clause.id, flaw, number)


def _of_case(
    connection: duckdb.DuckDBPyConnection,
    catalogue: Catalogue,
    clause: Clause,
    given: dict[str, Any],
    expected: dict[str, Any],
) -> Flaw | None:
    """What is wrong with one worked case, judged as any record is; nothing if it agrees."""
    if not set(expected) <= set(cube.COUNTS):
        return Flaw("cases", repr(expected), say("check.remedy.verdicts"))
    row = {name: value for name, value in (clause.example | given).items() if name not in _OF_CASE}
    whole = clause.example | given
    for table in (*dictionary.tables(), "sources"):
        connection.execute(f"delete from {quoted(table)}")
    try:
        as_of = dt.datetime.fromisoformat(whole.get("as_of", _AS_OF))
    except (TypeError, ValueError):
        return Flaw("cases", repr(whole["as_of"]), say("check.remedy.time"))
    try:
        catalogue.choice(whole.get("reading", {}))
        several = {"rows": whole["rows"]} if "rows" in whole else {}
        insert(connection, rows_of(clause, row | several))
    except errors.ColumnNotFound as problem:
        return Flaw("cases", repr(problem.facts["column"]), problem.facts["hint"])
    except errors.ReadingUnknown as problem:
        return Flaw("cases", repr(problem.facts["found"]), problem.facts["hint"])
    except duckdb.Error as problem:
        return Flaw("cases", repr(given), _because("value", problem))
    except (AttributeError, TypeError):
        return Flaw("cases", repr(given), say("clauses.remedy.kind.cases"))
    cube.build(connection, catalogue, Settings(), as_of)
    variant = catalogue.variant(clause, whole.get("reading", {}))
    counts = _counts(connection, variant)
    if counts == expected:
        return None
    found = say("check.verdicts", counts=_worded(counts), expected=_worded(expected))
    return Flaw("cases", found, say("check.remedy.case"))


def _counts(connection: duckdb.DuckDBPyConnection, variant: Variant) -> dict[str, int]:
    sums = ", ".join(f"coalesce(sum({count}), 0)" for count in cube.COUNTS)
    found = connection.execute(
        f"select {sums} from cube where clause = ? and reading = ?",
        [variant.clause.id, variant.reading],
    ).fetchall()[0]
    return {name: int(n) for name, n in zip(cube.COUNTS, found, strict=True) if n}


def _worded(counts: dict[str, Any]) -> str:
    words = (f"{say(f'verdict.{name}')} {n}" for name, n in counts.items())
    return ", ".join(words) or say("check.no_verdict")


def _because(remedy: str, problem: duckdb.Error) -> str:
    return say(f"check.remedy.{remedy}", problem=str(problem).splitlines()[0])
