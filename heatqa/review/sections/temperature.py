"""Room temperature: the pass rate, how it moves with the reading, and the communities below."""

import polars as pl

from heatqa.language import number, percent, pick, say
from heatqa.review import by_team, findings, layout, said
from heatqa.review.indicators import Indicator
from heatqa.review.pages import Kind, Page, Picture, Table
from heatqa.review.question import Question

KEY = "temperature"
_QUESTION = "eighteen_plus_two"
_TURNED = {"met": "missed", "missed": "met"}


def page(question: Question) -> Page:
    """The share of readings that passed, under each reading of the wording; communities."""
    one = question.indicator("temperature")
    rate = question.rate(one) if one else None
    if one is None or rate is None:
        return layout.unspoken(question, KEY)
    if not rate.decided:
        return layout.empty(question, KEY, said.untold(rate))
    options = _options(question, one)
    return layout.page(
        question,
        KEY,
        _title(question, one, options),
        number=said.counted(rate),
        caveat=_caveat(options) or said.change_in_words(*said.compared(question, one)),
        definition=layout.rules(question, [one.clause]),
        clauses=[one.clause],
        cases=rate.decided,
        note=said.untold(rate),
        picture=_picture(question, one, options),
        tables=[
            by_team.table(question, "communities", "temperature", "community_id", shown=5),
            _readings(options),
        ],
    )


def _title(question: Question, one: Indicator, options: pl.DataFrame) -> str:
    """The finding with its communities, and the other reading that would turn it."""
    finding = _finding(question, one)
    used, others = options.filter("in_use"), options.filter(~pl.col("in_use"))
    if used.is_empty():
        return finding
    turned = others.filter(standing=_TURNED.get(used["standing"][0], ""))
    if turned.is_empty():
        return finding
    furthest = turned.sort(pl.col("change").abs(), descending=True).row(0, named=True)
    return say(
        "review.temperature.turned",
        finding=finding.rstrip(say("review.stop")),
        reading=furthest["option_label"],
        share=percent(furthest["rate"]),
    )


def _finding(question: Question, one: Indicator) -> str:
    """The finding, and how many communities stay below the target on record."""
    rate = question.rate(one)
    finding = said.finding(question, one)
    found = by_team.groups(question, one.clause, "community_id").drop_nulls("group")
    below = int((found["standing"] == "missed").sum())
    if rate is None or not below or len(found) < 2:
        return finding
    short = findings.standing(rate, question.smallest) == "missed"
    key = ("below_all" if below == len(found) else "below") if short else "but_below"
    share = percent(rate.rate)
    head = say(f"review.said.{one.subject}", share=share, what=said.subject(question, one))
    return head + say(
        f"review.temperature.{key}",
        target=percent(rate.target, 0),
        below=number(below),
        all=number(len(found)),
    )


def _options(question: Question, one: Indicator) -> pl.DataFrame:
    """The rate under each reading of 18+2 °C, the one in use marked."""
    judged = question.bench.catalogue.judged_as(question.bench.catalogue.clause(one.clause))
    found = question.sensitivity(every=True)
    mine = found.filter(clause=judged.id, question=_QUESTION).drop_nulls("rate")
    return mine.filter((pl.col("met") + pl.col("missed")) >= question.smallest)


def _caveat(options: pl.DataFrame) -> str:
    """What the rate would be under the reading furthest from the one in use, if it differs."""
    others = options.filter(~pl.col("in_use") & (pl.col("change").abs() > 0))
    if others.is_empty():
        return ""
    furthest = others.sort(pl.col("change").abs(), descending=True).row(0, named=True)
    return say(
        "review.temperature.other_reading",
        reading=furthest["option_label"],
        share=percent(furthest["rate"]),
    )


def _picture(question: Question, one: Indicator, options: pl.DataFrame) -> Picture | None:
    if options.is_empty():
        return None
    series = {name: say(f"review.series.{name}") for name in ("in_use", "other")}
    frame = pl.DataFrame(
        [
            {
                "category": row["option_label"],
                "series": words,
                "value": row["rate"] if row["in_use"] == (name == "in_use") else None,
                "meaning": "latest" if name == "in_use" else "earlier",
            }
            for name, words in series.items()
            for row in options.iter_rows(named=True)
        ],
        schema_overrides={"value": pl.Float64},
    )
    label = pick(question.bench.catalogue.clause(one.clause).label)
    target = percent(options["target"][0], 0)
    return layout.charted(
        question,
        frame,
        shape="bars",
        kind="share",
        title=say("review.temperature.picture", label=label, target=target),
        axis=say("review.axis.share"),
        layered=True,
    )


def _readings(options: pl.DataFrame) -> Table:
    used = [say("why.yes") if used else say("why.no") for used in options["in_use"]]
    frame = options.select(
        reading="option_label",
        decided=pl.col("met") + pl.col("missed"),
        share="rate",
        change="change",
    ).with_columns(pl.Series("in_use", used, dtype=pl.String))
    columns: dict[str, Kind] = {
        "reading": "text",
        "in_use": "text",
        "decided": "count",
        "share": "share",
        "change": "decimal",
    }
    return layout.table("temperature_readings", frame, columns, headings={"change": "points"})
