"""Lesson 2: greetings, ten calls to be marked, better words, the order of a call, three rings."""

from typing import Any

import polars as pl

from heatqa.clauses import Clause, forms
from heatqa.language import pick, say
from heatqa.training.drawing.material import Drawn, chance, exercise, picked, shuffled
from heatqa.training.drawing.transcripts import (
    FORBIDDING,
    Conversation,
    broken,
    conversations,
    forbidden,
    said,
)
from heatqa.training.exercises import Exercise, Item
from heatqa.training.texts import Words, read
from heatqa.workbench import Workbench

LESSON = 2
_CALLS, _GREETINGS = 10, 6
_OTHERS = 150
_RINGING = 12
_GREETING = "S7-4a"
# Longer calls cannot be read in a minute.
_MOST_TURNS = 14


def draw(bench: Workbench) -> Drawn:
    """What is said in the first minute, judged as the clauses judge it."""
    missed = [
        record
        for clause in FORBIDDING
        for record in bench.records(clause, verdict="missed")["record"].sort()
    ]
    calls = conversations(bench, list(dict.fromkeys(missed)), _OTHERS)
    ringing = _twelve_calls(bench)
    return Drawn(
        exercises=[
            greeting(bench, calls, _GREETINGS),
            marked(bench, calls, _CALLS),
            better(),
            in_order(LESSON, "order"),
            three_rings(bench, ringing),
        ],
        examples={"ringing": _shown(ringing)},
    )


def greeting(
    bench: Workbench, calls: list[Conversation], count: int, name: str = "greeting"
) -> Exercise:
    """What is missing in an agent's first words."""
    words = Words(LESSON, "greeting")
    variant = bench.catalogue.variant(bench.catalogue.clause(_GREETING), bench.settings.readings)
    form = variant.form
    assert isinstance(form, forms.Phrase)  # noqa: S101 - the form of this clause
    options = {part: pick(form.lists[part].means) for part in form.required}
    opened = [call for call in calls if call.opening and call.turns[0].by_agent]
    found = {
        part: said(bench, form.lists[part], [call.opening for call in opened]) for part in options
    }
    rows = pl.DataFrame(
        {
            "said": ["\n".join(turn.said for turn in call.opened()) for call in opened],
            "place": range(len(opened)),
            "missing": [
                ",".join(part for part in options if not found[part][place])
                for place in range(len(opened))
            ],
        }
    ).unique("said", keep="first", maintain_order=True)
    return exercise(
        words,
        name,
        "several",
        (
            Item(
                ask=_opening(words, opened[row["place"]]),
                answer=(missing := [part for part in row["missing"].split(",") if part]),
                reason=words("reason_some", missing=_listed(options, missing))
                if missing
                else words("reason_none"),
                pointed=(words("pointed"),),
            )
            for row in picked(rows, count, name, by="missing")
        ),
        options=options,
    )


def marked(
    bench: Workbench, calls: list[Conversation], count: int, name: str = "marked"
) -> Exercise:
    """Which sentences of the agent break a promise; a customer may say what an agent may not."""
    words = Words(LESSON, "marked")
    short = [call for call in calls if len(call.turns) <= _MOST_TURNS and call.turns[0].by_agent]
    wrong = broken(bench, short)
    customers = [call.customer for call in short]
    told = [said(bench, listed, customers) for _, listed in forbidden(bench)]
    kinds = [
        "wrong" if turns else "trap" if any(traps) else "fine"
        for turns, *traps in zip(wrong, *told, strict=True)
    ]
    rows = pl.DataFrame({"place": range(len(short)), "kind": kinds})
    return exercise(
        words,
        name,
        "several",
        (
            _marking(words, short[row["place"]], wrong[row["place"]])
            for row in picked(rows, count, name, by="kind")
        ),
    )


def better(name: str = "better") -> Exercise:
    """What to say instead."""
    words = Words(LESSON, name)
    return exercise(words, name, "choice", (written(entry, name) for entry in words.rows("items")))


def in_order(lesson: int, name: str) -> Exercise:
    """Steps that are written in their order, asked in another."""
    words = Words(lesson, name)
    steps = [read(step) for step in words.rows("steps")]
    mixed = list(steps)
    chance(f"{lesson} {name}").shuffle(mixed)
    codes = {step: chr(ord("A") + place) for place, step in enumerate(mixed)}
    item = Item(
        ask=words("question"),
        answer=[codes[step] for step in steps],
        reason=words("reason"),
        pointed=(words("pointed"),),
        options={code: step for step, code in codes.items()},
    )
    return exercise(words, name, "order", [item])


