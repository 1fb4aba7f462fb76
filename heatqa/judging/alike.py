"""Records that no clause on their source tells apart, counted first and judged once.

Of a season's readings millions share day, place and whatever else clauses ask for, once their
temperatures are told apart only as far as the limits do: below 16, 16 itself, between 16 and 18.
"""

import re
from collections.abc import Sequence

from heatqa.clauses import Variant, forms
from heatqa.sql import quoted

RECORDS = "records"
_QUOTED = re.compile(r'"(\w+)"')


def counted(group: Sequence[Variant], verdicts: Sequence[str], kept: Sequence[str]) -> str | None:
    """SQL for the records of a source with how many are alike, in the column `records`.

    Args:
        group: Clauses on one source under their readings.
        verdicts: Their verdicts on a record, as SQL.
        kept: Columns of the source by which records are told apart in any case.

    Returns:
        None where the clauses do not all hold one number of a record against fixed limits, or
        ask for that number otherwise.
    """
    bounds = [variant.form for variant in group if isinstance(variant.form, forms.Bound)]
    values = {form.value for form in bounds}
    if len(bounds) < len(group) or len(values) != 1:
        return None
    (value,) = values
    if any(re.search(rf"\b{value}\b", variant.where or "") for variant in group):
        return None
    asked = {name for verdict in verdicts for name in _QUOTED.findall(verdict)} - {value}
    names = ", ".join(map(quoted, sorted(asked.union(kept))))
    limits = {limit for form in bounds for limit in (form.low, form.high) if limit is not None}
    return (
        f"(select {names}, {quoted(value)}, count(*) as {RECORDS} from (select {names},"
        f" {_told_apart(quoted(value), sorted(limits))} as {quoted(value)}"
        f" from fact_{group[0].fact}) as each_record group by {names}, {quoted(value)})"
    )


def _told_apart(value: str, limits: Sequence[float]) -> str:
    """SQL for a number on the same side of every limit as a value, the same for all such values.

    Example:
        >>> _told_apart("t", [16.0, 20.0])[:57]
        'case when t < 16.0 then 15.0 when t = 16.0 then 16.0 when'
    """
    cases, below = "", limits[0] - 2 if limits else 0.0
    for limit in limits:
        cases += f" when {value} < {limit} then {(below + limit) / 2}"
        cases += f" when {value} = {limit} then {limit}"
        below = limit
    return f"case{cases} when {value} is not null then {below + 1} end"
