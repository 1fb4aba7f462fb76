"""One page for the board: what was promised, and where it stands."""

from heatqa.language import number, percent, say
from heatqa.review import findings, layout, promises, said
from heatqa.review.findings import Rate
from heatqa.review.indicators import Indicator
from heatqa.review.pages import Page, Tile
from heatqa.review.question import Question

KEY = "board"
_FEW = 4


def page(question: Question) -> Page:
    """Six to eight promises with their standing, last quarter and the same quarter last season."""
    every = [(one, question.rate(one)) for one in question.indicators()]
    stood: list[findings.Standing] = [
        findings.standing(rate, question.smallest) for _, rate in every
    ]
    counts = findings.tally(stood)
    rated = sum(rate.decided for _, rate in every if rate)
    title = _title(question, counts, len(every), rated)
    missed = [
        (rate.target - (rate.rate or 0), one)
        for (one, rate), stands in zip(every, stood, strict=True)
        if stands == "missed" and rate
    ]
    worst = max(missed, key=lambda pair: pair[0])[1] if missed else None
    return layout.page(
        question,
        KEY,
        title,
        number=say("review.board.number", met=counts["met"], all=len(every)),
        caveat=_caveat(question, worst, rated),
        clauses=[one.clause for one, _ in every],
        cases=rated,
        tiles=[_tile(question, one, rate) for one, rate in every],
        tables=[promises.table(question, KEY, question.indicators(), shown=_shown(len(every)))],
    )


def _caveat(question: Question, worst: Indicator | None, rated: int) -> str:
    """The promise missed by most; without any record that nothing is known."""
    if worst:
        return said.finding(question, worst)
    return "" if rated else say("review.note.empty")


def _shown(indicators: int) -> int:
    """How many rows stand below the tiles: there is room where these take one row only."""
    return indicators if indicators <= _FEW else 0


def _title(question: Question, counts: dict[findings.Verdict, int], every: int, rated: int) -> str:
    if not rated:
        return say("review.board.title_empty")
    met, missed = counts["met"], counts["missed"]
    told = every - met - missed
    key = "some" if met and missed else "none" if missed else "all" if met else "open"
    if key != "some" and not told:
        key += "_at_all"
    head = say(f"review.board.title_{key}", all=every, met=met, missed=missed, open=told)
    tail = say("review.board.title_open_too", open=told) if key == "some" and told else ""
    words = [_changed(question, one) for one in question.indicators()]
    moved = "".join(
        say(f"review.board.{word}", n=words.count(word))
        for word in ("better", "worse")
        if word in words
    )
    return head + tail + moved + say("review.stop")


def _changed(question: Question, one: Indicator) -> findings.Change:
    return said.compared(question, one)[0]


def _tile(question: Question, one: Indicator, rate: Rate | None) -> Tile:
    stands = findings.standing(rate, question.smallest)
    return Tile(
        label=said.subject(question, one),
        clause=one.clause,
        value=_value(rate, question.smallest),
        verdict=findings.verdict(stands),
        target=_target(rate),
        before=_value(question.rate(one, question.before), question.smallest),
        last_season=_value(question.rate(one, question.last_season), question.smallest),
    )


def _target(rate: Rate | None) -> str:
    if rate is None:
        return ""
    return percent(rate.target, 0) if rate.target < 1 else say("review.board.every_one")


def _value(rate: Rate | None, smallest: int) -> str:
    """A rate as a tile shows it; of too few records none."""
    if rate is None or not rate.decided:
        return say("review.no_value")
    if rate.decided < smallest:
        return say("review.withheld", n=number(smallest))
    return percent(rate.rate)
