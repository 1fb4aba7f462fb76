"""Limits that a company sets itself where a document says only "promptly".

Each becomes a clause of its own beside the document's, marked as the company's, so that the
document is never said to promise what it does not.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from heatqa import errors
from heatqa.clauses import limits
from heatqa.clauses.catalogue import Catalogue, Clause
from heatqa.language import LANGUAGES, say

SUFFIX = ":own"
_MEASURE = re.compile(r"(\d+(?:\.\d+)?) ?(\S+)")


def with_limits(catalogue: Catalogue, own: Mapping[str, str]) -> Catalogue:
    """The catalogue with a clause for each limit that a company set.

    Args:
        catalogue: The clauses in force.
        own: The clause's number, and its limit such as `24 h` or `5 working days`.

    Raises:
        ClauseUnknown: there is no clause of that number.
        SettingsBroken: the clause has a limit or no spread, or the limit cannot be read.
    """
    if not own:
        return catalogue
    for clause_id in own:
        catalogue.clause(clause_id)
    clauses: dict[str, Clause] = {}
    for clause in catalogue.clauses.values():
        clauses[clause.id] = clause
        if clause.id in own:
            made = _limited(clause, own[clause.id])
            clauses[made.id] = made
    return replace(catalogue, clauses=clauses)


def _limited(clause: Clause, limit: str) -> Clause:
    if clause.form != "distribution":
        raise _unusable(clause, limit, "limits_stated")
    said = {"limit": limit}
    return replace(
        clause,
        id=clause.id + SUFFIX,
        cls="own",
        form="bound" if "value" in clause.terms else "deadline",
        terms=_terms(clause, limit),
        label=_in_both(clause.label, "own_limit.label", **said),
        rule=_in_both(clause.rule, "own_limit.rule", **said),
        limit_of=clause.id,
    )


def _terms(clause: Clause, limit: str) -> dict[str, Any]:
    if "value" in clause.terms:
        found = _MEASURE.fullmatch(limit.strip())
        if not found or found[2] not in limits.UNITS:
            raise _unusable(clause, limit, "limits_measure")
        # The unit shown may be another than that of the column: 5 % is a share of 0.05.
        high = float(found[1]) * limits.UNITS[found[2]]
        return {"value": clause.terms["value"], "high": high}
    try:
        limits.parse(limit)
    except ValueError:
        raise _unusable(clause, limit, "limits") from None
    return {"start": clause.terms["start"], "stop": clause.terms["stop"], "limit": limit}


def _unusable(clause: Clause, limit: str, remedy: str) -> errors.SettingsBroken:
    return errors.SettingsBroken(
        path="heatqa.toml",
        where=f"[limits] {clause.id}",
        found=repr(limit),
        remedy=say(f"settings.remedy.{remedy}", unit=clause.terms.get("unit", "")),
    )


def _in_both(texts: Mapping[str, str], key: str, **facts: str) -> dict[str, str]:
    return {name: say(key, language=name, text=texts[name], **facts) for name in LANGUAGES}
