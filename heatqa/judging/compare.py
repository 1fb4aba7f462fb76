"""One company's records held against every document: what would we score under their promises?"""

import polars as pl

from heatqa.clauses import Catalogue
from heatqa.clauses.neighbours import themes
from heatqa.judging.scorecard import NO_DATA
from heatqa.language import pick

_STANDINGS = {"met": "met", "missed": "missed", "pending": "pending", "cannot tell": "cannot_tell"}
# A clause of a theme that gives no verdicts: it states no limit, or records cannot show it.
NO_VERDICT = "no verdict"


def documents(scorecard: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """Each document's clauses counted by where the records stand.

    Args:
        scorecard: Every clause's counts and standing, as `judging.scorecard` gives.
        catalogue: The clauses in force.

    Returns:
        One row per document in their order: `document`, `title`, `clauses` (all it has),
        `judged` (with a rate), those that are `met`, `missed`, `pending`, `cannot_tell` and
        without data (`no_data`); `share` met of those judged (0 to 1); and the clause furthest
        below its target: `worst_clause`, `worst_label`, `worst_gap` in percentage points and
        `worst_decided`, the records it rests on.
    """
    by_document = pl.DataFrame(
        {"clause": clause.id, "document": clause.document}
        for clause in catalogue.clauses.values()
        # A limit that the company set itself is no promise of the document.
        if not clause.limit_of
    )
    rows = scorecard.join(by_document, on="clause", maintain_order="left")
    standings = [
        (pl.col("standing") == standing).sum().alias(name) for standing, name in _STANDINGS.items()
    ]
    counts = rows.group_by("document").agg(
        *standings, (pl.col("standing") == NO_DATA).sum().alias("no_data")
    )
    judged = pl.col("met") + pl.col("missed")
    gap = 100 * (pl.col("target") - pl.col("rate"))
    worst = (
        rows.filter(pl.col("standing") == "missed")
        .with_columns(worst_gap=gap, worst_decided=judged)
        .sort("worst_gap", descending=True, maintain_order=True)
        .unique("document", keep="first", maintain_order=True)
        .select(
            "document", "worst_gap", "worst_decided", worst_clause="clause", worst_label="label"
        )
    )
    head = pl.DataFrame(
        {
            "document": document.id,
            "title": document.title,
            "clauses": len(catalogue.of_document(document.id)),
        }
        for document in catalogue.documents.values()
    )
    return (
        head.join(counts, on="document", how="left", maintain_order="left")
        .with_columns(pl.col(*_STANDINGS.values(), "no_data").fill_null(0))
        .with_columns(judged=judged, share=pl.when(judged > 0).then(pl.col("met") / judged))
        .join(worst, on="document", how="left", maintain_order="left")
        .select(
            *("document", "title", "clauses", "judged", *_STANDINGS.values(), "no_data", "share"),
            *("worst_clause", "worst_label", "worst_gap", "worst_decided"),
        )
    )


def by_theme(scorecard: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """The clauses of each theme side by side, different limits for the same thing.

    Args:
        scorecard: Every clause's counts and standing, as `judging.scorecard` gives.
        catalogue: The clauses in force.

    Returns:
        One row per theme and clause: `theme`, `theme_label`, `clause`, `document`, `label`, the
        four counts, `rate` with its 95 % interval `low` to `high` (0 to 1), `target` and
        `standing`, which is `no verdict` where the clause states no limit or records cannot
        show it.
    """
    head = pl.DataFrame(
        {
            "theme": theme.name,
            "theme_label": pick(theme.label),
            "clause": clause.id,
            "document": clause.document,
            "label": pick(clause.label),
        }
        for theme in themes()
        for clause in map(catalogue.clause, theme.clauses)
    )
    figures = ("met", "missed", "pending", "cannot_tell", "rate", "low", "high", "target")
    scores = scorecard.select("clause", *figures, "standing")
    return head.join(scores, on="clause", how="left", maintain_order="left").with_columns(
        pl.col("standing").fill_null(NO_VERDICT)
    )
