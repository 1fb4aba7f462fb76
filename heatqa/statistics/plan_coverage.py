"""Whether temperatures were measured where a measurement plan asks for them."""

import polars as pl

from heatqa.measuring import Plan


def coverage(measured: pl.DataFrame, plan: Plan | None = None) -> pl.DataFrame:
    """Each community against the plan, those that miss most of it first.

    Args:
        measured: One row per community, those never measured too: `community_id`, `households`,
            `homes` measured, `positions` (a list of the positions measured) and
            `longest_gap_days` (null if never measured).
        plan: What is asked for.

    Returns:
        The rows with `share_of_homes`, `missing_positions`, whether each part is kept
        (`homes_kept`, `positions_kept`, `gaps_kept`) and `kept`, all three.
    """
    plan = plan or Plan()
    asked = pl.lit(list(plan.positions), dtype=pl.List(pl.String))
    share = pl.when(pl.col("households") > 0).then(pl.col("homes") / pl.col("households"))
    missing = asked.list.set_difference(pl.col("positions").fill_null([]))
    frame = measured.with_columns(share_of_homes=share, missing_positions=missing.list.sort())
    kept = ("homes_kept", "positions_kept", "gaps_kept")
    return (
        frame.with_columns(
            homes_kept=(pl.col("share_of_homes") >= plan.share_of_homes).fill_null(False),
            positions_kept=pl.col("missing_positions").list.len() == 0,
            gaps_kept=(pl.col("longest_gap_days") <= plan.most_days_between).fill_null(False),
        )
        .with_columns(kept=pl.all_horizontal(kept))
        .sort(
            pl.sum_horizontal(pl.col(name).cast(pl.Int64) for name in kept),
            "share_of_homes",
            "community_id",
        )
    )
