"""The worked cases of every clause as one set of records: each form, each boundary, few rows."""

from typing import Any

import duckdb

from heatqa import dictionary
from heatqa.clauses import Clause, load
from heatqa.judging.rehearsal import Rows, insert, rows_of

# Values of these kinds tell records apart; cases share them, and must not meet.
_NAMES = ("id", "person", "phone", "community")
_OF_CASE = ("as_of", "reading")


def put(connection: duckdb.DuckDBPyConnection) -> None:
    """Put the records of all cases into a warehouse."""
    judged = [each for each in load().clauses.values() if each.judged and each.form != "share"]
    cases = ((clause, given) for clause in judged for given, _ in clause.cases)
    for number, (clause, given) in enumerate(cases):
        insert(connection, _apart(_rows(clause, given), number))


def _rows(clause: Clause, given: dict[str, Any]) -> Rows:
    whole = clause.example | given
    return rows_of(clause, {name: value for name, value in whole.items() if name not in _OF_CASE})


def _apart(rows: Rows, number: int) -> Rows:
    known = dictionary.tables()
    return {
        table: [
            {
                name: f"{number}-{value}"
                if known[table].columns[name].kind in _NAMES and value and name != "clause_id"
                else value
                for name, value in record.items()
            }
            for record in records
        ]
        for table, records in rows.items()
    }
