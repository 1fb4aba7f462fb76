"""Lesson 6: a household that keeps calling, words that calm, appointments, who was heard."""

from typing import Any

import polars as pl

from heatqa.complaints.classifying import classify
from heatqa.language import percent, say
from heatqa.redaction import Case, redact
from heatqa.training.drawing import judged
from heatqa.training.drawing.first_minute import written
from heatqa.training.drawing.judged import moment
from heatqa.training.drawing.material import Drawn, exercise, shuffled
from heatqa.training.exercises import Exercise, Item
from heatqa.training.texts import Words
from heatqa.workbench import Workbench

LESSON = 6
APPOINTMENT, ANSWER = "S6-4.2a", "S5-5.6c"
_KEPT, _LONGEST, _FEWEST = 6, 5, 3
# Whoever calls again within so many days after "closed" about the same was not helped.
_AGAIN_DAYS = 45
_ALWAYS = 0.97


def draw(bench: Workbench) -> Drawn:
    """What the records say of repeats, appointments and ratings."""
    history = _history(bench)
    heard = dict(bench.heard().select("part", "count").iter_rows())
    return Drawn(
        exercises=[
            five_calls(history),
            calming(),
            judged.kept(
                bench,
                Words(LESSON, "appointments"),
                _appointments(bench),
                _KEPT,
                "appointments",
            ),
            first_contact(history),
            who_was_heard(heard),
            finding(heard),
        ],
        examples={"history": _shown(history)},
    )


def five_calls(history: pl.DataFrame, name: str = "five_calls") -> Exercise:
    """Which closings were none."""
    words = Words(LESSON, name)
    letters = _letters(history)
    false = [letter for letter, again in zip(letters, history["again"], strict=True) if again]
    item = Item(
        ask=words("question", days=_AGAIN_DAYS),
        answer=false,
        reason=words("reason", closings=say("training.listed").join(false)),
        pointed=(words("pointed"),),
        options={letter: letter for letter in letters},
    )
    return exercise(words, name, "several", [item])


def calming(name: str = "calming") -> Exercise:
    """What to say to somebody who is angry, and what not to promise."""
    words = Words(LESSON, name)
    return exercise(words, name, "choice", (written(entry, name) for entry in words.rows("items")))


def first_contact(history: pl.DataFrame, name: str = "first_contact") -> Exercise:
    """What the same history looks like in figures."""
    words = Words(LESSON, name)
    cold = history.filter(group="T1")
    days = (history["at"].max() - history["at"].min()).days  # type: ignore[operator]
    solved = len(cold) - int(cold["again"].sum())
    items = [
        Item(words("contacts"), len(history), words("contacts_reason", contacts=len(history))),
        Item(words("cold"), len(cold), words("cold_reason", cold=len(cold))),
        Item(words("days"), days, words("days_reason", days=days)),
        Item(
            words("solved", days=_AGAIN_DAYS),
            solved,
            words("solved_reason", solved=solved, cold=len(cold)),
        ),
    ]
    return exercise(words, name, "number", items)


def who_was_heard(heard: dict[str, int], name: str = "who_was_heard") -> Exercise:
    """What a rate of satisfaction rests on."""
    words = Words(LESSON, name)
    cases = sum(heard.values())
    told = heard["satisfied"] + heard["not satisfied"]
    facts = {
        "cases": cases,
        "asked": cases - heard["not asked"],
        "told": told,
        "satisfied": heard["satisfied"],
    }
    items = [
        Item(
            ask=words(question, **facts),
            answer=100 * share,
            reason=words("reason", share=percent(share, 0)),
            pointed=(words(f"{question}_pointed"),),
        )
        for question, share in (
            ("coverage", told / cases),
            ("satisfied", heard["satisfied"] / told),
            ("at_least", heard["satisfied"] / cases),
        )
    ]
    return exercise(words, name, "number", items, unit="%", tolerance=1)


def finding(heard: dict[str, int], name: str = "finding") -> Exercise:
    """A finding: one sentence, one number with its base, one caveat."""
    words = Words(LESSON, name)
    cases = sum(heard.values())
    told = heard["satisfied"] + heard["not satisfied"]
    facts = {
        "share": percent(heard["satisfied"] / told, 0),
        "told": told,
        "cases": cases,
        "heard": percent(told / cases, 0),
        "always": percent(_ALWAYS, 0),
    }
    texts = {entry: words(entry, **facts) for entry in ("good", "bare", "blown", "vague")}
    mixed = shuffled(texts, name)
    options = {chr(ord("A") + place): text for place, text in enumerate(mixed.values())}
    item = Item(
        ask=words("question"),
        answer=next(code for code, text in options.items() if text == texts["good"]),
        reason=words("reason"),
        pointed=(words("pointed"),),
        options=options,
    )
    return exercise(words, name, "choice", [item])


def _history(bench: Workbench) -> pl.DataFrame:
    """The cases of the household that came back most often in a season, at most five.

    Returns:
        One row per case in order of time: `at`, `closed_at`, `text` and `result` (redacted),
        `leaf`, `group`, and `again`, whether the same group of matters came back after "closed".
    """
    rows = bench.sql(
        "with told as (select *, year(accepted_at - interval 7 month) as season from tickets "
        "where household_key is not null and text is not null and closed_at is not null), "
        "most as (select household_key, season from told group by all "
        f"having count(*) between {_FEWEST} and {_LONGEST} "
        "order by count(*) desc, household_key limit 1) "
        "select accepted_at, closed_at, text, coalesce(result, '') as result "
        "from told semi join most using (household_key, season) order by accepted_at"
    ).rename({"accepted_at": "at"})
    case = Case()
    said = classify(rows["text"])
    told = rows.with_columns(
        *(
            pl.Series(name, [redact(text, case).text for text in rows[name]])
            for name in ("text", "result")
        ),
        leaf=said["leaf"],
        group=said["group"],
    )
    later = pl.col("at").shift(-1).over("group") - pl.col("closed_at")
    again = later.is_between(pl.duration(days=0), pl.duration(days=_AGAIN_DAYS))
    return told.with_columns(again=again.fill_null(value=False))


def _appointments(bench: Workbench) -> pl.DataFrame:
    """Visits with an appointment; the clock starts where it was agreed to begin."""
    rows = judged.kept_records(bench, APPOINTMENT)
    starts = bench.sql("select visit_id as record, appointment_from_at as starts_at from visits")
    return judged.plain(rows.drop("starts_at").join(starts, on="record", maintain_order="left"))


def _letters(history: pl.DataFrame) -> list[str]:
    return [chr(ord("A") + place) for place in range(len(history))]


def _shown(history: pl.DataFrame) -> pl.DataFrame:
    words = Words(LESSON, "five_calls")
    rows: list[dict[str, Any]] = history.to_dicts()
    return pl.DataFrame(
        [
            {
                words("call"): letter,
                words("at"): moment(row["at"]),
                words("text"): row["text"],
                words("result"): row["result"] or "–",
                words("closed"): moment(row["closed_at"]),
            }
            for letter, row in zip(_letters(history), rows, strict=True)
        ]
    )
