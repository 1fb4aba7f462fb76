"""Clause: one promise, its trend, its groups, its worst records and how it may be read."""

import datetime as dt
from typing import Any

import polars as pl

from heatqa import figures
from heatqa.clauses import Clause, forms
from heatqa.dashboards import markup
from heatqa.dashboards.address import KEPT
from heatqa.dashboards.cards import Asked, Card, Content, Lead, Page, empty
from heatqa.language import number, percent, pick, say
from heatqa.tables import moments
from heatqa.tables.scorecard import wanting

_USES = ("clause", "period", *KEPT)
_WORST = 30
# A histogram needs no more of the latest records than this.
_MOST = 50_000


def _clause(asked: Asked) -> Clause:
    return asked.bench.catalogue.judged_clause(asked.address.clause or "")


def _promise(asked: Asked) -> Content:
    address, bench, clause = asked.address, asked.bench, _clause(asked)
    frame = bench.scorecard(
        address.period, clause.document, only=address.only, publish=not asked.analyst
    ).filter(clause=clause.id)
    if frame.is_empty():
        return empty()
    row = frame.row(0, named=True)
    document = bench.catalogue.documents[clause.document]
    target = percent(row["target"], 0) if row["target_stated"] else say("scorecard.every_case")
    tiles = markup.tiles(
        [
            (percent(row["rate"]), markup.standing(row["standing"])),
            (target, say("dash.column.target")),
            *((number(row[name]), say(f"dash.clause.{name}")) for name in _COUNTS),
        ]
    )
    cited = say("why.document", title=document.title, number=clause.number)
    told = [(say("dash.clause.rule"), pick(clause.rule)), (say("why.clause"), cited)]
    if row["reading_label"]:
        told.append((say("why.reading"), row["reading_label"]))
    if row["needs"]:
        needs = say("scorecard.needs", columns=wanting(row["needs"]))
        told.append((say("dash.column.standing"), needs))
    return Content(html=tiles + markup.pairs(told), frame=frame)


_COUNTS = ("met", "missed", "pending", "cannot_tell")


def _trend(asked: Asked) -> Content:
    address = asked.address
    frame = asked.bench.control_chart(_clause(asked).id, "week", address.period, only=address.only)
    if frame.is_empty() or frame["value"].is_null().all():
        return empty()
    return Content(figure=figures.control_chart(frame, source=asked.bench.source), frame=frame)


def _groups(asked: Asked) -> Content:
    address = asked.address
    by = address.by or "team"
    others = {name: value for name, value in address.only.items() if name != by}
    frame = asked.bench.funnel(_clause(asked).id, by, address.period, only=others)
    if frame.is_empty():
        return empty("no_groups")
    figure = figures.funnel(frame, source=asked.bench.source)
    return Content(figure=figure, frame=frame, leads=Lead(by))


def _records(asked: Asked, verdict: str | None, most: int | None) -> pl.DataFrame:
    """The records under the filters; those of a category cannot be told apart here."""
    address = asked.address
    frame = asked.bench.records(_clause(asked).id, address.period, verdict, most)
    if address.district is not None:
        places = asked.bench.places().filter(pl.col("district") == address.district)
        frame = frame.filter(pl.col("community_id").is_in(places["place"].implode()))
    for name in ("community_id", "team"):
        if (value := getattr(address, name)) is not None:
            frame = frame.filter(pl.col(name) == value)
    return frame


def _form(asked: Asked) -> forms.Form:
    return asked.bench.catalogue.variant(_clause(asked), asked.bench.settings.readings).form


def _time_used(asked: Asked) -> Content:
    if not isinstance(_form(asked), forms.Deadline | forms.Kept):
        return empty("no_clock")
    span = (pl.col("due_at") - pl.col("starts_at")).dt.total_microseconds()
    taken = (pl.col("stops_at") - pl.col("starts_at")).dt.total_microseconds()
    frame = (
        _records(asked, None, _MOST)
        .filter(pl.col("verdict").is_in(["met", "missed"]), span > 0)
        .select("verdict", used_share=taken / span)
        .drop_nulls()
    )
    if len(frame) < asked.bench.settings.smallest_group:
        return empty()
    return Content(
        figure=figures.time_used(frame, source=asked.bench.source),
        frame=frame.group_by("verdict").len("records"),
    )


