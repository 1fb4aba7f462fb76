"""Where the time goes: how many cases pass from each step to the next, and how long that takes."""

import polars as pl

from heatqa.statistics import survival

# What became of a case that had come to the step before.
DONE, OPEN, SKIPPED, CANNOT_TELL = STATES = ("done", "open", "skipped", "cannot tell")


def funnel(moves: pl.DataFrame) -> pl.DataFrame:
    """For each step: cases that came to the one before, those that went on, and how long it took.

    Steps that were passed over (`skipped`) have no time and are not waits; steps that are still
    to come (`open`) are waits that go on.

    Args:
        moves: One row per case, step and clock: `step`, `clock`, `state` (`done`, `open`,
            `skipped` or `cannot tell`) and `wait_seconds` since the step before on that clock,
            null where it was skipped or cannot be told.

    Returns:
        One row per step and clock, in the order in which they first appear: `step`, `clock`,
        `entered` cases that came to the step before, of which `done`, `open`, `skipped` and
        `cannot_tell`; the `share` done (0 to 1); `median_seconds` and `p90_seconds` with their
        95 % limits, by the rule of `survival.quantiles`.
    """
    rows = [
        _row(mine, step, clock)
        for (step, clock), mine in moves.partition_by(
            "step", "clock", as_dict=True, maintain_order=True
        ).items()
    ]
    return pl.concat(rows) if rows else _row(moves, "", "").clear()


def _row(mine: pl.DataFrame, step: str, clock: str) -> pl.DataFrame:
    counts = [
        (pl.col("state") == state).sum().cast(pl.Int64).alias(state.replace(" ", "_"))
        for state in STATES
    ]
    timed = mine.filter(pl.col("state").is_in([DONE, OPEN])).select(
        "wait_seconds", ended=pl.col("state") == DONE
    )
    counted = mine.select(
        pl.lit(step).alias("step"),
        pl.lit(clock).alias("clock"),
        pl.len().cast(pl.Int64).alias("entered"),
        *counts,
    ).with_columns(share=pl.when(pl.col("entered") > 0).then(pl.col("done") / pl.col("entered")))
    return counted.hstack(survival.quantiles(timed).drop("n", "open", "cannot_tell"))
