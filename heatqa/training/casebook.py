"""The case book: twelve of the company's own cases for a class, as PDF and as slides."""

from collections.abc import Collection
from pathlib import Path
from typing import Any, Literal

import polars as pl

from heatqa import errors, typography
from heatqa import language as languages
from heatqa.complaints.taxonomy import CANNOT_TELL, recognised
from heatqa.judging.why import Explanation
from heatqa.language import Language, say, speaking
from heatqa.training import cards, case, choosing, slides, typesetting
from heatqa.training.judged import judged
from heatqa.workbench import Workbench

Audience = Literal["trainee", "trainer"]
_CASES, _PER_LEAF = 12, 3
# From here on the words of a text tell its leaf, whatever the agent chose.
_CLEAR = 0.5
_HOW = range(4)
# What customers said and agents noted stays as it was typed.
_TYPED = ("said", "result")
_WORDS = (
    "said",
    "result",
    "timeline",
    "at",
    "since",
    "event",
    "clocks",
    "clause",
    "from_to",
    "limit",
    "due",
    "took",
    "verdict",
    "well",
    "wrong",
    "nothing",
    "questions",
    "notes",
    "contents",
    "leaf",
    "teaches",
)


def write_case_book(
    workbench: Workbench,
    out: Path,
    language: Language,
    audience: Audience,
    period_name: str | None = "season",
) -> list[Path]:
    """Write the case book of a period into a folder, once as PDF and once as slides.

    Args:
        workbench: The company's records.
        out: The folder to write into.
        language: Of everything but the words of customers and agents.
        audience: Notes and order numbers are in the trainer's copy only.
        period_name: Whose cases; the latest season if left out.

    Returns:
        The files written.

    Raises:
        CasesMissing: the period has no case that may be shown.
        FontMissing, PersonFound, OutputUnwritable: a file cannot be made.
    """
    with speaking(language):
        made = content(workbench, audience, period_name)
    if language == "zh":
        made = _printed(made)
    name = f"case_book_{audience}_{language}"
    return [
        typesetting.pdf("casebook", made, out / f"{name}.pdf", language),
        slides.write(made, out / f"{name}.pptx", language),
    ]


def content(
    workbench: Workbench, audience: Audience, period_name: str | None = "season"
) -> dict[str, Any]:
    """What the book shows, in the language in force; without notes for a trainee."""
    fewest = workbench.settings.smallest_group
    every = workbench.complaints(period_name)
    records = gathered(workbench, every, period_name)
    communities = _communities(workbench)
    told = [
        case.content(each, number, workbench.catalogue, communities)
        for number, each in enumerate(records, start=1)
    ]
    if audience == "trainee":
        told = [one | {"notes": []} for one in told]
    return {
        "title": say("casebook.title"),
        "subtitle": say("casebook.subtitle"),
        "audience": say(f"casebook.for.{audience}"),
        "how": [say(f"casebook.how.{number}") for number in _HOW],
        "chosen": say("casebook.chosen", count=len(told), all=languages.number(every.height)),
        "privacy": say("casebook.privacy", fewest=fewest),
        "source": say("figure.source_line", source=workbench.source),
        "words": {name: say(f"casebook.{name}") for name in _WORDS},
        "verdicts": typesetting.look()["verdicts"],
        "cases": [
            one | {"of": say("casebook.of", number=one["number"], count=len(told))} for one in told
        ],
    }


