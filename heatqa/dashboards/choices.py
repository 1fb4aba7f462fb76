"""What can be chosen in each filter, from the records of a generation."""

import datetime as dt
from dataclasses import dataclass

from heatqa.judging import period
from heatqa.language import pick, say
from heatqa.settings import Settings, season_name
from heatqa.workbench import Workbench

Choices = dict[str, dict[str, str]]
# So many months, the latest ones, are offered one by one.
_MONTHS = 18
_QUERIES = {
    "district": "select distinct district from communities where district is not null order by 1",
    "community_id": "select distinct community_id from cube where community_id is not null "
    "order by 1",
    "team": "select distinct team from cube where team is not null order by 1",
    "leaf": "select distinct leaf from cube where leaf is not null order by 1",
}


@dataclass(frozen=True)
class Values:
    """What the records hold of each filter, in no language, and the first day of the cube."""

    of: dict[str, tuple[str, ...]]
    first: dt.date | None


def values(bench: Workbench) -> Values:
    """What can be chosen on a generation, read once."""
    found = {
        name: tuple(str(value) for (value,) in bench.sql(query).iter_rows())
        for name, query in _QUERIES.items()
    }
    return Values(found, bench.sql("select min(day) from cube").item())


def season(as_of: dt.datetime, settings: Settings, text: str | None = None) -> str:
    """The name of the season in which a period begins; without one, of the latest.

    Raises:
        PeriodUnclear: the text names no period.
    """
    day = period.parse(text, as_of, settings).first or as_of.date()
    return season_name(settings.season_of(day)[0])


def choices(bench: Workbench, known: Values, *, by_season: bool) -> Choices:
    """The values of every filter with their labels, in the language in force.

    Args:
        bench: Whose catalogue and settings.
        known: What the records hold.
        by_season: Whether periods are seasons only.
    """
    found = {name: {value: value for value in values} for name, values in known.of.items()}
    found["period"] = _periods(bench, known.first, by_season=by_season)
    documents = bench.catalogue.documents
    binding = bench.settings.documents or tuple(documents)
    found["document"] = {name: f"{name} {documents[name].title}" for name in binding}
    found["clause"] = {
        clause.id: f"{clause.id} {pick(clause.label)}"
        for clause in bench.catalogue.clauses.values()
        if bench.catalogue.judged_as(clause).judged
    }
    found["by"] = {name: say(f"dash.by.{name}") for name in ("team", "community_id")}
    return found


def _periods(bench: Workbench, first: dt.date | None, *, by_season: bool) -> dict[str, str]:
    """Seasons, quarters and months with records, the latest first."""
    last = bench.as_of.date()
    first = first or last
    seasons = _seasons(first, last, bench.settings)
    every = {season: say("dash.season", season=season) for season in seasons}
    if by_season:
        return every
    quarter, month = _start(last, 3), last.replace(day=1)
    while quarter >= _start(first, 3):
        name = f"{quarter.year}Q{(quarter.month + 2) // 3}"
        every[name] = name
        quarter = _start(quarter - dt.timedelta(days=1), 3)
    for _ in range(_MONTHS):
        if month < first.replace(day=1):
            break
        every[f"{month:%Y-%m}"] = f"{month:%Y-%m}"
        month = (month - dt.timedelta(days=1)).replace(day=1)
    return every


def _seasons(first: dt.date, last: dt.date, settings: Settings) -> list[str]:
    names = []
    starts, ends = settings.season_of(last)
    while ends >= first:
        names.append(season_name(starts))
        starts, ends = settings.season_of(starts - dt.timedelta(days=1))
    return names


def _start(day: dt.date, months: int) -> dt.date:
    """The first day of the span of so many months that a day lies in."""
    return day.replace(month=day.month - (day.month - 1) % months, day=1)
