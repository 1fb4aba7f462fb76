"""The calendar of working days that clauses ask for, as a table beside the facts."""

import datetime as dt

from heatqa.clauses import Variant, forms
from heatqa.judging import workdays
from heatqa.judging.engine import Engine
from heatqa.judging.facts import sources
from heatqa.sql import quoted

EARLIEST = dt.date(1990, 1, 1)


def add(engine: Engine, variants: list[Variant], as_of: dt.datetime) -> None:
    """Make the table of working-day deadlines that the variants need."""
    counts = {
        variant.form.limit.amount
        for variant in variants
        if isinstance(variant.form, forms.Deadline) and variant.form.limit.in_working_days
    }
    if not counts:
        return
    starts = {
        f"select min({quoted(variant.form.start)}) as start from {rows}"
        for variant in variants
        if isinstance(variant.form, forms.Deadline) and variant.form.limit.in_working_days
        for rows in sources()[variant.fact].rows_with(variant.form.start)
    }
    query = f"select cast(min(start) as date) from ({' union all '.join(sorted(starts))})"
    (first,) = engine.row(query)
    # A clock that starts in a mistyped year has no calendar, and cannot tell.
    start = max(first or as_of.date(), EARLIEST)
    frame = workdays.deadlines(min(start, as_of.date()), as_of.date(), sorted(counts))
    # A name of its own, so that a condition on the fact's day stays clear.
    engine.table("workdays", frame.rename({"day": "clock_day"}))