def gathered(
    workbench: Workbench, every: pl.DataFrame, period_name: str | None
) -> list[case.Records]:
    """The cases of the book with all that the records hold of them.

    Leaves with fewer cases than the smallest group that may be published are left out, and cases
    of which neither the agent's label nor clear words say that the leaf is right.

    Raises:
        CasesMissing: there is none.
    """
    fewest = workbench.settings.smallest_group
    shown = every.drop_nulls("text").filter(
        pl.col("leaf") != CANNOT_TELL, pl.len().over("leaf") >= fewest
    )
    candidates = workbench.exemplars(period_name, _PER_LEAF).filter(
        pl.col("id").is_in(shown.get_column("id").to_list())
    )
    orders = _rows(workbench, "tickets", candidates)
    labels = {order["ticket_id"]: recognised(order["leaf"]) for order in orders}
    label = pl.col("id").replace_strict(labels, return_dtype=pl.String)
    candidates = candidates.filter(
        (pl.col("leaf") == label).fill_null(False) | (pl.col("confidence") >= _CLEAR)
    )
    if candidates.is_empty():
        raise errors.CasesMissing(period=period_name or say("casebook.every"))
    verdicts = judged(workbench, period_name, _besides(candidates.get_column("leaf").to_list()))
    taught = choosing.lessons(every, verdicts, labels, fewest)
    chosen = choosing.choose(candidates, taught, _CASES)
    told = _told(workbench, verdicts, chosen)
    kinds = dict(candidates.select("id", "kind").iter_rows())
    order_of = {order["ticket_id"]: order for order in orders}
    visits = _rows(workbench, "visits", candidates)
    homes = dict(every.group_by("fault").agg(pl.len()).iter_rows())
    return [
        case.Records(
            case=row | {"kind": kinds[row["id"]]},
            order=order_of[row["id"]],
            visits=[visit for visit in visits if visit["ticket_id"] == row["id"]],
            household=_household(every, row),
            homes=homes[row["fault"]] if homes[row["fault"]] >= fewest else None,
            lessons=taught[row["id"]],
            told=told[row["id"]],
            label=labels[row["id"]],
        )
        for number in chosen
        for row in every.filter(id=number).iter_rows(named=True)
    ]


def _besides(leaves: Collection[str]) -> set[str]:
    """Clauses without a clock that lessons or the cards of the leaves speak of."""
    lessons = choosing.entries()["lessons"].values()
    taught = {clause for lesson in lessons for clause in lesson.get("clauses", ())}
    return taught.union(*(cards.cards()[leaf]["clauses"] for leaf in leaves))


def _told(
    workbench: Workbench, verdicts: pl.DataFrame, chosen: list[str]
) -> dict[str, list[Explanation]]:
    """The arithmetic of the chosen cases' verdicts, by case, clauses in their order."""
    mine = verdicts.filter(pl.col("id").is_in(chosen))
    case_of = dict(mine.select("record", "id").iter_rows())
    told: dict[str, list[Explanation]] = {number: [] for number in chosen}
    for (clause,), rows in mine.group_by(["clause"], maintain_order=True):
        records = rows.get_column("record").unique().to_list()
        for one in workbench.why_each(str(clause), records):
            told[case_of[one.record]].append(one)
    return told


def _household(every: pl.DataFrame, row: dict[str, Any]) -> list[Any]:
    """When the household asked about the same fault in its other cases."""
    if row["household_key"] is None:
        return []
    same = every.filter(household_key=row["household_key"], fault=row["fault"]).filter(
        pl.col("id") != row["id"]
    )
    return same.get_column("at").to_list()


def _rows(workbench: Workbench, table: str, wanted: pl.DataFrame) -> list[dict[str, Any]]:
    ids = wanted.get_column("id").to_list()
    frame = workbench.sql(f"select * from {table} order by all")
    return frame.filter(pl.col("ticket_id").is_in(ids)).rows(named=True)


def _communities(workbench: Workbench) -> list[str]:
    frame = workbench.sql("select distinct community_id from communities order by 1")
    return frame.get_column("community_id").drop_nulls().to_list()


def _printed(content: dict[str, Any]) -> dict[str, Any]:
    """The book in print, what people said as they said it."""
    shown = typography.all_in_print(content)
    for one, typed in zip(shown["cases"], content["cases"], strict=True):
        one |= {name: typed[name] for name in _TYPED}
    return shown
