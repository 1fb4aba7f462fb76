"""The heating year month by month: where this period stands in it."""

import datetime as dt

import polars as pl

from heatqa.judging.period import Period
from heatqa.language import number, percent, say
from heatqa.review import layout, periods
from heatqa.review.pages import Kind, Page, Picture, Table
from heatqa.review.question import Question

KEY = "heating_year"
_MONTHS = 12
_CONTACTS = ("cases", "calls", "visits")


def page(question: Question) -> Page:
    """Cases of the twelve months up to the period's end, beside the twelve before."""
    months = _months(question.last_day)
    counts = _counts(question, months)
    cases = counts.filter(pl.col("month") >= months[0], contact="cases")
    total = int(cases["count"].sum())
    if not total:
        return layout.empty(question, KEY)
    first, last = periods.days(question.period)
    mine = int(cases.filter(pl.col("month").is_between(first.replace(day=1), last))["count"].sum())
    part = periods.part_of_year(question.period)
    begins = counts["month"].min()
    if isinstance(begins, dt.date) and begins > months[0]:
        # What came before the first record is not known, and nobody may take it for none.
        key = "title_begins"
    else:
        key = "title" if part else "title_other"
    share = percent(mine / total, 0)
    return layout.page(
        question,
        KEY,
        say(
            f"review.heating_year.{key}",
            share=share,
            part=_bare(part),
            n=number(mine),
            begins=f"{begins:%Y-%m}",
        ),
        number=say("review.heating_year.number", n=number(mine), total=number(total)),
        caveat=say("review.heating_year.caveat"),
        cases=total,
        picture=_picture(question, counts, months),
        tables=[_table(question, counts)],
    )


def _bare(part: str) -> str:
    """A part of the heating year without the dash that sets it off in a subtitle."""
    return part.lstrip("–— ")


def _months(last: dt.date) -> list[dt.date]:
    """The first days of the twelve months that end with the one of a day."""
    count = _MONTHS * last.year + last.month - 1
    months = [divmod(count - back, _MONTHS) for back in range(_MONTHS - 1, -1, -1)]
    return [dt.date(year, month + 1, 1) for year, month in months]


def _counts(question: Question, months: list[dt.date]) -> pl.DataFrame:
    """Contacts of each month of the two years: `month`, `contact`, `count`."""
    begins = months[0].replace(year=months[0].year - 1)
    span = Period(f"{begins}..{question.last_day}", begins, question.last_day)
    found = question.contacts(span).with_columns(month=pl.col("day").dt.truncate("1mo"))
    return found.group_by("month", "contact").agg(pl.col("count").sum()).sort("month", "contact")


def _picture(question: Question, counts: pl.DataFrame, months: list[dt.date]) -> Picture:
    cases = dict(counts.filter(contact="cases").select("month", "count").iter_rows())
    rows = []
    for name, back, meaning in (("now", 0, "latest"), ("year_before", 1, "earlier")):
        for month in months:
            value = cases.get(month.replace(year=month.year - back))
            rows.append(
                {
                    "category": f"{month:%Y-%m}",
                    "series": say(f"review.series.{name}"),
                    "value": None if value is None else float(value),
                    "meaning": meaning,
                }
            )
    return layout.charted(
        question,
        pl.DataFrame(rows, schema_overrides={"value": pl.Float64}),
        shape="columns",
        kind="count",
        title=say("review.heating_year.picture"),
        axis=say("review.demand.axis"),
    )


def _table(question: Question, counts: pl.DataFrame) -> Table:
    wide = counts.pivot("contact", index="month", values="count").sort("month")
    for contact in _CONTACTS:
        if contact not in wide.columns:
            wide = wide.with_columns(pl.lit(0, pl.Int64).alias(contact))
    few = pl.col(*_CONTACTS).is_between(1, question.smallest - 1)
    frame = wide.with_columns(pl.when(~few).then(pl.col(*_CONTACTS)))
    columns: dict[str, Kind] = {"month": "day", **dict.fromkeys(_CONTACTS, "count")}
    return layout.table(KEY, frame, columns)
