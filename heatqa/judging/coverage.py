"""How much of each document the records can answer for."""

import polars as pl

from heatqa.clauses import UNTELLABLE, Catalogue

# From what the records show to what no record ever could.
STATES = ("judged", "shown", "no_data", "untellable")
_COUNTS = ("met", "missed", "pending", "cannot_tell")


def coverage(
    scorecard: pl.DataFrame, distributions: pl.DataFrame, catalogue: Catalogue
) -> pl.DataFrame:
    """Each document's clauses by whether the records have something to say about them.

    Args:
        scorecard: Every clause's counts, as `judging.scorecard` gives.
        distributions: The clauses without a limit, as `judging.distributions` gives.
        catalogue: The clauses in force.

    Returns:
        One row per document in their order: `document`, and how many of its clauses are `judged`
        (records got verdicts), `shown` (no limit is stated, how long it took is shown), without
        records so far (`no_data`), and `untellable` (no record could show them, or they oblige
        nobody).
    """
    counted = scorecard.filter(pl.sum_horizontal(_COUNTS) > 0)["clause"].to_list()
    spread = distributions.filter(pl.col("n") + pl.col("open") > 0)["clause"].to_list()
    states = {}
    for clause in catalogue.clauses.values():
        if clause.limit_of:
            continue
        if clause.id in counted:
            states[clause.id] = "judged"
        elif clause.id in spread:
            states[clause.id] = "shown"
        else:
            states[clause.id] = "untellable" if clause.cls in UNTELLABLE else "no_data"
    rows = [
        {"document": name}
        | {
            state: sum(
                states[clause.id] == state
                for clause in catalogue.of_document(name)
                if clause.id in states
            )
            for state in STATES
        }
        for name in catalogue.documents
    ]
    return pl.DataFrame(rows, schema={"document": pl.String} | dict.fromkeys(STATES, pl.Int64))
