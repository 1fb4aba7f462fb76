"""Hotline: how soon calls are answered, when they come, and who never got through."""

import datetime as dt

import polars as pl

from heatqa import figures
from heatqa.clauses import limits
from heatqa.dashboards import behind, markup
from heatqa.dashboards.cards import Asked, Card, Content, Page, empty
from heatqa.language import number, percent, say
from heatqa.tables import moments

_USES = ("period",)
_SOURCES = ("incoming_calls", "missed_calls", "contacts", "service_hours")
_MISSED = "missed_calls"
_FORMULA = "of_answered"


def _tally(asked: Asked) -> Content:
    level = asked.once("level", lambda: asked.bench.service_level("season"))
    lost = asked.once("lost", lambda: asked.bench.abandonment("season"))
    level = level.filter(season=asked.address.period, formula=_FORMULA)
    lost = lost.filter(season=asked.address.period)
    if level.is_empty() or lost.is_empty():
        return empty()
    kept, gave_up = level.row(0, named=True), lost.row(0, named=True)
    seconds = round(asked.bench.ring_seconds)
    pairs = [
        (number(gave_up["judged"]), say("dash.hotline.offered")),
        (percent(kept["rate"]), say("dash.hotline.in_time", seconds=seconds)),
        (number(gave_up["met"]), say("dash.hotline.gave_up")),
        (percent(gave_up["rate"]), say("dash.hotline.gave_up_share")),
    ]
    html = markup.tiles(pairs) + behind.clauses(asked, _SOURCES)
    return Content(html=html, frame=lost)


def _level(asked: Asked) -> Content:
    frame = asked.once("level", lambda: asked.bench.service_level("season"))
    if frame.is_empty():
        return empty()
    figure = figures.service_level(
        frame, source=asked.bench.source, seconds=asked.bench.ring_seconds
    )
    return Content(figure=figure, frame=frame)


def _week(asked: Asked) -> Content:
    frame = asked.once("week", asked.bench.hours_of_week)
    if frame.is_empty():
        return empty()
    return Content(figure=figures.hours_of_week(frame, source=asked.bench.source), frame=frame)


def _rings(asked: Asked) -> Content:
    period = asked.bench.period(asked.address.period)
    days = asked.once("rings", asked.bench.ring_days).filter(
        pl.col("day").is_between(period.first, period.last)
    )
    if days.is_empty():
        return empty()
    change = asked.once("change", asked.bench.ring_change)
    within = change is not None and period.first <= change.at.date() <= period.last
    figure = figures.ring_days(days, change if within else None, source=asked.bench.source)
    return Content(figure=figure, frame=days)


def _missed(asked: Asked) -> Content:
    spread = asked.bench.distributions(asked.address.period)
    catalogue = asked.bench.catalogue
    of_missed = [c.id for c in catalogue.clauses.values() if c.fact == _MISSED]
    frame = spread.filter(pl.col("clause").is_in(of_missed), pl.col("n") + pl.col("open") > 0)
    if frame.is_empty():
        return empty()
    row = frame.row(0, named=True)
    lengths = {name: _length(row[name], row["unit"]) for name in ("median", "p90")}
    pairs = [
        (number(row["n"] + row["open"]), say("dash.hotline.missed")),
        (number(row["n"]), say("dash.hotline.called_back")),
        (number(row["open"]), say("dash.hotline.never_called_back")),
        (lengths["median"], say("dash.hotline.median")),
        (lengths["p90"], say("dash.hotline.p90")),
    ]
    return Content(html=markup.tiles(pairs), frame=frame)


def _length(amount: float | None, unit: str) -> str:
    """A length of time as a clock shows it."""
    if amount is None:
        return number(None)
    return moments.length(dt.timedelta(seconds=limits.SECONDS[unit] * amount))


PAGE = Page(
    "hotline",
    ("period",),
    (
        Card("tally", _USES, later=_tally, wide=True),
        Card("missed", _USES, later=_missed, wide=True),
        Card("level", (), later=_level, drawn=True),
        Card("week", (), later=_week, drawn=True),
        Card("rings", _USES, later=_rings, wide=True, drawn=True),
    ),
    by_season=True,
)
