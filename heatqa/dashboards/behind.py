"""What stands behind a number: the clauses judged on its records, and the records themselves."""

from collections.abc import Sequence

import polars as pl
from markupsafe import Markup

from heatqa.dashboards import markup
from heatqa.dashboards.cards import Asked
from heatqa.language import pick, say

# More clauses than this are a list of their own, which the overview is.
_MOST = 6


def clauses(asked: Asked, sources: Sequence[str]) -> Markup:
    """Links to the clauses judged on some sources, where their records can be seen."""
    catalogue = asked.bench.catalogue
    found = [
        clause
        for clause in catalogue.clauses.values()
        if clause.judged and catalogue.judged_as(clause) is clause and clause.fact in sources
    ]
    links = (
        markup.link(
            asked.address.but(page="clause", clause=clause.id).link(),
            f"{clause.id} {pick(clause.label)}",
        )
        for clause in found[:_MOST]
    )
    said = Markup(" · ").join(links)
    return Markup('<p class="note">{} {}</p>').format(say("dash.behind"), said) if said else said


def cases(asked: Asked, frame: pl.DataFrame, caption: str) -> Markup:
    """Cases with what was said in them, people taken out of the texts.

    Args:
        asked: Who asks; only analysts see cases.
        frame: One row per case: `record_id`, `day`, `community_id`, `leaf`.
        caption: What the table is.
    """
    texts = dict(asked.bench.said(frame["record_id"].to_list()).rows())
    columns = ("record", "day", "community", "leaf", "said")
    return markup.table(
        caption,
        [say(f"dash.column.{name}") for name in columns],
        (
            (
                row["record_id"],
                markup.time(row["day"]),
                row["community_id"] or "–",
                row["leaf"] or "–",
                markup.told(texts.get(row["record_id"])),
            )
            for row in frame.iter_rows(named=True)
        ),
    )
