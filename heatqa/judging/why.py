"""Why a record got its verdict: clause, reading, clock or phrases, and the line it came from."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import duckdb

from heatqa import errors
from heatqa.clauses import Catalogue, Clause, Variant, forms
from heatqa.judging import facts, phrases, records, workdays
from heatqa.judging.engine import Local
from heatqa.language import say
from heatqa.settings import Settings


@dataclass(frozen=True, repr=False)
class Explanation:
    """The arithmetic of one verdict; times are local wall times.

    `days_only` are the ends of its clock of which only the day is known.
    """

    clause: Clause
    variant: Variant
    record: str
    verdict: str
    as_of: dt.datetime
    starts_at: dt.datetime | None
    stops_at: dt.datetime | None
    due_at: dt.datetime | None
    value: float | None
    values: dict[str, object]
    phrases: list[phrases.Found]
    passed_over: list[tuple[dt.date, str]]
    days_only: tuple[str, ...]
    file: str | None
    sheet: str | None
    source_row: int | None

    def __repr__(self) -> str:
        verdict = say(f"verdict.{self.verdict.replace(' ', '_')}")
        return f"{self.clause.id} {self.record}: {verdict}"

    @property
    def elapsed(self) -> dt.timedelta | None:
        """How long the clock ran: to the stop, or to `as_of` while it still runs."""
        if self.starts_at is None:
            return None
        return (self.stops_at or self.as_of) - self.starts_at

    @property
    def provisional(self) -> bool:
        """Whether a working-day clock reaches into a year whose holidays are not announced."""
        return (
            bool(self.due_at and self.passed_over)
            and (self.due_at or self.as_of).year > workdays.LAST_ANNOUNCED
        )


def explain(
    connection: duckdb.DuckDBPyConnection,
    catalogue: Catalogue,
    settings: Settings,
    as_of: dt.datetime,
    *,
    clause_id: str,
    record: str,
) -> Explanation:
    """The arithmetic of one record under one clause, with the readings that the company chose.

    Raises:
        ClauseUnknown, ClauseNotJudged: there is no such clause, or it gives no verdicts.
        RecordUnknown: the clause judges no record of that name.
    """
    told = explain_each(
        connection, catalogue, settings, as_of, clause_id=clause_id, wanted=[record]
    )
    if not told:
        raise errors.RecordUnknown(record=record, clause=clause_id)
    return told[0]


def explain_each(
    connection: duckdb.DuckDBPyConnection,
    catalogue: Catalogue,
    settings: Settings,
    as_of: dt.datetime,
    *,
    clause_id: str,
    wanted: Collection[str],
) -> list[Explanation]:
    """The arithmetic of those of the wanted records that a clause judges, see `explain`.

    Raises:
        ClauseUnknown, ClauseNotJudged: there is no such clause, or it gives no verdicts.
    """
    clause = catalogue.judged_clause(clause_id)
    variant = catalogue.variant(clause, settings.readings)
    found = records.judged(connection, variant, settings, as_of, wanted=wanted)
    told = found.get_column("record").to_list()
    values = records.columns_used(connection, variant, told)
    said = phrases.found(connection, variant, told)
    bare = facts.days_only(Local(connection))
    return [
        Explanation(
            clause=clause,
            variant=variant,
            record=row["record"],
            verdict=row["verdict"],
            as_of=as_of,
            starts_at=row["starts_at"],
            stops_at=row["stops_at"],
            due_at=row["due_at"],
            value=row["value"],
            values=values[row["record"]],
            phrases=said[row["record"]],
            passed_over=_passed_over(variant, row["starts_at"], row["due_at"]),
            days_only=_days_only(variant, row, bare),
            file=row["file"],
            sheet=row["sheet"],
            source_row=row["source_row"],
        )
        for row in found.iter_rows(named=True)
    ]


def _days_only(variant: Variant, row: dict[str, Any], bare: frozenset[str]) -> tuple[str, ...]:
    form, source = variant.form, facts.sources()[variant.fact]
    if not isinstance(form, forms.Deadline | forms.Kept):
        return ()
    ends = ((form.start, row["starts_at"]), (form.stop, row["stops_at"]))
    return tuple(
        column
        for column, moment in ends
        if column and moment and moment.time() == dt.time()
        if not bare.isdisjoint(source.origins(column))
    )


def _passed_over(
    variant: Variant, start: dt.datetime | None, due: dt.datetime | None
) -> list[tuple[dt.date, str]]:
    form = variant.form
    if not isinstance(form, forms.Deadline) or not form.limit.in_working_days:
        return []
    if start is None or due is None:
        return []
    return workdays.passed_over(start.date(), due.date())
