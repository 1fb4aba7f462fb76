"""What every lesson is drawn from: chance by a fixed seed, redacted cases that two agree about."""

import functools
import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from heatqa import errors
from heatqa.complaints import taxonomy
from heatqa.complaints.classifying import classify
from heatqa.complaints.data import read
from heatqa.language import say
from heatqa.redaction import redact
from heatqa.training.exercises import Exercise, Item
from heatqa.training.sheets import Kind
from heatqa.training.texts import Words
from heatqa.workbench import Workbench

# Cases looked at per category that agents recorded: enough to choose from, soon read.
_PER_CATEGORY = 24
_SHORTEST, _LONGEST = 8, 70


@dataclass(frozen=True)
class Drawn:
    """What a lesson shows and asks; examples are frames of words."""

    exercises: list[Exercise]
    examples: dict[str, pl.DataFrame] = field(default_factory=dict)


def exercise(
    words: Words,
    name: str,
    kind: Kind,
    items: Iterable[Item],
    *,
    options: dict[str, str] | None = None,
    unit: str = "",
    step: float = 1.0,
    tolerance: int = 0,
) -> Exercise:
    """An exercise with the title, the question and the hint that are written for it."""
    return Exercise(
        name=name,
        kind=kind,
        title=words("title"),
        ask=words("ask"),
        items=tuple(items),
        hint=words("hint"),
        options=options or {},
        unit=unit,
        step=step,
        tolerance=tolerance,
    )


def chance(name: str) -> random.Random:
    """Chance that is the same whenever a lesson is drawn."""
    return random.Random(f"heatqa {name}")  # noqa: S311 - a seed that can be repeated is the point


def picked(
    rows: pl.DataFrame, count: int, name: str, by: str | None = None
) -> list[dict[str, Any]]:
    """So many rows by chance, whatever order they came in.

    Args:
        rows: What there is to choose from.
        count: How many are wanted.
        name: What for; the same name gives the same rows.
        by: A column whose every value comes once before any comes again.

    Raises:
        TooFewRecords: there are not so many.
    """
    if len(rows) < count:
        raise errors.TooFewRecords(exercise=name, wanted=count, found=len(rows))
    dice = chance(name)
    listed = sorted(rows.to_dicts(), key=str)
    dice.shuffle(listed)
    if by:
        turns: Counter[Any] = Counter()
        turn_of: list[int] = []
        for row in listed:
            turn_of.append(turns[row[by]])
            turns[row[by]] += 1
        ordered = sorted(zip(turn_of, range(len(listed)), strict=True))
        listed = [listed[place] for _, place in ordered]
        chosen = listed[:count]
        dice.shuffle(chosen)
        return chosen
    return listed[:count]


def shuffled(options: dict[str, str], name: str) -> dict[str, str]:
    """The options in an order that tells nothing."""
    listed = sorted(options.items())
    chance(name).shuffle(listed)
    return dict(listed)


def agreed(bench: Workbench) -> pl.DataFrame:
    """Cases with what two sides agree about: the agent who recorded them, and their words.

    Only then is there a key: where the agent and the classifier differ, either may be wrong.

    Returns:
        One row per case: `text` (redacted), `leaf`, `record_type` and `urgent` (each null where
        the two differ), `second_leaf`, `because` (the words that decided, joined), `confidence`.
    """
    rows = bench.sql(
        "select text, leaf as category, record_type as recorded, "
        "urgency = 'emergency' as recorded_urgent from tickets "
        f"where length(text) between {_SHORTEST} and {_LONGEST} and leaf is not null "
        "qualify row_number() over (partition by leaf order by md5(ticket_id)) "
        f"<= {_PER_CATEGORY} order by ticket_id"
    )
    cases = pl.concat([rows, classify(rows.get_column("text"))], how="horizontal")
    meant = {name: leaf_meant(name) for name in cases["category"].unique()}
    both = pl.col("category").replace_strict(meant, return_dtype=pl.String)
    return cases.select(
        pl.col("text").map_elements(lambda text: redact(text).text, return_dtype=pl.String),
        pl.when(both == pl.col("leaf")).then("leaf").alias("leaf"),
        pl.when(pl.col("recorded") == pl.col("record_type")).then("recorded").alias("record_type"),
        pl.when(pl.col("recorded_urgent") == pl.col("urgent")).then("urgent").alias("urgent"),
        "second_leaf",
        pl.col("because").list.unique(maintain_order=True).list.join(say("training.listed")),
        "confidence",
    ).unique(["leaf", "because"], keep="first", maintain_order=True)


@functools.cache
def leaf_meant(category: str) -> str | None:
    """The leaf that an export's category is short for; None if none or several could be.

    Its characters come in the leaf's name in the same order.

    Example:
        >>> leaf_meant("突发停热"), leaf_meant("立管管井漏水"), leaf_meant("漏水")
        ('T2.1', 'T3.2', None)
    """
    known = taxonomy.recognised(category)
    if known:
        return known
    names = read("taxonomy.toml")["leaves"]
    found = [leaf for leaf, name in names.items() if _is_short_for(category, name["zh"])]
    return found[0] if len(found) == 1 else None


def _is_short_for(short: str, long: str) -> bool:
    letters = iter(long)
    return bool(short) and short[0] == long[0] and all(char in letters for char in short)
