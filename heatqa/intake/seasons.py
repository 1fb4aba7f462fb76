"""The heating year of dates that say no year: by the file's other dates, else by its title or name.

A file that spans two heating years, or tells none, leaves such dates unread: a guess would put
a winter's cases a year away from where they happened.
"""

import re
from collections.abc import Sequence

import duckdb

from heatqa.intake.plan import Plan
from heatqa.intake.staging import Staged
from heatqa.settings import Settings
from heatqa.sql import literal

_SAMPLE = 2000
_FULL = r"(?:^|[^0-9.])(20\d\d)[-/.年]?(1[0-2]|0?[1-9])(?:\D|[0-3]\d(?:\D|\d{4}|$))"
_DATED = re.compile(
    r"(?<!\d)(20\d\d) ?[-/.年_]? ?(0[1-9]|1[0-2]|[1-9](?!\d))(?:\D|$|[0-3]\d(?!\d))"
)
_SEASON = re.compile(r"(?<!\d)(20\d\d) ?年?(?:[-—–~/_至]|度) ?(20)?(\d\d)(?!\d)")


def first_month(settings: Settings) -> int:
    """The month between two heating seasons in which one heating year passes into the next."""
    return (settings.season_starts[0] + settings.season_ends[0]) // 2


def year(
    connection: duckdb.DuckDBPyConnection,
    plan: Plan,
    staged: Staged,
    settings: Settings,
    titles: Sequence[str],
) -> int | None:
    """The year in which the heating year of a sheet begins, if all that is known agrees.

    Args:
        connection: Where the sheet is staged.
        plan: What is read from where.
        staged: The sheet; its name and its file's count where no date does.
        settings: The company's season.
        titles: What stands above the header.
    """
    month = first_month(settings)
    found = _of_cells(connection, plan, month)
    if not found:
        found = {
            year
            for text in (
                *titles,
                staged.sheet or "",
                staged.part.member or "",
                staged.part.file.stem,
            )
            for year in _of_text(text, month)
        }
    return found.pop() if len(found) == 1 else None


def _of_cells(connection: duckdb.DuckDBPyConnection, plan: Plan, first: int) -> set[int]:
    cells = [field.cell for field in plan.fields if field.column.kind in ("time", "date")]
    if not cells:
        return set()
    parts = f"regexp_extract(cell, {literal(_FULL)}, ['year', 'month'])"
    rows = connection.execute(
        f"select distinct ({parts}).year::integer, ({parts}).month::integer from ("
        f" select unnest([{', '.join(cells)}]) as cell from ({plan.source} limit {_SAMPLE}))"
        f" where regexp_matches(cell, {literal(_FULL)})"
    ).fetchall()
    return {_heating_year(year, month, first) for year, month in rows}


def _of_text(text: str, first: int) -> set[int]:
    """The heating years that a title names: 2025-2026, 2025-26, 2025年11月, 202511.

    Example:
        >>> sorted(_of_text("2025-26采暖季", 7)), sorted(_of_text("工单_2026-01", 7))
        ([2025], [2025])
        >>> sorted(_of_text("工单20251105-20260110", 7)), sorted(_of_text("工单 2025", 7))
        ([2025], [])
    """
    seasons = {
        int(start) for start, _, end in _SEASON.findall(text) if int(end) == (int(start) + 1) % 100
    }
    dates = _DATED.findall(_SEASON.sub(" ", text) if seasons else text)
    return seasons | {_heating_year(int(year), int(month), first) for year, month in dates}


def _heating_year(year: int, month: int, first: int) -> int:
    return year if month >= first else year - 1
