"""Records that no clause on their source tells apart, counted first and judged once.

Of a season's readings millions share day, place and whatever else clauses ask for, once their
temperatures are told apart only as far as the limits do: below 16, 16 itself, between 16 and 18.
"""

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field

from heatqa.clauses import Variant, forms
from heatqa.sql import quoted

RECORDS = "records"
# A row of this view of a source stands for as many of its records as it says.
SUMMED = "summed_"
_QUOTED = re.compile(r'"(\w+)"')


@dataclass(frozen=True)
class Sums:
    """Records that were summed beforehand: by which limits, and by which columns of each source."""

    limits: frozenset[float] = frozenset()
    columns: Mapping[str, Set[str]] = field(default_factory=dict)

    def tell(self, source: str, asked: Set[str], limits: Set[float]) -> bool:
        """Whether they tell all that is asked of a source; else each record has to be read."""
        return asked <= self.columns.get(source, set()) and limits <= self.limits


def counted(
    group: Sequence[Variant],
    verdicts: Sequence[str],
    kept: Sequence[str],
    sums: Sums,
    rows: str,
) -> str | None:
    """SQL for the records of a source with how many are alike, in the column `records`.

    Args:
        group: Clauses on one source under their readings.
        verdicts: Their verdicts on a record, as SQL.
        kept: Columns of the source by which records are told apart in any case.
        sums: What was summed beforehand, filed as views `summed_…`.
        rows: The records.

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
    told = asked.union(kept)
    found = limits(bounds)
    source = group[0].fact
    records, summed = f"count(*) as {RECORDS}", ""
    if sums.tell(source, told | {value}, found):
        rows, records = f"{SUMMED}{source}", f"sum({RECORDS}) as {RECORDS}"
        summed = f", {RECORDS}"
    names = ", ".join(map(quoted, sorted(told)))
    return (
        f"(select {names}, {quoted(value)}, {records} from (select {names}{summed},"
        f" {told_apart(quoted(value), sorted(found))} as {quoted(value)}"
        f" from {rows}) as each_record group by {names}, {quoted(value)})"
    )


def limits(found: Iterable[forms.Bound]) -> frozenset[float]:
    """All limits against which numbers are held."""
    return frozenset(
        limit for form in found for limit in (form.low, form.high) if limit is not None
    )


def told_apart(value: str, limits: Sequence[float]) -> str:
    """SQL for a number on the same side of every limit as a value, the same for all such values.

    Example:
        >>> told_apart("t", [16.0, 20.0])[:57]
        'case when t > 20.0 then 21.0 when t = 20.0 then 20.0 when'
    """
    cases, above = "", limits[-1] + 2 if limits else 0.0
    # Downwards: most rooms are warmer than the limits, and are then asked but once.
    for limit in reversed(limits):
        cases += f" when {value} > {limit} then {(above + limit) / 2}"
        cases += f" when {value} = {limit} then {limit}"
        above = limit
    return f"case{cases} when {value} is not null then {above - 1} end"
