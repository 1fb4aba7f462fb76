"""Actions: who does what by when, and what came of those that were done."""

import datetime as dt

import polars as pl

from heatqa.judging.period import Period
from heatqa.language import say
from heatqa.review import actions, findings, layout
from heatqa.review.actions import Action
from heatqa.review.findings import Change
from heatqa.review.indicators import Indicator
from heatqa.review.pages import Kind, Page, Picture, Table
from heatqa.review.question import Question

KEY = "actions"
# So many days before and after an action are compared.
_SPAN = dt.timedelta(days=90)
_DAY = dt.timedelta(days=1)


def page(question: Question) -> Page:
    """The register with each promise before and after; bars where both can be told."""
    every = actions.register(question.bench.settings, question.bench.catalogue)
    if not every:
        file = actions.path(question.bench.settings).name
        return layout.empty(question, KEY, caveat=say("review.actions.empty", file=file))
    effects = [_effect(question, one) for one in every]
    done = sum(_done(question, one) for one in every)
    late = sum(_late(question, one) for one in every)
    words = [word for word, _, _ in effects]
    better, worse = words.count("better"), words.count("worse")
    told = better + worse + words.count("no clear change")
    key = "title_told" if told else "title"
    return layout.page(
        question,
        KEY,
        say(
            f"review.actions.{key}",
            all=len(every),
            done=done,
            late=late,
            told=told,
            better=better,
            worse=worse,
        ),
        number=say("review.actions.number", done=done, all=len(every), late=late),
        caveat=say("review.actions.caveat"),
        clauses=list(dict.fromkeys(one.clause for one in every if one.clause)),
        picture=_picture(question, every, effects),
        tables=[_table(question, every, effects)],
    )


def _done(question: Question, one: Action) -> bool:
    return one.done_on is not None and one.done_on <= question.last_day


def _late(question: Question, one: Action) -> bool:
    return not _done(question, one) and one.due_on is not None and one.due_on < question.last_day


def _effect(question: Question, one: Action) -> tuple[Change, float | None, float | None]:
    """How a done action's promise changed, and its rate before and after; null what is too few.

    The days after go no further than the period shown, so that a review can be made again.
    """
    if not _done(question, one) or one.done_on is None or not one.clause:
        return "cannot tell", None, None
    after = _rate(question, one, one.done_on, min(one.done_on + _SPAN, question.last_day))
    before = _rate(question, one, one.done_on - _SPAN, one.done_on - _DAY)
    shown = [
        rate.rate if rate and rate.decided >= question.smallest else None
        for rate in (before, after)
    ]
    word: Change = findings.change(after, before, question.smallest) if after else "cannot tell"
    return word, shown[0], shown[1]


def _rate(question: Question, one: Action, first: dt.date, last: dt.date) -> findings.Rate | None:
    known = [mine for mine in question.indicators() if mine.clause == one.clause]
    about = known[0] if known else Indicator("clause", one.clause)
    return question.rate(about, Period(f"{first}..{last}", first, last))


def _picture(
    question: Question,
    every: list[Action],
    effects: list[tuple[Change, float | None, float | None]],
) -> Picture | None:
    told = [
        (one, before, after)
        for one, (_, before, after) in zip(every, effects, strict=True)
        if before is not None and after is not None
    ]
    if not told:
        return None
    rows = [
        {
            "category": one.action,
            "series": say(f"review.series.{name}"),
            "value": (before, after)[place],
            "meaning": meaning,
        }
        for name, meaning, place in (("before_action", "earlier", 0), ("after_action", "latest", 1))
        for one, before, after in told
    ]
    return layout.charted(
        question,
        pl.DataFrame(rows, schema_overrides={"value": pl.Float64}),
        shape="bars",
        kind="share",
        title=say("review.actions.picture"),
        axis=say("review.axis.share"),
    )


def _table(
    question: Question,
    every: list[Action],
    effects: list[tuple[Change, float | None, float | None]],
) -> Table:
    rows = [
        {
            "action": one.action,
            "owner_role": one.owner,
            "due_on": one.due_on,
            "clause": one.clause,
            "expected": one.expected,
            "status": _status(question, one),
            "share_before_action": before,
            "share_after_action": after,
            "effect": say(f"review.effect.{word.replace(' ', '_')}"),
        }
        for one, (word, before, after) in zip(every, effects, strict=True)
    ]
    columns: dict[str, Kind] = {
        "action": "text",
        "owner_role": "text",
        "due_on": "day",
        "clause": "text",
        "expected": "text",
        "status": "text",
        "share_before_action": "share",
        "share_after_action": "share",
        "effect": "text",
    }
    schema = {"due_on": pl.Date, "share_before_action": pl.Float64}
    schema |= {"share_after_action": pl.Float64}
    frame = pl.DataFrame(rows, schema={name: schema.get(name, pl.String) for name in columns})
    return layout.table(KEY, frame, columns, shown=6)


def _status(question: Question, one: Action) -> str:
    if _done(question, one):
        return say("review.status.done", day=one.done_on)
    return say("review.status.late") if _late(question, one) else say("review.status.open")
