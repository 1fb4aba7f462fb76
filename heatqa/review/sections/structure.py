"""What complaints are about: leaves of the taxonomy, and which rise or fall against last year."""

import polars as pl

from heatqa.complaints import taxonomy
from heatqa.complaints.rising import FALLING, NEW, RISING
from heatqa.complaints.taxonomy import CANNOT_TELL
from heatqa.language import number, percent, say
from heatqa.review import layout
from heatqa.review.pages import Kind, Page, Picture, Table
from heatqa.review.question import Question

KEY = "structure"
# Bars of two seasons with their numbers that can be read from the back of a room.
_DRAWN = 6
# Beyond so many names a title is a list.
_NAMED = 2


def page(question: Question) -> Page:
    """The leaves with most cases, beside the same days a year before."""
    every = question.once(lambda: question.bench.rising_leaves(question.period.name), "leaves")
    told = every.filter(pl.col("leaf") != CANNOT_TELL)
    total = int(every["now"].sum())
    named = int(told["now"].sum())
    shown = told.filter(pl.max_horizontal("now", "before") >= question.smallest).sort(
        "now", "leaf", descending=[True, False]
    )
    if shown.is_empty() or not named or not shown["now"][0]:
        return layout.empty(question, KEY)
    lead = shown.row(0, named=True)
    share = percent(lead["now"] / named)
    about = taxonomy.label(lead["leaf"])
    return layout.page(
        question,
        KEY,
        say("review.structure.title", leaf=about, share=share) + _moved(every, shown),
        number=say("review.structure.number", leaf=about, n=number(lead["now"]), of=number(named)),
        caveat=say("review.structure.caveat", n=number(total - named), all=number(total)),
        cases=named,
        picture=_picture(question, shown.head(_DRAWN)),
        tables=[_table(question, shown, named)],
    )


def _moved(every: pl.DataFrame, shown: pl.DataFrame) -> str:
    """Which leaves clearly rise or fall, as far as the interval of the ratio tells."""
    if not every["before"].sum():
        # Without any record of that time, none of a kind is no fall and some are no rise.
        return say("review.change.first_time") + say("review.stop")
    parts = []
    for word, changes in (("rising", [RISING, NEW]), ("falling", [FALLING])):
        mine = shown.filter(pl.col("change").is_in(changes))
        if len(mine):
            names = [
                say("review.structure.quoted", leaf=taxonomy.label(leaf))
                for leaf in mine["leaf"].head(_NAMED)
            ]
            key = f"{word}_more" if len(mine) > _NAMED else word
            parts.append(
                say(
                    f"review.structure.{key}",
                    leaves=say("reading.joined").join(names),
                    more=len(mine) - _NAMED,
                )
            )
    return "".join(parts or [say("review.structure.steady")]) + say("review.stop")


def _picture(question: Question, shown: pl.DataFrame) -> Picture:
    series = [("now", "now", "latest")]
    if shown["before"].sum():
        series.append(("year_before", "before", "earlier"))
    rows = [
        {
            "category": taxonomy.label(row["leaf"]),
            "series": say(f"review.series.{name}"),
            "value": _published(row[column], question.smallest),
            "meaning": meaning,
        }
        for name, column, meaning in series
        for row in shown.iter_rows(named=True)
    ]
    return layout.charted(
        question,
        pl.DataFrame(rows, schema_overrides={"value": pl.Float64}),
        shape="bars",
        kind="count",
        title=say("review.structure.picture"),
        axis=say("review.demand.axis"),
    )


def _published(count: int, smallest: int) -> float | None:
    return None if 0 < count < smallest else float(count)


def _table(question: Question, shown: pl.DataFrame, named: int) -> Table:
    """Leaves large enough to publish, their change and what it adds to that of all cases."""
    few = (pl.col("now", "before") > 0) & (pl.col("now", "before") < question.smallest)
    words = [say(f"review.structure.change.{word}") for word in shown["change"]]
    if not shown["before"].sum():
        words = [say("review.no_value")] * len(shown)
    labels = [taxonomy.label(leaf) for leaf in shown["leaf"]]
    groups = [taxonomy.label(taxonomy.group(leaf)) for leaf in shown["leaf"]]
    both = (pl.col("now") >= question.smallest) & (pl.col("before") >= question.smallest)
    frame = shown.with_columns(
        contribution=pl.when(both).then(pl.col("now") - pl.col("before")),
        share=pl.when(pl.col("now") >= question.smallest).then(pl.col("now") / named),
    ).with_columns(
        pl.when(~few).then(pl.col("now", "before")),
        pl.Series("leaf", labels, dtype=pl.String),
        pl.Series("group_of_leaves", groups, dtype=pl.String),
        pl.Series("change", words, dtype=pl.String),
    )
    columns: dict[str, Kind] = {
        "group_of_leaves": "text",
        "leaf": "text",
        "now": "count",
        "before": "count",
        "contribution": "count",
        "share": "share",
        "change": "text",
    }
    over = {"before": "count_before", "now": "count", "share": "share_of_cases"}
    return layout.table("leaves", frame, columns, headings=over)
