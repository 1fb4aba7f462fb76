"""A promise by team or community, the lowest rate first, groups too small put together."""

import polars as pl

from heatqa.language import say
from heatqa.review import layout
from heatqa.review.pages import Kind, Table
from heatqa.review.question import Question

_COLUMNS: dict[str, Kind] = {
    "group": "text",
    "decided": "count",
    "share": "share",
    "low": "share",
    "high": "share",
    "standing": "text",
}
_ON_PAGE = ("group", "decided", "share", "standing")


def groups(question: Question, clause: str, by: str) -> pl.DataFrame:
    """Each published group's `group`, `decided`, `rate`, `low`, `high`, `standing`, `evidence`.

    A remainder that is still too small to publish has no row.
    """
    found = question.once(
        lambda: question.bench.by(clause, by, question.period.name), "by", clause, by
    )
    decided = pl.col("met") + pl.col("missed")
    return found.filter(decided >= question.smallest).with_columns(group=by, decided=decided)


def table(question: Question, name: str, subject: str, by: str = "team", shown: int = 0) -> Table:
    """The groups of an indicator; without the indicator or its records no rows."""
    one = question.indicator(subject)
    columns = list(_COLUMNS)
    if one is None:
        none = pl.DataFrame(schema=dict.fromkeys(columns, pl.String))
        return layout.table(name, none, _COLUMNS, headings={"group": by}, on_page=_ON_PAGE)
    found = groups(question, one.clause, by).rename({"rate": "share"})
    named = pl.col("group").fill_null(say("waiting.small_groups"))
    words = [say(f"scorecard.standing.{word.replace(' ', '_')}") for word in found["standing"]]
    frame = found.with_columns(named, pl.Series("standing", words, dtype=pl.String))
    heads = {"group": by}
    return layout.table(name, frame, _COLUMNS, shown=shown, headings=heads, on_page=_ON_PAGE)
