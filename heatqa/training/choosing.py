"""Which cases go into the book: those that together teach most, one per leaf."""

import functools
import itertools
import tomllib
from collections.abc import Collection, Mapping
from importlib import resources
from typing import Any

import polars as pl

from heatqa.complaints.exemplars import INSTRUCTIVE, TYPICAL
from heatqa.complaints.linking import DUPLICATE, REPEAT
from heatqa.complaints.taxonomy import group

# Scores of those who were not content, and of those who were.
_BAD_SCORE, _GOOD_SCORE = 2, 5
# Fewer met clocks do not show that a case was handled well.
_CLOCKS_MET = 3


def lessons(
    cases: pl.DataFrame, verdicts: pl.DataFrame, labels: Mapping[str, str | None], fewest: int
) -> dict[str, list[str]]:
    """What each case can teach, in the order of `casebook.toml`.

    Args:
        cases: As `Workbench.complaints` gives.
        verdicts: As `judged` gives.
        labels: The leaf that agents gave each case, by its code, None where they gave none.
        fewest: Cases that a fault must have to be called shared.
    """
    homes = dict(cases.group_by("fault").agg(pl.len()).iter_rows())
    relations = _of_fault(cases)
    clocks = _by_case(verdicts.filter("clock"))
    others = _by_case(verdicts.filter(~pl.col("clock")))
    made = {}
    for row in cases.iter_rows(named=True):
        mine, rest = clocks.get(row["id"], {}), others.get(row["id"], {})
        known = relations.get((row["household_key"], row["fault"]), set())
        label = labels.get(row["id"])
        score = row["score"]
        missed = {clause for clause, verdict in rest.items() if verdict == "missed"}
        met = sum(verdict == "met" for verdict in mine.values())
        tests = {
            "urgent": row["urgent"],
            "false_closing": REPEAT in known,
            "duplicate": DUPLICATE in known,
            "shared": homes[row["fault"]] >= fewest,
            "missed": "missed" in mine.values(),
            "untellable": "cannot tell" in {**mine, **rest}.values(),
            **{name: bool(missed & clauses) for name, clauses in _by_clause().items()},
            "low_rating": score is not None and score <= _BAD_SCORE,
            "two_matters": row["second_leaf"] is not None,
            "labelled_otherwise": label is not None and label != row["leaf"],
            "handled_well": score == _GOOD_SCORE and met == len(mine) >= _CLOCKS_MET,
        }
        made[row["id"]] = [name for name in entries()["lessons"] if tests[name]]
    return made


def choose(candidates: pl.DataFrame, taught: Mapping[str, Collection[str]], most: int) -> list[str]:
    """The cases that together teach most, one per leaf, in the order of the leaves.

    Instructive and typical ones in turn, while there are both. Each is the one that adds most
    that none before it taught; of those that add the same, the one that teaches most, then the
    better ranked.

    Args:
        candidates: `id`, `leaf`, `kind` and `rank`, as `exemplars` gives.
        taught: What each case teaches.
        most: Cases wanted.
    """
    left = candidates.unique("id", keep="first", maintain_order=True).rows(named=True)
    chosen: list[dict[str, Any]] = []
    known: set[str] = set()
    kinds = itertools.cycle((INSTRUCTIVE, TYPICAL))
    while left and len(chosen) < most:
        kind = next(kinds)
        of_kind = [row for row in left if row["kind"] == kind]
        best = max(of_kind or left, key=lambda row: _worth(row, taught, known))
        chosen.append(best)
        known |= _all_of(best, taught)
        left = [row for row in left if row["leaf"] != best["leaf"]]
    return [row["id"] for row in sorted(chosen, key=lambda row: row["leaf"])]


def _worth(
    row: dict[str, Any], taught: Mapping[str, Collection[str]], known: set[str]
) -> tuple[int, int, int]:
    mine = _all_of(row, taught)
    return len(mine - known), len(mine), -row["rank"]


def _all_of(row: dict[str, Any], taught: Mapping[str, Collection[str]]) -> set[str]:
    """What a case teaches, its group among it."""
    return {*taught[row["id"]], group(row["leaf"])}


def _of_fault(cases: pl.DataFrame) -> dict[tuple[str | None, str], set[str]]:
    """How the household's cases about a fault relate, by household and fault."""
    own = cases.filter(pl.col("household_key").is_not_null())
    related: dict[tuple[str | None, str], set[str]] = {}
    for household, fault, relation in own.select("household_key", "fault", "relation").iter_rows():
        related.setdefault((household, fault), set()).add(relation)
    return related


def _by_case(verdicts: pl.DataFrame) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for number, clause, verdict in verdicts.select("id", "clause", "verdict").iter_rows():
        found.setdefault(number, {})[clause] = verdict
    return found


@functools.cache
def entries() -> dict[str, Any]:
    """What a case can teach, by what happened (`lessons`) and by the group of its leaf."""
    file = resources.files("heatqa.training") / "casebook.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _by_clause() -> dict[str, set[str]]:
    lessons = entries()["lessons"]
    return {name: set(entry["clauses"]) for name, entry in lessons.items() if "clauses" in entry}
