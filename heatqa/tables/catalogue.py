"""The clauses as a table, and as a frame for JSON and CSV."""

import polars as pl
from rich.table import Table
from rich.text import Text

from heatqa.clauses import Catalogue, Clause
from heatqa.judging import facts
from heatqa.language import percent, pick, say
from heatqa.tables.ruled import ruled


def frame(clauses: list[Clause], catalogue: Catalogue) -> pl.DataFrame:
    """One row per clause: number, document, class, form, what it is judged on, rule, readings.

    `why_not` says in the user's language why a clause gives no verdicts.
    """
    return pl.DataFrame(
        [
            {
                "clause": clause.id,
                "document": clause.document,
                "title": catalogue.documents[clause.document].title,
                "number": clause.number,
                "class": clause.cls,
                "form": clause.form,
                "fact": clause.fact,
                "rule_en": clause.rule["en"],
                "rule_zh": clause.rule["zh"],
                "target": clause.target,
                "why_not": catalogue.reason(clause),
                "readings": [variant.reading for variant in catalogue.variants(clause)]
                if catalogue.judged_as(clause).readings
                else [],
            }
            for clause in clauses
        ],
        schema_overrides={"readings": pl.List(pl.String), "target": pl.Float64},
    )


def table(clauses: list[Clause], catalogue: Catalogue) -> Table:
    """The clauses with their rules and readings, or why they give no verdicts."""
    names = ("document", "class", "form", "rule", "readings")
    headings = {"clause": say("scorecard.column.clause")}
    headings |= {name: say(f"clauses.column.{name}") for name in names}
    return ruled(
        say("clauses.title", count=len(clauses)),
        headings,
        (
            {
                "clause": clause.id,
                "document": _cited(clause, catalogue),
                "class": clause.cls,
                "form": say(f"form.{clause.form}"),
                "rule": pick(clause.rule),
                "readings": catalogue.reason(clause) or _readings(clause, catalogue),
            }
            for clause in clauses
        ),
        whole=("clause", "class"),
    )


def one(clause: Clause, catalogue: Catalogue) -> Table:
    """Everything about one clause, line by line."""
    judged_on = facts.sources().get(clause.fact)
    said = {
        "clause": clause.id,
        "document": _cited(clause, catalogue),
        "class": clause.cls,
        "form": say(f"form.{clause.form}"),
        "rule": pick(clause.rule),
        "fact": f"{clause.fact}: {pick(judged_on.means)}" if judged_on else "",
        "terms": "; ".join(f"{term} = {value}" for term, value in clause.terms.items()),
        "where": clause.where or "",
        "target": percent(clause.target, 0) if clause.target else "",
        "note": pick(clause.note) if clause.note else "",
        "why_not": catalogue.reason(clause),
        "cases": str(len(clause.cases)) if clause.cases else "",
    }
    for name in clause.readings:
        reading = catalogue.readings[name]
        options = " / ".join(f"{pick(o.label)}: {pick(o.means)}" for o in reading.options.values())
        said[name] = say(
            "clauses.one.reading", asks=pick(reading.asks), options=options, why=pick(reading.why)
        )
    made = Table(show_header=False, box=None, pad_edge=False)
    made.add_column(style="bold", no_wrap=True)
    made.add_column()
    for name, text in said.items():
        if text:
            heading = name if name in clause.readings else say(f"clauses.one.{name}")
            made.add_row(heading, Text(text))
    return made


def _cited(clause: Clause, catalogue: Catalogue) -> str:
    title = catalogue.documents[clause.document].title
    return say("why.document", title=title, number=clause.number)


def _readings(clause: Clause, catalogue: Catalogue) -> str:
    variants = catalogue.variants(clause)
    return " / ".join(filter(None, map(catalogue.reading_label, variants)))