def written(entry: dict[str, Any], name: str) -> Item:
    """An item that is written by hand: `right` and `wrong` answers, `reason`, `pointed`."""
    right = read(entry["right"])
    texts = {right, *(read(wrong) for wrong in entry["wrong"])}
    order = list(shuffled({text: text for text in texts}, f"{name} {right}"))
    options = {chr(ord("A") + place): text for place, text in enumerate(order)}
    return Item(
        ask=read(entry["ask"]),
        answer=next(code for code, text in options.items() if text == right),
        reason=read(entry["reason"]),
        pointed=(read(entry["pointed"]),) if "pointed" in entry else (),
        options=options,
    )


def three_rings(bench: Workbench, calls: pl.DataFrame, name: str = "three_rings") -> Exercise:
    """The same twelve calls under each reading of "three rings"."""
    words = Words(LESSON, "three_rings")
    readings = bench.catalogue.readings["three_rings"].options
    items = []
    for limit, counted in (("15 s", "offered"), ("10 s", "offered"), ("15 s", "answered")):
        among = calls if counted == "offered" else calls.filter("answered")
        seconds = float(readings[limit].sets["limit"].split()[0])
        met = among.filter("answered", pl.col("ring_seconds") <= seconds)
        share = 100 * len(met) / len(among)
        who = pick(bench.catalogue.readings["calls_counted"].options[counted].means)
        items.append(
            Item(
                ask=words("question", limit=pick(readings[limit].label), counted=who),
                answer=share,
                reason=words("reason", met=len(met), calls=len(among), share=f"{share:.0f}"),
                pointed=(words("pointed", calls=len(among)),),
            )
        )
    return exercise(words, name, "number", items, unit="%", tolerance=1)


def _twelve_calls(bench: Workbench) -> pl.DataFrame:
    """Twelve calls to the hotline, a few of them near the limit, a few given up."""
    rows = bench.sql(
        "select record_id, round(epoch(coalesce(answered_at, ended_at) - rang_at)) as ring_seconds,"
        " answered_at is not null as answered from fact_incoming_calls "
        "where coalesce(line_type, 'hotline') = 'hotline' and ring_seconds between 3 and 40 "
        "order by record_id"
    ).with_columns(
        band=pl.when(~pl.col("answered"))
        .then(pl.lit("given up"))
        .when(pl.col("ring_seconds") <= 10)
        .then(pl.lit("(-inf, 10]"))
        .when(pl.col("ring_seconds") <= 15)
        .then(pl.lit("(10, 15]"))
        .otherwise(pl.lit("(15, inf]"))
    )
    return pl.DataFrame(picked(rows, _RINGING, "three_rings", by="band"))


def _shown(calls: pl.DataFrame) -> pl.DataFrame:
    words = Words(LESSON, "three_rings")
    return pl.DataFrame(
        [
            {
                words("call"): str(place),
                words("seconds"): f"{row['ring_seconds']:.0f}",
                words("what"): words("answered" if row["answered"] else "given_up"),
            }
            for place, row in enumerate(calls.iter_rows(named=True), start=1)
        ]
    )


def _marking(words: Words, call: Conversation, wrong: dict[int, Clause]) -> Item:
    lines, options = [], {}
    for turn in call.turns:
        if turn.by_agent:
            code = chr(ord("A") + len(options))
            options[code] = code
            lines.append(words("agent", code=code, said=turn.said))
        else:
            lines.append(words("customer", said=turn.said))
    codes = [list(options)[place] for place in sorted(wrong)]
    told = [
        words("because", code=code, clause=clause.id, rule=pick(clause.rule))
        for code, (_, clause) in zip(codes, sorted(wrong.items()), strict=True)
    ]
    return Item(
        ask="\n".join(lines),
        answer=codes,
        reason=" ".join(told) or words("reason_none"),
        pointed=(words("pointed"),),
        options=options,
    )


def _opening(words: Words, call: Conversation) -> str:
    """What is said before the customer's matter, by whom if not by the agent alone."""
    turns = call.opened()
    if all(turn.by_agent for turn in turns):
        return " ".join(turn.said for turn in turns)
    return "\n".join(
        words("agent" if turn.by_agent else "customer", said=turn.said) for turn in turns
    )


def _listed(options: dict[str, str], codes: list[str]) -> str:
    return say("training.listed").join(options[code] for code in codes)
