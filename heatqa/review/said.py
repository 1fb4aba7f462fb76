"""Sentences about promises, put together from what the rules of `findings` allow."""

import functools
from collections.abc import Sequence

from heatqa.language import number, percent, pick, say
from heatqa.review import findings
from heatqa.review.findings import Change, Rate
from heatqa.review.indicators import Indicator
from heatqa.review.question import Question

_CLEAR = ("better", "worse", "first time")


def subject(question: Question, one: Indicator) -> str:
    """What an indicator is about, in a few words."""
    label = pick(question.bench.catalogue.clause(one.clause).label)
    return say(f"review.what.{one.subject}", label=label)


def compared(question: Question, one: Indicator) -> tuple[Change, str]:
    """How an indicator has changed, and against what.

    The same days last season come first, since seasons differ less than quarters do; where
    nothing was judged then, the period before.
    """
    now = question.rate(one)
    if now is None:
        return "cannot tell", ""
    then = findings.change(now, question.rate(one, question.last_season), question.smallest)
    if then != "first time":
        return then, against_last_season()
    before = findings.change(now, question.rate(one, question.before), question.smallest)
    return before, against_before()


def against_last_season() -> str:
    """The same days a year before, as a sentence calls them."""
    return say("review.against.last_season")


def against_before() -> str:
    """The period before, as a sentence calls it."""
    return say("review.against.before")


def finding(question: Question, one: Indicator) -> str:
    """An indicator's finding: its rate, where it stands, and how it changed if that is clear."""
    rate = question.rate(one)
    about = subject(question, one)
    stands = findings.standing(rate, question.smallest)
    if rate is None or rate.rate is None or stands == "too few":
        waiting = rate.pending if rate else 0
        untold = rate.cannot_tell if rate else 0
        return say(
            f"review.lacks.{stands.replace(' ', '_')}",
            what=about,
            pending=number(waiting),
            cannot_tell=number(untold),
        )
    share = percent(rate.rate)
    head = say(f"review.said.{one.subject}", share=share, what=about)
    tail = f"{stands}_every" if rate.target >= 1 else stands
    target, n = percent(rate.target, 0), number(rate.decided)
    said = head + say(f"review.tail.{tail}", target=target, n=n)
    return said + _changed(*compared(question, one))


def _changed(word: Change, against: str) -> str:
    """How it changed, if that is clear: what is not clear is no part of a title."""
    if word not in _CLEAR:
        return say("review.stop")
    return say(f"review.change.{word.replace(' ', '_')}", against=against) + say("review.stop")


def change_in_words(word: Change, against: str) -> str:
    """How it changed, whatever it is, as a sentence of its own."""
    return say(f"review.changed.{word.replace(' ', '_')}", against=against)


def counted(rate: Rate | None) -> str:
    """The number of a finding: how many of how many, with the interval."""
    if rate is None or rate.interval is None:
        return say("review.counted.none")
    low, high = rate.interval
    return say(
        "review.counted.some",
        met=number(rate.met),
        decided=number(rate.decided),
        share=percent(rate.rate),
        low=percent(low),
        high=percent(high),
    )


def untold(rate: Rate | None) -> str:
    """What the records do not tell, empty where they tell all."""
    if rate is None:
        return ""
    parts = []
    if rate.pending:
        parts.append(say("review.note.pending", n=number(rate.pending)))
    if rate.cannot_tell:
        parts.append(say("review.note.cannot_tell", n=number(rate.cannot_tell)))
    if rate.weight < 1:
        parts.append(say("review.note.clustered"))
    return in_turn(parts)


def in_turn(sentences: Sequence[str]) -> str:
    """Sentences one after the other; Chinese ones have no space between them."""
    known = [sentence for sentence in sentences if sentence] or [""]
    return functools.reduce(
        lambda first, second: say("review.in_turn", first=first, second=second), known
    )
