"""Temperature: how many rooms are warm enough, where they are cold, and who is cold silently."""

from typing import Any

import polars as pl

from heatqa import figures
from heatqa.dashboards import behind, markup
from heatqa.dashboards.cards import Asked, Card, Content, Lead, Page, empty
from heatqa.language import number, percent, say

_USES = ("period", "district", "community_id")
_SOURCES = ("rooms", "room_days", "household_days")
# As `statistics.silent_cold` names them, which takes seconds to import.
_SILENT, _UNNAMED = "silent cold", ("in line", "cannot tell")
_COLUMNS = (
    "community",
    "mean_celsius",
    "cold_share",
    "within",
    "interval",
    "degree_hours",
    "homes",
)
_LEFT = ("community", "interval")
_READING = "eighteen_plus_two"
_DEGREES = "degree_hours_per_home_day"
_FOUND = ("finding", "community", "mean_celsius", "contacts", "expected", "homes")


def _rates(asked: Asked, *by: str) -> pl.DataFrame:
    """Pass rates of the season by district and community, as far as the filters keep them."""
    found = asked.once(("rates", by), lambda: asked.bench.pass_rates("season", *by))
    return _published(asked, found.filter(season=asked.address.period))


def _published(asked: Asked, frame: pl.DataFrame) -> pl.DataFrame:
    """Without groups of fewer homes than the company publishes: few homes tell of no other."""
    return frame.filter(pl.col("homes") >= asked.bench.settings.smallest_group)


def _kept(asked: Asked, frame: pl.DataFrame) -> pl.DataFrame:
    wanted = {name: getattr(asked.address, name) for name in ("district", "community_id")}
    return frame.filter(
        *(pl.col(name) == value for name, value in wanted.items() if value is not None)
    )


def _tally(asked: Asked) -> Content:
    by: tuple[str, ...] = ()
    if asked.address.district is not None:
        by = ("district",)
    if asked.address.community_id is not None:
        by = ("district", "community_id")
    frame = _kept(asked, _rates(asked, *by)) if by else _rates(asked)
    if frame.is_empty():
        return empty()
    row = frame.row(0, named=True)
    pairs = [
        (percent(row["rate"]), say("dash.temperature.rate")),
        (f"{percent(row['low'])} – {percent(row['high'])}", say("dash.temperature.interval")),
        (number(row["homes"]), say("dash.temperature.homes")),
        (number(row["readings"]), say("dash.temperature.readings")),
    ]
    html = markup.tiles(pairs) + behind.clauses(asked, _SOURCES)
    return Content(html=html, frame=frame)


def _districts(asked: Asked) -> Content:
    frame = _rates(asked, "district").drop_nulls("district").sort("rate")
    if frame.is_empty():
        return empty()
    return Content(
        figure=figures.pass_rates(
            frame, by="district", source=asked.bench.source, target=_target(asked)
        ),
        frame=frame,
        leads=Lead("district", "y"),
    )


def _target(asked: Asked) -> float | None:
    """The share that the documents in force promise of the readings that are counted here."""
    targets = (
        clause.target
        for clause in asked.bench.catalogue.clauses.values()
        if _READING in clause.readings and clause.target is not None
    )
    return next(targets, None)


def _communities(asked: Asked) -> Content:
    frame = _kept(asked, _rates(asked, "district", "community_id")).drop_nulls("rate")
    warm = asked.once("means", lambda: asked.bench.home_means("season", "community_id"))
    warm = warm.filter(season=asked.address.period)
    cold = asked.once("degrees", lambda: asked.bench.degree_hours("season", "community_id"))
    cold = _published(asked, cold.filter(season=asked.address.period))
    # A low rate may be of rooms too warm; the mean of the homes tells who is cold.
    shown = (
        frame.join(warm.drop("season", "homes"), on="community_id", how="left")
        .join(cold.select("community_id", _DEGREES), on="community_id", how="left")
        .sort("mean_celsius", "community_id", nulls_last=True)
    )
    if shown.is_empty():
        return empty()
    # Where no community has enough homes with sensors, the column would be of dashes alone.
    watched = shown[_DEGREES].null_count() < len(shown)
    columns = [name for name in _COLUMNS if watched or name != "degree_hours"]
    html = markup.table(
        say("dash.card.temperature.communities.title"),
        [say(f"dash.column.{name}") for name in columns],
        ([_cell(asked, name, row) for name in columns] for row in shown.iter_rows(named=True)),
        right=[place for place, name in enumerate(columns) if name not in _LEFT],
    )
    return Content(html=html, frame=shown)


def _cell(asked: Asked, name: str, row: dict[str, Any]) -> object:
    match name:
        case "community":
            there = asked.address.but(
                page="overview", community_id=row["community_id"], district=None
            )
            return markup.link(there.link(), row["community_id"])
        case "mean_celsius":
            return number(row["mean_celsius"], 1)
        case "cold_share":
            return percent(row["cold_share"], 0)
        case "within":
            return percent(row["rate"])
        case "interval":
            return markup.rate_bar(row["rate"], row["low"], row["high"], None, "met")
        case "degree_hours":
            return number(row[_DEGREES], 1)
    return number(row[name])


def _silent(asked: Asked) -> Content:
    frame = _published(asked, asked.once("silent", asked.bench.silent_cold))
    if frame.is_empty():
        return empty()
    named = frame.filter(~pl.col("finding").is_in(_UNNAMED))
    html = markup.table(
        say("dash.card.temperature.silent.title"),
        [say(f"dash.column.{name}") for name in _FOUND],
        (_found(asked, row) for row in named.iter_rows(named=True)),
        right=(2, 3, 4, 5),
    )
    return Content(
        html=html if len(named) else markup.note(say("dash.temperature.none_silent")),
        figure=figures.silent_cold(frame, source=asked.bench.source),
        frame=frame,
        leads=Lead("community_id"),
    )


def _found(asked: Asked, row: dict[str, Any]) -> tuple[object, ...]:
    there = asked.address.but(page="overview", community_id=row["community_id"], district=None)
    finding = say(f"finding.{row['finding'].replace(' ', '_')}")
    return (
        markup.sign("missed" if row["finding"] == _SILENT else "pending", finding),
        markup.link(there.link(), row["community_id"]),
        number(row["mean_celsius"], 1),
        number(row["contacts"]),
        number(row["expected"], 0),
        number(row["homes"]),
    )


PAGE = Page(
    "temperature",
    ("period", "district", "community_id"),
    (
        Card("tally", _USES, later=_tally, wide=True),
        Card("districts", ("period",), later=_districts, wide=True, drawn=True),
        Card("communities", _USES, later=_communities, wide=True),
        Card("silent", (), later=_silent, wide=True, drawn=True),
    ),
    by_season=True,
)
