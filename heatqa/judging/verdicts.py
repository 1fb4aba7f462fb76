"""Each form of clause as SQL: population, start, stop, due, value and verdict of one fact.

The order of the questions is the same everywhere: is the record meant at all, is there evidence,
was the promise kept, and if nothing has happened yet, is there still time? An open case past its
limit is missed: nothing survives by staying open.
"""

import datetime as dt
import functools
import re
from collections.abc import Callable
from dataclasses import dataclass

from heatqa.clauses import Variant, forms
from heatqa.judging import deadlines, phrases
from heatqa.judging.context import Context
from heatqa.judging.engine import timestamp
from heatqa.judging.facts import sources
from heatqa.sql import quoted

VERDICTS = ("met", "missed", "pending", "cannot tell")
# Of a count within the sum of all four.
_BITS = 31
_WEIGHTS = {verdict: 2 ** (_BITS * place) for place, verdict in enumerate(VERDICTS)}
# No condition of a clause has branches, so these are the verdict's own.
_WORD = re.compile(rf"\b(then|else) '({'|'.join(VERDICTS)})'")
_NOTHING = "cast(null as timestamp)"


@dataclass(frozen=True)
class Expressions:
    """SQL over one row of a fact; `verdict` is null where the clause is not about the row."""

    verdict: str
    start: str = _NOTHING
    stop: str = _NOTHING
    due: str = _NOTHING
    value: str = "cast(null as double)"
    joins: tuple[str, ...] = ()


def expressions(
    variant: Variant,
    columns: list[str],
    as_of: dt.datetime,
    days_only: frozenset[str],
    ask: Callable[[str], str] = str,
) -> Expressions:
    """The SQL of one clause under one reading, over a source with these columns.

    Args:
        variant: The clause and its reading.
        columns: The columns of the source.
        as_of: The moment as of which records are open.
        days_only: The exported columns, as `table.column`, in which a midnight may be any time.
        ask: Is given every question that the verdict rests on, as SQL, and gives what stands for
            its answer in the verdict, the question itself by default; see `judging.questions`.

    Raises:
        CatalogueBroken: a condition uses a column that the source does not have.
    """
    source = sources()[variant.fact]
    context = Context(variant.clause.id, columns, timestamp(as_of), source, days_only, ask)
    form = _of_form(variant.form, context)
    if variant.where is None:
        return form
    meant = context.checked(variant.where)
    verdict = (
        f"case when not {meant} then null when {meant} is null then 'cannot tell' "
        f"else {form.verdict} end"
    )
    return Expressions(verdict, form.start, form.stop, form.due, form.value, form.joins)


def weighed(verdict: str) -> str:
    """SQL for a verdict as a number, so that one sum counts all four: see `unpacked`.

    Where numbers have room for four counts of 31 bits each, that takes half the time of counting
    words.
    """
    return _WORD.sub(lambda found: f"{found[1]} {_WEIGHTS[found[2]]}::hugeint", verdict)


def unpacked(total: str) -> list[str]:
    """SQL for the counts, in the order of `VERDICTS`, that a sum of weighed verdicts holds."""
    return [
        f"cast(({total} >> {_BITS * place}) & {2**_BITS - 1} as bigint)"
        for place in range(len(VERDICTS))
    ]


@functools.singledispatch
def _of_form(form: forms.Form, context: Context) -> Expressions:
    raise NotImplementedError(form)


@_of_form.register
def _deadline(form: forms.Deadline, context: Context) -> Expressions:
    start, stop = quoted(form.start), quoted(form.stop)
    end = deadlines.end(start, form)
    first_due = due = end.due
    last_stop = context.latest(form.stop)
    lost = ""
    if form.lost:
        lost = f"when {context.empty(stop)} and {context.checked(form.lost)} then 'missed' "
    # Days are compared as days: a reply on the day of the complaint may carry no clock time.
    by_day = form.limit.seconds is None
    early = f"cast({stop} as date) < cast({start} as date)" if by_day else f"{last_stop} < {start}"
    if not by_day:
        due = deadlines.end(context.latest(form.start), form).due
    counted = context.source.counted.get(form.start)
    if counted and (stop, first_due) != (last_stop, due):
        # The span was recorded: neither end needs a clock.
        last_stop = f"(case when {counted} then {stop} else {last_stop} end)"
        due = f"(case when {counted} then {first_due} else {due} end)"
    begun = f"when {context.empty(start)} or {context.ask(early)} then 'cannot tell' "
    # Only the calendar may not reach a limit; every other one ends once it has begun.
    begun += context.unset(end.by_calendar) if end.by_calendar else ""
    verdict = lost + begun + _between(stop, last_stop, first_due, due, context)
    stopped = f"coalesce({stop}, {context.now})"
    in_time = end.kept(stopped) if due == first_due else f"{stopped} <= {due}"
    verdict += _clock(stop, in_time, form.over, context)
    return Expressions(f"case {verdict} end", start, stop, due, joins=end.joins)


@_of_form.register
def _kept(form: forms.Kept, context: Context) -> Expressions:
    start = quoted(form.start) if form.start else None
    stop, last_stop = quoted(form.stop), context.latest(form.stop)
    # A day that was agreed without a clock time is agreed for the whole of it; sources that make
    # the time from several columns see to that.
    made = form.due in context.source.derived
    due = quoted(form.due) if made else context.latest(form.due)
    begun = ""
    if start:
        early = context.ask(f"{last_stop} < {start}")
        begun = f"when {context.empty(start)} or {early} then 'cannot tell' "
    verdict = begun + context.unset(due) + _between(stop, last_stop, due, due, context)
    in_time = f"coalesce({stop}, {context.now}) <= {due}"
    verdict += _clock(stop, in_time, form.over, context)
    return Expressions(f"case {verdict} end", start or _NOTHING, stop, due)


