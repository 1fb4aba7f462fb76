"""Verdicts on cases and on the visits that belong to them."""

from collections.abc import Collection

import polars as pl

from heatqa.clauses import Clause
from heatqa.workbench import Workbench

# Sources of which a record is a case, or a visit of one.
_FACTS = ("cases", "complaints", "visits")
CLOCKS = ("deadline", "kept")


def judged(workbench: Workbench, period_name: str | None, besides: Collection[str]) -> pl.DataFrame:
    """The verdicts of a period under every clause with a clock that binds the company.

    Args:
        workbench: The company's records.
        period_name: Whose verdicts.
        besides: Clauses without a clock that are wanted too.

    Returns:
        One row per record and clause: `id` (the case), `record` (the case or its visit),
        `clause`, `clock` (whether it is one), `verdict`.
    """
    bound = workbench.scorecard(period_name).get_column("clause")
    clauses = [workbench.catalogue.clause(name) for name in bound]
    found = [
        workbench.records(clause.id, period_name).select(
            "record", "verdict", clause=pl.lit(clause.id), clock=pl.lit(clause.form in CLOCKS)
        )
        for clause in clauses
        if _of_cases(clause) and (clause.form in CLOCKS or clause.id in besides)
    ]
    visits = workbench.sql("select visit_id as record, ticket_id from visits")
    every = pl.concat(found).join(visits, on="record", how="left", maintain_order="left")
    number = pl.coalesce("ticket_id", "record").alias("id")
    return every.select(number, "record", "clause", "clock", "verdict")


def _of_cases(clause: Clause) -> bool:
    """Whether a clause gives verdicts on cases; a share counts those of another."""
    return clause.judged and clause.form != "share" and clause.fact in _FACTS
