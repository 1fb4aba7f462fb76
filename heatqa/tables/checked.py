"""What a check of own clauses found, in words and as a frame."""

import polars as pl

from heatqa.clauses.check import Checked
from heatqa.language import number, say

_COLUMNS = ("file", "line", "where", "found", "remedy")


def frame(checked: Checked) -> pl.DataFrame:
    """One row per mistake: `file`, `line`, `where` in the file, what was `found`, the `remedy`."""
    rows = [
        (checked.path.name, mistake.line, mistake.where, mistake.found, mistake.remedy)
        for mistake in checked.mistakes
    ]
    schema = {name: pl.Int64 if name == "line" else pl.String for name in _COLUMNS}
    return pl.DataFrame(rows, schema=schema, orient="row")


def lines(checked: Checked) -> str:
    """Every mistake in a line of its own."""
    return "\n".join(
        say(
            "check.mistake",
            path=checked.path.name,
            line=mistake.line,
            where=mistake.where,
            found=mistake.found,
            remedy=mistake.remedy,
        )
        for mistake in checked.mistakes
    )


def fine(checked: Checked) -> str:
    """That nothing is wrong, with how much was checked."""
    cases = sum(len(clause.cases) for clause in checked.clauses.values())
    clauses = number(len(checked.clauses))
    return say("check.fine", path=checked.path.name, clauses=clauses, cases=number(cases))
