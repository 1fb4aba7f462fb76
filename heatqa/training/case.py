"""One case of the book: what was said, when what happened, how the clocks ran, what it teaches."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from heatqa import language
from heatqa.clauses import Catalogue, forms
from heatqa.complaints import taxonomy
from heatqa.judging.why import Explanation
from heatqa.language import pick, say
from heatqa.redaction import Case as People
from heatqa.redaction import redact
from heatqa.tables import explanation, moments
from heatqa.training import binding, typesetting
from heatqa.training.choosing import entries

# More lines than these no class gets through.
_MOST_CLOCKS, _MOST_OTHERS, _MOST_QUESTIONS = 6, 3, 4
_TIMES = (
    "found_at",
    "steward_called_at",
    "hotline_reported_at",
    "accepted_at",
    "first_action_at",
    "dispatched_at",
    "taken_at",
    "promised_at",
    "replied_at",
    "finished_at",
    "fed_back_at",
    "followed_up_at",
    "closed_at",
)
_OF_VISIT = ("appointment_from_at", "appointment_to_at", "arrived_at", "finished_at", "fed_back_at")


@dataclass(frozen=True)
class Records:
    """What the records hold of one case.

    Attributes:
        case: Its row of `Workbench.complaints`, with `kind`, why it was chosen.
        order: Its row of the table of tickets.
        visits: The rows of its visits.
        household: When the same household asked about the same fault, this case left out.
        homes: Cases about the fault, None where too few to be told.
        lessons: What it teaches, see `choosing.lessons`.
        told: The arithmetic of its verdicts, see `judging.why`.
        label: The leaf that the agent gave, by its code.
    """

    case: dict[str, Any]
    order: dict[str, Any]
    visits: list[dict[str, Any]]
    household: list[dt.datetime]
    homes: int | None
    lessons: list[str]
    told: list[Explanation]
    label: str | None


def content(
    records: Records, number: int, catalogue: Catalogue, communities: Sequence[str]
) -> dict[str, Any]:
    """What the book says of a case, in the language in force; `notes` are the trainer's."""
    row = records.case
    group = taxonomy.group(row["leaf"])
    clocks = [told for told in records.told if _runs(told)]
    questions, notes = _discussed(records, group)
    people = People()
    return {
        "number": number,
        "heading": say("casebook.case", number=number),
        "code": row["leaf"],
        "name": taxonomy.label(row["leaf"]),
        "group": {
            "code": group,
            "name": taxonomy.label(group),
            "colour": typesetting.look()["groups"][group],
        },
        "tags": _tags(records),
        "said": without_places(redact(row["text"], people).text, communities),
        "result": without_places(redact(records.order["result"] or "", people).text, communities),
        "timeline": _timeline(records),
        "clocks": [_clock(told, catalogue) for told in _worst_first(clocks)[:_MOST_CLOCKS]],
        "well": _sentences(records.told, "met"),
        "wrong": [*_sentences(records.told, "missed"), *_sentences(clocks, "cannot tell")],
        "questions": questions,
        "notes": [*_leaf_notes(records), *notes],
    }


def without_places(text: str, communities: Sequence[str]) -> str:
    """A redacted text without the names of communities, which a date may make a home of.

    Example:
        >>> without_places("来电人系松影新村业主", ["松影", "松影新村"])
        '来电人系〔小区〕业主'
    """
    for name in sorted(communities, key=len, reverse=True):
        text = text.replace(name, say("casebook.mark.community"))
    return text


def _tags(records: Records) -> list[str]:
    made = [pick(entries()["lessons"][name]["says"]) for name in records.lessons]
    score = records.case["score"]
    return [*made, *([say("casebook.tag.score", score=score)] if score is not None else [])]


def _timeline(records: Records) -> list[dict[str, str]]:
    start = records.order["accepted_at"]
    found = [(records.order[name], name) for name in _TIMES]
    found.append((records.order["arrived_at"], "arrived_at"))
    for visit in records.visits:
        nobody = visit["outcome"] == "no_access"
        found += [
            (visit[name], "no_access" if nobody and name == "arrived_at" else name)
            for name in _OF_VISIT
        ]
    found += [(at, "before" if at < start else "again") for at in records.household]
    dated = {(at.replace(microsecond=0), name) for at, name in found if at is not None}
    order = {name: place for place, name in enumerate(_TIMES)}
    lines = sorted(dated, key=lambda line: (line[0], order.get(line[1], len(order))))
    return [
        {
            "at": f"{at:%m-%d %H:%M:%S}",
            "since": moments.length(at - start.replace(microsecond=0)),
            "event": say(f"casebook.happened.{name}"),
        }
        for at, name in lines
    ]


