"""Watch-list: what is due and what is overdue, by whom."""

import datetime as dt
from typing import Any

import polars as pl

from heatqa import figures
from heatqa.dashboards import markup
from heatqa.dashboards.cards import Asked, Card, Content, Lead, Page, empty
from heatqa.judging.due import OVERDUE
from heatqa.language import number, percent, say
from heatqa.statistics import smallest
from heatqa.tables import moments

_USES = ("document", "district", "community_id", "team")
_DAY = 86_400
# The tiles: what is overdue for longer than a week, overdue, and due within these seconds.
_SOON = {"today": _DAY, "three_days": 3 * _DAY}
_COLUMNS = ("state", "clause", "label", "record", "owner", "community", "due", "left", "used")
# More rows than anybody works through; the downloads hold all of them.
_ROWS = 200


def _due(asked: Asked) -> pl.DataFrame:
    address, bench = asked.address, asked.bench
    frame = asked.once("due", bench.due)
    if address.document is not None:
        bound = [clause.id for clause in bench.catalogue.of_document(address.document)]
        frame = frame.filter(pl.col("clause").is_in(bound))
    if address.district is not None:
        places = bench.places().filter(pl.col("district") == address.district)
        frame = frame.filter(pl.col("community_id").is_in(places["place"].to_list()))
    for name in ("community_id", "team"):
        if (value := getattr(address, name)) is not None:
            frame = frame.filter(pl.col(name) == value)
    return frame


def _tally(asked: Asked) -> Content:
    frame = _due(asked)
    left = pl.col("left_seconds")
    late = frame.filter(pl.col("state") == OVERDUE)
    running = frame.filter(pl.col("state") != OVERDUE)
    counts = {
        "overdue": len(late),
        "week": len(late.filter(left < -7 * _DAY)),
        **{name: len(running.filter(left <= span)) for name, span in _SOON.items()},
        "open": len(frame),
    }
    if not asked.analyst:
        counts = {name: _published(count, asked) for name, count in counts.items()}
    labels = [say(f"dash.watch.{name}") for name in counts]
    shown = [say("dash.few") if count is None else number(count) for count in counts.values()]
    table = pl.DataFrame({"what": labels, "records": list(counts.values())}, strict=False)
    return Content(html=markup.tiles(zip(shown, labels, strict=True)), frame=table)


def _published(count: int, asked: Asked) -> int | None:
    return None if 0 < count < asked.bench.settings.smallest_group else count


def _ageing(asked: Asked) -> Content:
    frame = _due(asked)
    if not asked.analyst:
        sizes = frame.group_by("team").agg(
            met=(pl.col("state") == OVERDUE).sum().cast(pl.Int64),
            missed=(pl.col("state") != OVERDUE).sum().cast(pl.Int64),
        )
        fewest = asked.bench.settings.smallest_group
        named = smallest.together(sizes, "team", ("met", "missed"), fewest)["team"]
        frame = frame.with_columns(pl.when(pl.col("team").is_in(named.implode())).then("team"))
        frame = frame.clear() if len(frame) < fewest else frame
    if frame.is_empty():
        return empty("none_open")
    counts = frame.group_by("team", "state").len("records").sort("team", "state")
    return Content(
        figure=figures.ageing(counts, source=asked.bench.source),
        frame=counts,
        leads=Lead("team", "y"),
    )


def _records(asked: Asked) -> Content:
    if not asked.analyst:
        return empty("viewers")
    frame = _due(asked)
    if frame.is_empty():
        return empty("none_open")
    html = markup.table(
        say("dash.card.watch_list.records.title"),
        [say(f"due.column.{_heading(name)}") for name in _COLUMNS],
        (_row(asked, row) for row in frame.head(_ROWS).iter_rows(named=True)),
        right=(7, 8),
    )
    if len(frame) > _ROWS:
        html += markup.note(say("dash.more", shown=number(_ROWS), all=number(len(frame))))
    return Content(html=html, frame=frame)


def _heading(name: str) -> str:
    return "rule" if name == "label" else name


def _row(asked: Asked, row: dict[str, Any]) -> tuple[object, ...]:
    clause = asked.address.but(page="clause", clause=row["clause"], team=None, district=None)
    record: object = "–"
    if row["record"] is not None:
        why = clause.but(record=row["record"]).link()
        record = markup.link(f"{why}#why", row["record"])
    return (
        markup.due_state(row["state"]),
        row["clause"],
        markup.label(clause.link(), row["label"]),
        record,
        row["team"] or "–",
        row["community_id"] or "–",
        markup.time(moments.moment(row["due_at"])),
        markup.time(moments.length(dt.timedelta(seconds=row["left_seconds"]))),
        percent(row["used_share"], 0) if (row["used_share"] or 0) <= 1 else "–",
    )


PAGE = Page(
    "watch-list",
    ("document", "district", "community_id", "team"),
    (
        Card("tally", _USES, later=_tally, wide=True),
        Card("ageing", _USES, later=_ageing, wide=True, drawn=True),
        Card("records", _USES, later=_records, wide=True),
    ),
)
