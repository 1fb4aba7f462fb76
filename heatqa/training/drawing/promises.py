"""Lesson 1: clauses matched to events, taken apart, told from their namesakes, and counted."""

import datetime as dt
from typing import Any

import polars as pl

from heatqa.clauses import Clause, forms
from heatqa.judging import workdays
from heatqa.language import pick, say
from heatqa.training.drawing.material import Drawn, chance, exercise, picked, shuffled
from heatqa.training.exercises import Exercise, Item
from heatqa.training.texts import Words, read
from heatqa.workbench import Workbench

LESSON = 1
_TAKEN_APART = ("S1-1.3", "S1-2.4b", "S5-5.6c")
_NAMESAKES = ("S1", "S6")
_COUNTED = ("S1-1.3", "S1-1.5b", "S1-2.4b", "S5-5.6c", "S6-3.6a")
_TITLES, _DAYS, _EDGES = 6, 4, 6
# A week without holidays in it: five working days end seven days later.
_PLAIN_WEEK = 7
_VERDICTS = ("met", "missed", "cannot_tell")


def draw(bench: Workbench) -> Drawn:
    """All from the catalogue and the calendar; the records of the city are not needed."""
    return Drawn(
        exercises=[
            match(bench),
            taken_apart(bench),
            namesakes(bench, _TITLES),
            working_days(bench, _DAYS),
            edges(bench, _EDGES),
        ],
        examples={"apart": _example(bench)},
    )


def match(bench: Workbench, name: str = "match") -> Exercise:
    """Twelve events, twelve clauses."""
    words = Words(LESSON, name)
    events = words.rows("events")
    clauses = {clause_id: bench.catalogue.clause(clause_id) for clause_id in events}
    items = [
        Item(
            ask=read(event),
            answer=clause_id,
            reason=words("reason", clause=clause_id, rule=pick(clauses[clause_id].rule)),
            pointed=(words("pointed"),),
        )
        for clause_id, event in events.items()
    ]
    chance(name).shuffle(items)
    options = {clause_id: pick(clauses[clause_id].label) for clause_id in sorted(clauses)}
    return exercise(words, name, "choice", items, options=options)


def taken_apart(bench: Workbench, name: str = "taken_apart") -> Exercise:
    """Where the clock of a clause starts, where it stops, how long it may run."""
    words = Words(LESSON, name)
    moments, limits = words.options("moments"), words.options("limits")
    items = []
    for clause_id in _TAKEN_APART:
        clause, form = _deadline(bench, clause_id)
        limit = f"{form.limit.amount} {form.limit.unit}"
        for question, answer, options in (
            ("start", form.start, moments),
            ("stop", form.stop, moments),
            ("limit", limit, limits),
        ):
            items.append(
                Item(
                    ask=words(question, rule=pick(clause.rule)),
                    answer=answer,
                    reason=words("reason", clause=clause_id, found=options[answer]),
                    pointed=(words(f"{question}_pointed"),),
                    options=shuffled(options, f"{name} {clause_id} {question}"),
                )
            )
    return exercise(words, name, "choice", items)


def namesakes(bench: Workbench, count: int, name: str = "namesakes") -> Exercise:
    """Two documents of one title, told apart by what they are about."""
    words = Words(LESSON, name)
    documents = bench.catalogue.documents
    rows = pl.DataFrame(
        [
            {"clause": clause.id, "document": document, "rule": pick(clause.rule)}
            for document in _NAMESAKES
            for clause in bench.catalogue.of_document(document)
            if clause.judged
        ]
    ).unique("rule", keep="none", maintain_order=True)
    return exercise(
        words,
        name,
        "choice",
        (
            Item(
                ask=row["rule"],
                answer=row["document"],
                reason=words("reason", clause=row["clause"]),
                pointed=(words("pointed"),),
            )
            for row in picked(rows, count, name, by="document")
        ),
        options={document: pick(documents[document].name) for document in _NAMESAKES},
    )


