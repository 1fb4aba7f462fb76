"""Demand: how often customers turned to the company, beside the same days last season."""

import datetime as dt
from typing import Any

import polars as pl

from heatqa.figures import levels
from heatqa.judging.period import Period
from heatqa.language import has, number, percent, say
from heatqa.review import findings, layout, periods, said
from heatqa.review.pages import Kind, Page, Picture, Series, Table
from heatqa.review.question import Question
from heatqa.statistics import paired_weeks

KEY = "demand"
_WEEK = 7


def page(question: Question) -> Page:
    """Cases by week beside the same weeks last season; volume by channel and type of record."""
    found = question.contacts()
    cases = _daily(question, question.period, "cases")
    total = int(cases["count"].sum())
    if not total:
        return layout.empty(question, KEY)
    compared = _compared(question)
    trend = findings.trend(compared["low"], compared["high"], known_before=bool(compared["before"]))
    facts: dict[str, Any] = {
        "n": number(total),
        "before": number(int(compared["before"] or 0)),
        "change": percent(abs((compared["ratio"] or 1) - 1), 0),
        "against": said.against_last_season(),
    }
    return layout.page(
        question,
        KEY,
        say(f"review.demand.title_{trend.replace(' ', '_')}", **facts),
        number=say(f"review.demand.{'number' if compared['before'] else 'number_first'}", **facts),
        caveat=said.in_turn([_cold(question), say("review.demand.caveat")]),
        cases=total,
        picture=_picture(question),
        tables=[_table(question, found)],
    )


def _compared(question: Question) -> dict[str, float | None]:
    first, _ = periods.days(question.period)
    length = (question.last_day - first).days + 1
    now = _daily(question, question.period, "cases")
    before = _daily(question, question.last_season, "cases")
    return paired_weeks.ratio(now, before, length)


def _daily(question: Question, period: Period, contact: str) -> pl.DataFrame:
    """Contacts by the number of the day within a period, from 0."""
    first, _ = periods.days(period)
    mine = question.contacts(period).filter(contact=contact)
    numbered = mine.with_columns(day=(pl.col("day") - first).dt.total_days())
    return numbered.group_by("day").agg(pl.col("count").sum()).sort("day")


def _cold(question: Question) -> str:
    """How cold it was, now and a year before; empty where the weather of either is not known."""
    found = (question.period, question.last_season)
    now, then = (question.bench.outdoors(period.name)["outdoor_celsius"].mean() for period in found)
    if not isinstance(now, float) or not isinstance(then, float):
        return ""
    against = said.against_last_season()
    return say("review.demand.outdoors", now=number(now, 1), then=number(then, 1), against=against)


def _picture(question: Question) -> Picture:
    """Cases by week in both seasons, and the cold of this one on an axis of its own."""
    shown = {
        question.period: (say("review.series.now"), "latest"),
        question.last_season: (say("review.series.year_before"), "earlier"),
    }
    weekly = {period: _weekly(question, period) for period in shown}
    if not weekly[question.last_season]:
        # Nothing on record is not a season without cases.
        del weekly[question.last_season]
    busy = [week for counts in weekly.values() for week in counts]
    weeks = list(range(min(busy, default=0), max(busy, default=0) + 1))
    first, _ = periods.days(question.period)
    days = [f"{first + dt.timedelta(days=_WEEK * week):%m-%d}" for week in weeks]
    frame = pl.concat(
        pl.DataFrame(
            {
                "category": days,
                "series": shown[period][0],
                "value": [float(counts.get(week, 0)) for week in weeks],
                "meaning": shown[period][1],
            }
        )
        for period, counts in weekly.items()
    )
    outdoors = _outdoors(question)
    cold = [outdoors.get(week) for week in weeks]
    known = any(mean is not None for mean in cold)
    return layout.charted(
        question,
        frame,
        shape="lines",
        kind="count",
        title=say(f"review.demand.{'picture' if known else 'picture_bare'}"),
        axis=say("review.demand.axis"),
        beside=Series(say("review.demand.cold"), cold, "outdoor") if known else None,
    )


def _weekly(question: Question, period: Period) -> dict[int, int]:
    """Cases by the number of the week within a period, of weeks with any."""
    first, _ = periods.days(question.period)
    # A week that has only begun would look like a fall.
    whole = max(((question.last_day - first).days + 1) // _WEEK, 1)
    daily = _daily(question, period, "cases")
    counts = daily.group_by(pl.col("day") // _WEEK).agg(pl.col("count").sum())
    return {week: count for week, count in counts.iter_rows() if week < whole}


def _outdoors(question: Question) -> dict[int, float]:
    """The mean outdoor temperature by the number of the week within the period, °C."""
    first, _ = periods.days(question.period)
    daily = question.bench.outdoors(question.period.name)
    week = (pl.col("day") - first).dt.total_days() // _WEEK
    return dict(daily.group_by(week).agg(pl.col("outdoor_celsius").mean().round(1)).iter_rows())


def _table(question: Question, found: pl.DataFrame) -> Table:
    then = question.contacts(question.last_season)
    keys = ("contact", "kind", "channel")
    counts = [
        frame.group_by(keys).agg(pl.col("count").sum().cast(pl.Int64)) for frame in (found, then)
    ]
    joined = counts[0].join(counts[1], on=keys, how="full", coalesce=True, suffix="_before")
    frame = joined.with_columns(pl.col("count", "count_before").fill_null(0)).sort(
        "count", *keys, descending=[True, False, False, False]
    )
    # A kind of record that few people brought says who they are.
    few = pl.max_horizontal("count", "count_before") < question.smallest
    counted = pl.col("count", "count_before")
    frame = frame.filter(~few).with_columns(
        pl.when(~counted.is_between(1, question.smallest - 1)).then(counted)
    )
    words = [
        pl.Series("contact", [_contact(word) for word in frame["contact"]], dtype=pl.String),
        pl.Series("kind", [_kind(word) for word in frame["kind"]], dtype=pl.String),
        pl.Series("channel", [_channel(word) for word in frame["channel"]], dtype=pl.String),
    ]
    columns: dict[str, Kind] = dict.fromkeys(keys, "text")
    columns |= {"count": "count", "count_before": "count"}
    return layout.table(
        KEY,
        frame.with_columns(words),
        columns,
        shown=5,
        on_page=(*keys[1:], "count", "count_before"),
    )


def _contact(word: str) -> str:
    return say(f"review.contact.{word}")


def _kind(word: str) -> str:
    """A line that rang, a visit, or a type of record, as users read it."""
    key = f"review.kind.{word}"
    return say(key) if has(key) else levels.name("record_type", word)


def _channel(word: str) -> str:
    return levels.name("channel", word) if word else say("review.no_value")
