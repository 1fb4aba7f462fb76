"""Overview: where every clause stands."""

from typing import Any

import polars as pl
from markupsafe import Markup

from heatqa import figures
from heatqa.dashboards import markup
from heatqa.dashboards.address import KEPT
from heatqa.dashboards.cards import Asked, Card, Content, Lead, Page, empty
from heatqa.figures import drawings
from heatqa.language import number, percent, say

_USES = ("period", "document", *KEPT)
_COLUMNS = (
    "standing",
    "clause",
    "label",
    "rate",
    "bar",
    "size",
    "target",
    "variation",
    "outlook",
)
_FURTHEST = 15
_STANDINGS = ("met", "missed", "pending", "cannot tell", "no data")


def _scorecard(asked: Asked) -> pl.DataFrame:
    address = asked.address
    return asked.bench.scorecard(
        address.period, address.document, only=address.only, publish=not asked.analyst
    )


def _tally(asked: Asked) -> Content:
    frame = _scorecard(asked)
    kinds = [*_STANDINGS, *(["hidden"] if "hidden" in frame["standing"] else [])]
    counts = [markup.count(frame, "standing", kind) for kind in kinds]
    records = frame.select(pl.sum_horizontal(pl.col("met", "missed").sum())).item()
    html = markup.tiles(
        [
            *zip(map(number, counts), map(markup.standing, kinds), strict=True),
            (number(records), say("dash.overview.decided")),
        ]
    )
    tally = pl.DataFrame({"standing": kinds, "clauses": counts})
    return Content(html=html, frame=tally)


def _clauses(asked: Asked, icons: dict[str, dict[str, Any]] | None = None) -> Content:
    frame = _scorecard(asked)
    told = frame.filter(pl.col("standing") != "no data")
    if told.is_empty():
        return empty()
    html = markup.table(
        say("dash.card.overview.clauses.title"),
        [say(f"dash.column.{name}") for name in _COLUMNS],
        (_row(asked, row, icons) for row in told.iter_rows(named=True)),
        right=(3, 5, 6),
    )
    silent = len(frame) - len(told)
    if silent:
        html += markup.note(say("dash.overview.silent", count=number(silent)))
    return Content(html=html, frame=frame)


def _with_icons(asked: Asked) -> Content:
    address = asked.address
    frame = asked.bench.icons(address.document, "week", address.period, only=address.only)
    return _clauses(asked, {row["clause"]: row for row in frame.iter_rows(named=True)})


def _row(
    asked: Asked, row: dict[str, Any], icons: dict[str, dict[str, Any]] | None
) -> tuple[object, ...]:
    clause = asked.address.but(page="clause", clause=row["clause"], document=None)
    bar: object = "–"
    if row["rate"] is not None:
        bar = markup.rate_bar(row["rate"], row["low"], row["high"], row["target"], row["standing"])
    target = percent(row["target"], 0) if row["target_stated"] else say("scorecard.every_case")
    return (
        markup.standing(row["standing"]),
        row["clause"],
        markup.label(clause.link(), row["label"]),
        percent(row["rate"]),
        bar,
        number(None if row["met"] is None else row["met"] + row["missed"]),
        target,
        *_icons(row["clause"], icons),
    )


def _icons(clause: str, icons: dict[str, dict[str, Any]] | None) -> tuple[object, object]:
    if icons is None:
        waiting = Markup('<span class="waiting">{}</span>').format(say("dash.waiting"))
        return waiting, waiting
    row = icons.get(clause)
    if row is None or row["variation"] is None:
        return "–", "–"
    variation = drawings.variation(row["variation"], row["way"])
    outlook = drawings.assurance(row["assurance"])
    return (
        _icon(variation, f"chart.variation.{row['variation'].replace(' ', '_')}"),
        _icon(outlook, f"chart.assurance.{row['assurance'].replace(' ', '_')}")
        if row["assurance"]
        else "–",
    )


def _icon(icon: str | None, key: str) -> Markup:
    drawn = Markup(drawings.svg(icon)) if icon else Markup()  # noqa: S704 - drawn by us
    return Markup('<span class="icon">{} {}</span>').format(drawn, say(key))


def _furthest(asked: Asked) -> Content:
    frame = _scorecard(asked).filter(pl.col("rate") < pl.col("target"))
    if frame.is_empty():
        return empty("none_below")
    short = pl.col("target") - pl.col("rate")
    shown = frame.sort(short, "clause", descending=[True, False]).head(_FURTHEST)
    return Content(
        figure=figures.standing(shown, source=asked.bench.source),
        frame=shown,
        leads=Lead("clause", "y", page="clause", first_word=True),
    )


PAGE = Page(
    "overview",
    ("period", "document", *KEPT),
    (
        Card("tally", _USES, _tally, wide=True),
        Card("clauses", _USES, _clauses, _with_icons, wide=True),
        Card("furthest", _USES, _furthest, wide=True, drawn=True),
    ),
)
