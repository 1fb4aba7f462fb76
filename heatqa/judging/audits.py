"""What registers filled by hand say of clauses: the latest check, and ids that lead nowhere."""

import datetime as dt

import duckdb
import polars as pl

from heatqa import errors
from heatqa.clauses import Catalogue, Clause
from heatqa.language import say
from heatqa.sql import quoted

# Registers whose rows name the clause they are about, and the source that reads them.
REGISTERS = {"audits": "audits", "incidents": "team_months"}


def for_audits(clauses: list[Clause]) -> list[Clause]:
    """The clauses that only checks in the audit register can show."""
    return [clause for clause in clauses if clause.fact == "audits"]


def latest_checks(connection: duckdb.DuckDBPyConnection, days: list[dt.date]) -> pl.DataFrame:
    """The latest check of each clause between two days, as known when records were judged.

    Returns:
        One row per clause that the register names: `clause`, `last_check` (a day) and
        `last_evidence` in the words of whoever checked, numbers masked.
    """
    return connection.sql(
        "select clause_id as clause, checked_on as last_check, evidence as last_evidence "
        "from audits where checked_on between ? and ? "
        "and checked_on <= (select cast(as_of as date) from cube_of) "
        "qualify row_number() over (partition by clause_id order by checked_on desc, "
        "evidence is null, source_id desc, source_row desc) = 1",
        params=days,
    ).pl()


def astray(connection: duckdb.DuckDBPyConnection, catalogue: Catalogue) -> pl.DataFrame:
    """Rows of registers that name a clause which they cannot be about: no verdict counts them.

    Returns:
        One row per file and number that was written: `register`, `file`, `source_row` (the
        first), `clause`, `rows`, and in the user's language `because`, with the nearest number.
    """
    found = []
    for register, source in REGISTERS.items():
        meant = [clause.id for clause in catalogue.clauses.values() if clause.fact == source]
        rows = connection.execute(
            f"select file, min(source_row), clause_id, count(*) from {quoted(register)} "
            "left join sources using (source_id) where clause_id is not null and "
            "not list_contains(?, clause_id) group by file, clause_id order by all",
            [meant],
        ).fetchall()
        found += [(register, *row, _because(row[2], meant, catalogue)) for row in rows]
    names = ("register", "file", "source_row", "clause", "rows", "because")
    kinds = (pl.String, pl.String, pl.Int64, pl.String, pl.Int64, pl.String)
    return pl.DataFrame(found, dict(zip(names, kinds, strict=True)), orient="row")


def _because(written: str, meant: list[str], catalogue: Catalogue) -> str:
    if written in catalogue.clauses:
        return say("audit.judged_otherwise")
    return f"{say('audit.no_such_clause')} {errors.suggestion(written, meant)}"