@_of_form.register
def _present(form: forms.Present, context: Context) -> Expressions:
    wanted = [quoted(column) for column in form.columns]
    refused = " or ".join(context.ask(f"{quoted(flag)} = false") for flag in form.true) or "false"
    ends = [f"coalesce({context.checked(form.settled)}, false)"] if form.settled else []
    unknown, due = "", _NOTHING
    if form.due:
        due = quoted(form.due)
        ends.append(context.past(due))
        unknown = context.unset(due)
    verdict = (
        f"case {unknown}when {refused} then 'missed' "
        f"when {' and '.join(map(context.filled, wanted))} then 'met' "
        f"when {' or '.join(ends) or 'true'} then 'missed' else 'pending' end"
    )
    return Expressions(verdict, due=due)


@_of_form.register
def _absent(form: forms.Absent, context: Context) -> Expressions:
    found, undecided, reported = (
        f"coalesce({context.checked(condition)}, false)"
        for condition in (form.found, form.undecided, form.reported)
    )
    return Expressions(
        f"case when {found} then 'missed' when {undecided} then 'pending' "
        f"when {reported} then 'met' else 'cannot tell' end"
    )


def _between(stop: str, last_stop: str, first_due: str, due: str, context: Context) -> str:
    """The branch for a record that was in time or late, depending on clocks that nobody knows."""
    if (stop, first_due) == (last_stop, due):
        return ""
    perhaps_late = context.ask(f"{last_stop} > {first_due}")
    return f"when {perhaps_late} and {context.ask(f'{stop} <= {due}')} then 'cannot tell' "


def _clock(stop: str, in_time: str, over: tuple[str, ...], context: Context) -> str:
    """The questions that every clock is asked once it has begun, as the branches of a case.

    What has not come is in time as long as there is time.
    """
    no_stop = "".join(f"when {context.filled(quoted(step))} then 'cannot tell' " for step in over)
    kept = context.ask(in_time)
    return (
        f"when {context.filled(stop)} then case when {kept} then 'met' else 'missed' end "
        f"{no_stop}when {kept} then 'pending' else 'missed'"
    )


@_of_form.register
def _bound(form: forms.Bound, context: Context) -> Expressions:
    value = quoted(form.value)
    tests = [context.ask(f"{value} >= {form.low}")] if form.low is not None else []
    tests += [context.ask(f"{value} <= {form.high}")] if form.high is not None else []
    verdict = (
        f"case when {context.empty(value)} then 'cannot tell' "
        f"when {' and '.join(tests)} then 'met' else 'missed' end"
    )
    return Expressions(verdict, value=value)


@_of_form.register
def _count(form: forms.Count, context: Context) -> Expressions:
    value = quoted(form.value)
    absent = "'cannot tell'"
    if form.open_until:
        until = quoted(form.open_until)
        absent = (
            f"case when {context.past(until)} then 'missed' "
            f"when {context.filled(until)} then 'pending' else 'cannot tell' end"
        )
    kept = "'met'"
    if form.settled:
        kept = f"case when {context.checked(form.settled)} then 'met' else 'pending' end"
    verdict = (
        f"case when {context.empty(value)} then {absent} "
        f"when {context.ask(f'{value} <= {form.limit}')} then {kept} else 'missed' end"
    )
    due = quoted(form.open_until) if form.open_until else _NOTHING
    return Expressions(verdict, due=due, value=f"cast({value} as double)")


@_of_form.register
def _coverage(form: forms.Coverage, context: Context) -> Expressions:
    have, late = [], []
    for condition, due in form.needs:
        has = f"coalesce({context.checked(condition)}, false)"
        have.append(has)
        fallen = f" and {context.ask(f'{context.now} >= {quoted(due)}')}" if due else ""
        late.append(f"(not {has}{fallen})")
    verdict = (
        f"case when {' and '.join(have)} then 'met' "
        f"when {' or '.join(late)} then 'missed' else 'pending' end"
    )
    dues = [quoted(due) for _, due in form.needs if due]
    return Expressions(verdict, due=f"greatest({', '.join(dues)})" if dues else _NOTHING)


@_of_form.register
def _hours(form: forms.Hours, context: Context) -> Expressions:
    offered, answered = quoted(form.offered), quoted(form.answered)
    verdict = (
        f"case when {context.ask(f'{answered} > 0')} then 'met' "
        f"when {context.ask(f'{context.now} < ends_at')} then 'pending' "
        f"when {context.ask(f'{offered} > 0')} then 'missed' else 'cannot tell' end"
    )
    return Expressions(
        verdict, start="starts_at", due="ends_at", value=f"cast({answered} as double)"
    )


@_of_form.register
def _phrase(form: forms.Phrase, _context: Context) -> Expressions:
    wanted = [phrases.said(form.lists[name], forms.WITHIN[form.within]) for name in form.required]
    banned = [phrases.said(form.lists[name], forms.WITHIN[form.within]) for name in form.forbidden]
    kept = " and ".join([*wanted, *(f"not {each}" for each in banned)])
    verdict = (
        "case when not coalesce(speakers_known, false) then 'cannot tell' "
        f"when {kept} then 'met' else 'missed' end"
    )
    if form.when:
        # Where it is not known who spoke, the occasion may lie in anybody's words.
        place = f"case when speakers_known then {forms.WHEN_BY[form.when_by]} else all_words end"
        occasion = " or ".join(phrases.said(form.lists[name], place) for name in form.when)
        verdict = f"case when {occasion} then {verdict} end"
    return Expressions(verdict)