def working_days(bench: Workbench, count: int, name: str = "working_days") -> Exercise:
    """The last day of five working days, over holidays and made-up weekends."""
    words = Words(LESSON, "working_days")
    _, form = _deadline(bench, "S5-5.6c")
    days = form.limit.amount
    last = bench.as_of.date()
    table = workdays.deadlines(last - dt.timedelta(days=365), last, [days]).rename(
        {f"after_{days}": "due"}
    )
    over = table.filter(
        pl.col("day").map_elements(workdays.is_working, return_dtype=pl.Boolean),
        (pl.col("due") - pl.col("day")).dt.total_days() != _PLAIN_WEEK,
    ).with_columns(month=pl.col("day").dt.month())
    items = []
    for row in picked(over, count, name, by="month"):
        passed = workdays.passed_over(row["day"], row["due"])
        left_out = say("training.listed").join(f"{each:%m-%d}" for each, _ in passed)
        items.append(
            Item(
                ask=words("question", day=_spoken(row["day"]), days=days),
                answer=f"{row['due']:%m-%d}",
                reason=words("reason", due=_spoken(row["due"]), left_out=left_out),
                pointed=(words("pointed"),),
                options=_dates(row["day"], row["due"], days, name),
            )
        )
    return exercise(words, name, "choice", items)


def edges(bench: Workbench, count: int, name: str = "edges") -> Exercise:
    """On the dot, a second later, before the start: the worked cases of the catalogue."""
    words = Words(LESSON, "edges")
    starts, stops = words.options("starts"), words.options("stops")
    rows = pl.DataFrame(
        [row for clause_id in _COUNTED for row in _worked(bench.catalogue.clause(clause_id))]
    ).filter(pl.col("stop").is_in(list(stops)))
    if name != words.name:
        taught = pl.DataFrame(picked(rows, _EDGES, words.name, by="verdict"))
        rows = rows.join(taught, on=rows.columns, how="anti", maintain_order="left")
    return exercise(
        words,
        name,
        "choice",
        (
            Item(
                ask=words(
                    "question",
                    start=starts[row["start"]],
                    at=row["at"],
                    stop=stops[row["stop"]],
                    then=row["then"],
                    rule=pick(bench.catalogue.clause(row["clause"]).rule),
                ),
                answer=row["verdict"],
                reason=words(f"reason_{row['verdict']}", clause=row["clause"]),
                pointed=(words("pointed"),),
            )
            for row in picked(rows, count, name, by="verdict")
        ),
        options={verdict: say(f"verdict.{verdict}") for verdict in _VERDICTS},
    )


def _worked(clause: Clause) -> list[dict[str, Any]]:
    """The worked cases of a clause that change its stop only."""
    start = "finished_at" if "finished_at" in clause.example else "accepted_at"
    found = []
    for changes, verdicts in clause.cases:
        if len(changes) != 1 or len(verdicts) != 1:
            continue
        ((stop, then),), (verdict,) = changes.items(), verdicts
        if verdict in _VERDICTS and isinstance(then, str) and then:
            at = clause.example[start]
            found.append(
                {
                    "clause": clause.id,
                    "start": start,
                    "at": at,
                    "stop": stop,
                    "then": then,
                    "verdict": verdict,
                }
            )
    return found


def _dates(day: dt.date, due: dt.date, days: int, name: str) -> dict[str, str]:
    """The right day among those of common mistakes: all days, weekdays only, the day counted."""
    weekdays = [day + dt.timedelta(days=n) for n in range(1, 3 * days)]
    plain = [each for each in weekdays if each.weekday() < 5][days - 1]
    near = {due, day + dt.timedelta(days=days), plain, due - dt.timedelta(days=1)}
    near.add(due + dt.timedelta(days=1))
    return shuffled({f"{each:%m-%d}": _spoken(each) for each in near}, f"{name} {day}")


def _spoken(day: dt.date) -> str:
    weekday = say(f"training.weekday.{day.isoweekday()}")
    return f"{day:%Y-%m-%d} {weekday}"


def _deadline(bench: Workbench, clause_id: str) -> tuple[Clause, forms.Deadline]:
    clause = bench.catalogue.clause(clause_id)
    form = bench.catalogue.variant(clause, bench.settings.readings).form
    assert isinstance(form, forms.Deadline)  # noqa: S101 - the form of these clauses
    return clause, form


def _example(bench: Workbench) -> pl.DataFrame:
    """One clause taken apart; it is not among those asked."""
    words = Words(LESSON, "taken_apart")
    clause, form = _deadline(bench, "S6-3.6a")
    told = (
        ("rule", pick(clause.rule)),
        ("start_is", words.options("moments")[form.start]),
        ("stop_is", words.options("moments")[form.stop]),
        ("limit_is", words.options("limits")[f"{form.limit.amount} {form.limit.unit}"]),
    )
    return pl.DataFrame(
        {
            words("part"): [words(name) for name, _ in told],
            words("of_clause", clause=clause.id): [found for _, found in told],
        }
    )