def _worst_first(told: list[Explanation]) -> list[Explanation]:
    order = ("missed", "cannot tell", "pending", "met")
    return sorted(told, key=lambda one: (order.index(one.verdict), one.clause.id))


def _clock(told: Explanation, catalogue: Catalogue) -> dict[str, str]:
    word = told.verdict.replace(" ", "_")
    return {
        "clause": told.clause.id,
        "label": pick(told.clause.label),
        "from": _moment(told.starts_at),
        "to": _moment(told.stops_at),
        "limit": binding.clock(told.clause, catalogue, dict(told.variant.choice)),
        "due": _moment(told.due_at),
        "took": moments.length(told.elapsed) if told.elapsed is not None else "–",
        "passed_over": _passed_over(told),
        "verdict": word,
        "word": say(f"verdict.{word}"),
        "reason": explanation.reason(told),
    }


def _moment(value: dt.datetime | None) -> str:
    """A moment without its year, which the whole book shares."""
    return moments.moment(value)[5:] if value else "–"


def _passed_over(told: Explanation) -> str:
    days = say("training.listed").join(f"{day:%m-%d}" for day, _ in told.passed_over)
    return say("casebook.working_days", days=days) if days else ""


def _sentences(told: Sequence[Explanation], verdict: str) -> list[str]:
    """One line per verdict of a kind, clocks before the rest."""
    chosen = [one for one in told if one.verdict == verdict]
    clocks = [one for one in chosen if _runs(one)][:_MOST_CLOCKS]
    others = [one for one in chosen if not _runs(one)][:_MOST_OTHERS]
    # Two visits of one case may have kept the same clause.
    return list(dict.fromkeys(_sentence(one) for one in (*clocks, *others)))


def _sentence(told: Explanation) -> str:
    label, clause = pick(told.clause.label), told.clause.id
    if told.verdict == "cannot tell":
        return say("casebook.untellable", label=label, clause=clause)
    if not _runs(told) or told.due_at is None:
        return say(f"casebook.{told.verdict}", label=label, clause=clause)
    if told.stops_at is None:
        return say("casebook.never", label=label, clause=clause)
    if told.verdict == "met":
        spare = moments.length(told.due_at - told.stops_at)
        return say("casebook.in_time", label=label, clause=clause, spare=spare)
    late = moments.length(told.stops_at - told.due_at)
    return say("casebook.late", label=label, clause=clause, late=late)


def _runs(told: Explanation) -> bool:
    """Whether the clause runs a clock; others may fall due without one."""
    return isinstance(told.variant.form, forms.Deadline | forms.Kept)


def _discussed(records: Records, group: str) -> tuple[list[str], list[str]]:
    """Questions for the class, and what the trainer should hear in answer."""
    lessons = entries()["lessons"]
    second = records.case["second_leaf"]
    facts = {
        "score": records.case["score"],
        "second": second and f"{second} {taxonomy.label(second)}",
        "leaf": f"{records.case['leaf']} {taxonomy.label(records.case['leaf'])}",
        "label": records.label and f"{records.label} {taxonomy.label(records.label)}",
    }
    asked = [entries()["groups"][group], *(lessons[name] for name in records.lessons)]
    asked = asked[:_MOST_QUESTIONS]
    return (
        [pick(entry["asks"]) for entry in asked],
        [pick(entry["note"]).format(**facts) for entry in asked],
    )


def _leaf_notes(records: Records) -> list[str]:
    row = records.case
    leaf = f"{row['leaf']} {taxonomy.label(row['leaf'])}"
    words = say("reading.joined").join(f"“{word}”" for word in row["because"])
    key = "casebook.words_decided" if words else "casebook.leaf_is"
    kind = say(f"casebook.kind.{row['kind']}")
    made = [
        say("casebook.record", record=row["id"], code=row["leaf"], kind=kind),
        say(key, leaf=leaf, words=words),
    ]
    if records.homes:
        made.append(say("casebook.homes", homes=language.number(records.homes)))
    return made
