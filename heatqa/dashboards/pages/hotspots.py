"""Hotspots: where and when more went wrong than chance explains."""

from typing import Any

import polars as pl

from heatqa import figures
from heatqa.dashboards import behind, markup
from heatqa.dashboards.cards import Asked, Card, Content, Lead, Page, empty
from heatqa.language import number, say
from heatqa.tables import hotspots

_USES = ("period", "leaf")
_COLUMNS = ("cluster", "places", "days", "cases", "expected", "risk", "chance", "beside")
_RANKED = ("place", "matters", "raw", "smoothed", "area", "position")
_CASES, _HIGHEST = 50, 12
# Above this chance a hotspot is what any winter brings.
_LEVEL = 0.05


def _asked_for(asked: Asked) -> tuple[str | None, str | None]:
    return asked.address.period, asked.address.leaf


def _scan(asked: Asked) -> Any:
    return asked.once(
        ("scan", *_asked_for(asked)), lambda: asked.bench.hotspots(*_asked_for(asked))
    )


def _map(asked: Asked) -> Content:
    rates = asked.bench.complaint_rates(*_asked_for(asked))
    clusters = _scan(asked).significant(_LEVEL)
    if not asked.analyst:
        fewest = asked.bench.settings.smallest_group
        rates = rates.filter(pl.col("matters") >= fewest)
        clusters = clusters.filter(pl.col("cases") >= fewest)
    if rates.is_empty():
        return empty()
    figure = figures.hotspots(rates, clusters, source=asked.bench.source, ranked=False)
    html = markup.table(
        say("dash.card.hotspots.map.title"),
        [say(f"figure.hotspots.column.{name}") for name in _RANKED],
        (_ranked(asked, row) for row in rates.head(_HIGHEST).iter_rows(named=True)),
        right=(1, 2, 3, 4),
    )
    return Content(html=html, figure=figure, frame=rates, leads=Lead("community_id"))


def _ranked(asked: Asked, row: dict[str, Any]) -> tuple[object, ...]:
    """A community among those with the highest smoothed rates."""
    shown = asked.address.but(community_id=row["place"]).link()
    position = row["position"]
    return (
        markup.link(f"{shown}#cases", row["place"]),
        number(row["matters"]),
        number(row["per_1000_households"], 1),
        number(row["smoothed_per_1000"], 1),
        number(row["per_10000_m2"], 1),
        say(f"figure.hotspots.position.{position.replace(' ', '_')}") if position else "–",
    )


def _months(asked: Asked) -> Content:
    frame = asked.bench.by_month(*_asked_for(asked))
    if not asked.analyst:
        frame = frame.filter(pl.col("matters") >= asked.bench.settings.smallest_group)
    if frame.is_empty():
        return empty()
    return Content(figure=figures.slider(frame, source=asked.bench.source), frame=frame)


def _table(asked: Asked) -> Content:
    found = _scan(asked)
    clusters = found.significant(_LEVEL)
    if not asked.analyst:
        clusters = clusters.filter(pl.col("cases") >= asked.bench.settings.smallest_group)
    if clusters.is_empty():
        return empty("no_hotspot")
    around = asked.once(
        ("beside", *_asked_for(asked)), lambda: _told(asked.bench.circumstances(found))
    )
    html = markup.table(
        say("dash.card.hotspots.table.title"),
        [say(f"dash.column.{name}") for name in _COLUMNS],
        (_row(asked, found, around, row) for row in clusters.iter_rows(named=True)),
        right=(0, 3, 4, 5, 6),
    )
    return Content(html=html, frame=clusters)


def _told(circumstances: pl.DataFrame) -> pl.DataFrame:
    """In words, without those of which nothing is recorded beside the hotspot."""
    return hotspots.beside(circumstances.drop_nulls("inside"))


def _row(asked: Asked, found: Any, around: pl.DataFrame, row: dict[str, Any]) -> tuple[object, ...]:
    members = found.members.filter(cluster=row["cluster"])["place"].to_list()
    places = [markup.link(asked.address.but(community_id=name).link(), name) for name in members]
    facts = [
        say(
            "dash.hotspots.beside",
            factor=fact["factor"],
            here=fact["inside"],
            there=fact["elsewhere"],
        )
        for fact in around.filter(cluster=row["cluster"]).iter_rows(named=True)
    ]
    days = [f"{row['begins']:%Y-%m-%d}"]
    if row["ends"] != row["begins"]:
        days.append(f"– {row['ends']:%Y-%m-%d}")
    return (
        number(row["cluster"]),
        markup.told(markup.several(places)),
        markup.lines(days),
        number(row["cases"]),
        number(row["expected"], 1),
        number(row["relative_risk"], 1),
        number(row["p_value"], 3),
        markup.told(markup.lines(facts)),
    )


def _cases(asked: Asked) -> Content:
    if not asked.analyst:
        return empty("viewers")
    frame = asked.bench.matters(*_asked_for(asked)).filter("first_of_matter")
    if (place := asked.address.community_id) is not None:
        frame = frame.filter(community_id=place)
    frame = frame.sort("day", "record_id", descending=True, nulls_last=True)
    if frame.is_empty():
        return empty()
    shown = frame.head(_CASES)
    html = behind.cases(asked, shown, say("dash.card.hotspots.cases.title"))
    if len(shown) < len(frame):
        html += markup.note(say("dash.more", shown=number(len(shown)), all=number(len(frame))))
    columns = ("record_id", "day", "community_id", "record_type", "leaf", "team")
    return Content(html=html, frame=frame.select(columns))


PAGE = Page(
    "hotspots",
    ("period", "leaf", "community_id"),
    (
        Card("map", _USES, later=_map, wide=True, drawn=True),
        Card("table", _USES, later=_table, wide=True),
        Card("months", _USES, later=_months, wide=True, drawn=True),
        Card("cases", (*_USES, "community_id"), later=_cases, wide=True),
    ),
)
