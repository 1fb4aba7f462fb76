"""The same records under the neighbours' standards: how would we score under their promises?"""

import polars as pl

from heatqa import errors
from heatqa.language import number, pick, say
from heatqa.review import layout
from heatqa.review.pages import Kind, Page, Picture, Table
from heatqa.review.question import Question

KEY = "neighbours"
# What the ids of documents beside the bars stand for.
_SHOWN = 10


def page(question: Question) -> Page:
    """How many promises of each document the records keep, and themes side by side."""
    try:
        documents, themes = question.bench.compare(question.period.name)
    except errors.PeriodEmpty:
        return layout.empty(question, KEY)
    known = documents.filter(pl.col("judged") > 0)
    if known.is_empty():
        return layout.empty(question, KEY)
    strictest = known.sort("share", "judged", descending=[False, True]).row(0, named=True)
    kindest = known.sort("share", "judged", descending=True).row(0, named=True)
    key = "one" if len(known) == 1 else "many"
    return layout.page(
        question,
        KEY,
        say(
            f"review.neighbours.title_{key}",
            low=strictest["document"],
            low_met=number(strictest["met"]),
            low_judged=number(strictest["judged"]),
            high=kindest["document"],
            high_met=number(kindest["met"]),
            high_judged=number(kindest["judged"]),
        ),
        number=say(
            "review.neighbours.number",
            met=number(int(known["met"].sum())),
            judged=number(int(known["judged"].sum())),
            documents=len(known),
        ),
        caveat=say("review.neighbours.caveat"),
        cases=None,
        picture=_picture(question, known),
        tables=[_themes(question, themes), _documents(question, documents)],
    )


def _picture(question: Question, known: pl.DataFrame) -> Picture:
    rows = [
        {
            "category": row["document"],
            "series": say(f"scorecard.standing.{word}"),
            "value": float(row[word]),
            "meaning": word,
        }
        for word in ("met", "missed")
        for row in known.iter_rows(named=True)
    ]
    return layout.charted(
        question,
        pl.DataFrame(rows),
        shape="stacked",
        kind="count",
        title=say("review.neighbours.picture"),
        axis=say("review.neighbours.axis"),
    )


def _themes(question: Question, themes: pl.DataFrame) -> Table:
    """The clauses of each theme; of too few records no rate."""
    decided = pl.col("met") + pl.col("missed")
    enough = decided >= question.smallest
    words = [say(f"review.neighbours.standing.{w.replace(' ', '_')}") for w in themes["standing"]]
    frame = themes.with_columns(
        pl.Series("standing", words, dtype=pl.String),
        decided=pl.when(enough).then(decided),
        rate=pl.when(enough).then("rate"),
    )
    columns: dict[str, Kind] = {
        "theme_label": "text",
        "clause": "text",
        "label": "text",
        "decided": "count",
        "rate": "share",
        "target": "share",
        "standing": "text",
    }
    over = {"theme_label": "theme", "label": "promise", "rate": "share"}
    return layout.table("themes", frame, columns, headings=over)


def _documents(question: Question, documents: pl.DataFrame) -> Table:
    """What each document keeps; those of one title are told apart by their names."""
    known = question.bench.catalogue.documents
    names = [pick(known[document].name) for document in documents["document"]]
    documents = documents.with_columns(pl.Series("title", names, dtype=pl.String))
    counts = ("clauses", "judged", "met", "missed", "pending", "cannot_tell", "no_data")
    columns: dict[str, Kind] = {"document": "text", "title": "text"}
    columns |= dict.fromkeys(counts, "count")
    over, on_page = {"title": "document_title"}, ("document", "title")
    return layout.table(
        "documents", documents, columns, shown=_SHOWN, headings=over, on_page=on_page
    )
