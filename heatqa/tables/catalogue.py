"""The clauses as a table, and as a frame for JSON and CSV."""

import polars as pl
from rich.table import Table

from heatqa.clauses import Catalogue, Clause
from heatqa.language import pick, say


def frame(clauses: list[Clause], catalogue: Catalogue) -> pl.DataFrame:
    """One row per clause: number, document, class, form, rule in both languages, readings."""
    return pl.DataFrame(
        [
            {
                "clause": clause.id,
                "document": clause.document,
                "title": catalogue.documents[clause.document].title,
                "number": clause.number,
                "class": clause.cls,
                "form": clause.form,
                "rule_en": clause.rule["en"],
                "rule_zh": clause.rule["zh"],
                "target": clause.target,
                "readings": [variant.reading for variant in catalogue.variants(clause)]
                if catalogue.judged_as(clause).readings
                else [],
            }
            for clause in clauses
        ],
        schema_overrides={"readings": pl.List(pl.String), "target": pl.Float64},
    )


def table(clauses: list[Clause], catalogue: Catalogue) -> Table:
    """The clauses with their rules and readings."""
    made = Table(title=say("clauses.title", count=len(clauses)))
    made.add_column(say("scorecard.column.clause"))
    for name in ("document", "class", "form", "rule", "readings"):
        made.add_column(say(f"clauses.column.{name}"))
    for clause in clauses:
        title = catalogue.documents[clause.document].title
        variants = catalogue.variants(clause)
        made.add_row(
            clause.id,
            say("why.document", title=title, number=clause.number),
            clause.cls,
            say(f"form.{clause.form}"),
            pick(clause.rule),
            " / ".join(filter(None, map(catalogue.reading_label, variants))),
        )
    return made
