"""A table as known at a moment, and where not all of its days are asked for, those that are."""

import datetime as dt
from dataclasses import dataclass

from heatqa import dictionary
from heatqa.judging.engine import timestamp
from heatqa.sql import literal, quoted

# What a plan says of the future is known at once; events are not known before they happen.
PLANNED = (
    "promised_at",
    "appointment_from_at",
    "appointment_to_at",
    "next_appointment_at",
    "effective_at",
    "planned_on",
    "planned_finish_on",
    "agreed_from_on",
    "agreed_to_on",
)


@dataclass(frozen=True)
class Within:
    """Some days of one table.

    Attributes:
        table: The table.
        rows: True for rows of these days, as SQL over the stored columns.
    """

    table: str
    rows: str

    def of(self, table: dictionary.Table) -> str | None:
        """Which rows of a table are meant, None for all."""
        return self.rows if table.name == self.table else None


def seen(
    table: dictionary.Table,
    as_of: dt.datetime,
    *,
    worded: bool = False,
    within: str | None = None,
    rows: str | None = None,
    more: tuple[str, ...] = (),
) -> str:
    """A table as known at a moment: nothing that began later, no event that came later.

    Args:
        table: The table.
        as_of: The moment.
        worded: Whether what people said in their own words is in it.
        within: Which of its rows are meant, as SQL, if not all.
        rows: SQL for other rows with the columns of the table, in place of its own.
        more: Further columns of those.
    """
    columns = [quoted(name) for name in more]
    for column in table.stored.values():
        name = quoted(column.name)
        if column.kind in ("time", "date") and column.name not in PLANNED:
            columns.append(f"case when {name} <= {timestamp(as_of)} then {name} end as {name}")
        elif column.strict:
            # What a spelling outside the codes means is not known, so no clause may guess.
            known = ", ".join(literal(code) for code in column.codes)
            columns.append(f"case when {name} in ({known}) then {name} end as {name}")
        elif column.kind != "free_text" or worded:
            columns.append(name)
    begun = f"coalesce({', '.join(quoted(t) for t in table.times)})" if table.times else "null"
    columns.append(f"{_name(table.key)} as record_id")
    columns.append(f"cast({begun} as date) as day")
    if "community_id" not in table.columns:
        columns.append("cast(null as varchar) as community_id")
    if table.team != "team":
        columns.append(f"{quoted(table.team) if table.team else 'cast(null as varchar)'} as team")
    kept = [f"coalesce({begun} <= {timestamp(as_of)}, true)"] if table.times else []
    kept += [within] if within else []
    where = f" where {' and '.join(kept)}" if kept else ""
    source = f"({rows})" if rows else quoted(table.name)
    return f"select {', '.join(columns)} from {source}{where}"


def _name(key: tuple[str, ...]) -> str:
    """What a record is called by its key; a name of one part is not copied out."""
    parts = [f"cast({quoted(name)} as varchar)" for name in key]
    return f"concat_ws('@', {', '.join(parts)})" if len(parts) > 1 else f"coalesce({parts[0]}, '')"