def _worst(asked: Asked) -> Content:
    if not asked.analyst:
        return empty("viewers")
    frame = _records(asked, asked.address.verdict or "missed", None)
    if frame.is_empty():
        return empty("none_missed")
    ends = pl.coalesce("stops_at", pl.lit(asked.bench.as_of))
    # An hour or a season that was missed is over: only what can still come is late ever more.
    comes = isinstance(_form(asked), forms.Deadline | forms.Kept | forms.Present)
    since = (ends - pl.col("due_at")).dt.total_seconds()
    late = frame.with_columns(late=pl.when(comes).then(since))
    late = late.sort("late", "day", "record", descending=[True, True, False], nulls_last=True)
    names = [name for name in _MEASURES if late[name].null_count() < len(late)]
    columns = ["record", "day", "community_id", "team", *names]
    html = markup.table(
        say("dash.card.clause.worst.title"),
        [say(f"dash.column.{_HEADINGS.get(name, name)}") for name in columns],
        ([_cell(asked, name, row) for name in columns] for row in late.head(_WORST).to_dicts()),
        right=tuple(place for place, name in enumerate(columns) if name in ("late", "value")),
    )
    if len(late) > _WORST:
        html += markup.note(say("dash.more", shown=number(_WORST), all=number(len(late))))
    return Content(html=html, frame=late)


_MEASURES = ("starts_at", "stops_at", "due_at", "late", "value")
_HEADINGS = {"community_id": "community"}


def _cell(asked: Asked, name: str, row: dict[str, Any]) -> object:
    value = row[name]
    if name == "record":
        why = asked.address.but(record=value).link()
        return markup.link(f"{why}#why", value, label=say("dash.why", record=value))
    if name == "late" and value is not None:
        return moments.length(dt.timedelta(seconds=value))
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, dt.datetime):
        return markup.time(moments.moment(value))
    return markup.time(value) if name == "day" else value or "–"


def _why(asked: Asked) -> Content:
    if not asked.analyst:
        return empty("viewers")
    record = asked.address.record
    if record is None:
        return empty("no_record")
    frame = asked.bench.explain(_clause(asked).id, record)
    html = markup.pairs(frame.iter_rows())
    for (text,) in asked.bench.said([record]).select("text").iter_rows():
        html += markup.pairs([(say("dash.column.said"), text)])
    return Content(html=html, frame=frame)


def _readings(asked: Asked) -> Content:
    clause = _clause(asked)
    judged_as = asked.bench.catalogue.judged_as(clause).id
    frame = asked.bench.readings(asked.address.period)
    frame = frame.filter(pl.col("clause").is_in([clause.id, judged_as]))
    if not asked.analyst:
        decided = pl.col("met") + pl.col("missed")
        frame = frame.filter(decided >= asked.bench.settings.smallest_group)
    frame = frame.drop_nulls("rate")
    if len(frame) < 2:
        return empty("one_reading")
    return Content(figure=figures.readings(frame, source=asked.bench.source), frame=frame)


PAGE = Page(
    "clause",
    ("clause", "period", "by", *KEPT),
    (
        Card("promise", _USES, _promise, wide=True),
        Card("trend", _USES, _trend, wide=True, drawn=True),
        Card("groups", (*_USES, "by"), _groups, drawn=True),
        Card("time_used", _USES, later=_time_used, drawn=True),
        Card("readings", ("clause", "period"), _readings, wide=True, drawn=True),
        Card("worst", (*_USES, "verdict"), later=_worst, wide=True),
        Card("why", ("clause", "record"), later=_why, wide=True),
    ),
)
