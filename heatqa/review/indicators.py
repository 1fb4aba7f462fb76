"""Which promises a review looks at first, as data, and the clause that speaks for each."""

import functools
import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from importlib import resources

import polars as pl

_COUNTS = ("met", "missed", "pending", "cannot_tell")
# A company's own standards name no indicator: then the clauses with most records stand in.
_MOST = 8


@dataclass(frozen=True)
class Indicator:
    """One promise of the board's page: the sentences it is said in, and its clause.

    `between_communities` says that its records are alike within a community.
    """

    subject: str
    clause: str
    between_communities: bool = False


@functools.cache
def known() -> dict[str, tuple[tuple[str, ...], bool]]:
    """Each indicator's clauses in order of preference, and whether places count in its interval."""
    text = (resources.files("heatqa.review") / "indicators.toml").read_text(encoding="utf-8")
    return {
        name: (tuple(entry["clauses"]), entry.get("between") == "communities")
        for name, entry in tomllib.loads(text).items()
    }


def chosen(scorecard: pl.DataFrame) -> list[Indicator]:
    """The indicators that a scorecard can show, in their order; one without records stays.

    Args:
        scorecard: The clauses that bind the company, as `Workbench.scorecard` gives.
    """
    binding = scorecard["clause"].to_list()
    judged = scorecard.filter(pl.sum_horizontal(_COUNTS) > 0)
    found = []
    for subject, (clauses, between) in known().items():
        mine = _first(clauses, judged["clause"].to_list()) or _first(clauses, binding)
        if mine:
            found.append(Indicator(subject, mine, between))
    if found:
        return found
    most = judged.sort(pl.sum_horizontal(_COUNTS), descending=True).head(_MOST)
    return [Indicator("clause", clause) for clause in most["clause"]]


def _first(wanted: Collection[str], among: Collection[str]) -> str | None:
    return next((clause for clause in wanted if clause in among), None)
