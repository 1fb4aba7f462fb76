"""Control charts: is a measure changing, or only varying as it always does?"""

import datetime as dt
from collections.abc import Sequence

import polars as pl

from heatqa import errors
from heatqa.statistics import anhoej, control_limits, special_causes

IMPROVEMENT, CONCERN, COMMON_CAUSE = "improvement", "concern", "common cause"
# Where neither direction is better, a special cause is only high or low.
HIGH, LOW = "high", "low"
WILL_PASS, WILL_FAIL, MAY = "will pass", "will fail", "may pass or fail"
BETTER = {"higher": 1, "lower": -1, "neither": 0}
RULES = ("nhs", "anhoej")
# Limits from fewer points than this still move much with each new one.
ENOUGH = 13


def control_chart(
    series: pl.DataFrame,
    *,
    kind: str = "xmr",
    better: str = "higher",
    target: float | None = None,
    rebase: Sequence[dt.date] = (),
    baseline: int | None = None,
    screened: bool = True,
    rules: str = "nhs",
) -> pl.DataFrame:
    """Limits of natural variation, special causes and the outlook against a target.

    Args:
        series: One row per period: `day` (its first day), `value` (null where
            the period has none) and, for all kinds but `xmr`, `size`: the records or units that
            the value is a share of or a rate per.
        kind: `xmr`, `share`, `p`, `p_prime`, `u` or `u_prime`, see `control_limits.with_limits`.
        better: Which values are better: `higher`, `lower` or `neither`.
        target: What the value is to reach; a value on the target reaches it.
        rebase: Days on which the process changed for a known reason; limits begin anew.
        baseline: Freeze the limits of each segment after so many points.
        screened: Leave moving ranges that are special causes themselves out of the mean range.
        rules: `nhs` (Making Data Count) or `anhoej`: points beyond the limits, and runs too long
            for the number of points, see `anhoej.runs`.

    Returns:
        The rows with `segment` (0 before the first rebasing), `centre`, `sigma`, `low_limit`,
        `high_limit`, whether the period is `sparse`, the `signal` and its `way` (1 up, -1 down,
        0 without one), the `cause`: `improvement`, `concern` or `common cause` (`high` or `low`
        where neither is better, null without a value or limits), the `target`, and for the whole
        chart the `assurance` by the limits of a typical period of its last segment: `will pass`,
        `will fail` or `may pass or fail` (null without target or limits); `short`: fewer than 13
        points in the segment; `constant`: several points, and they do not vary.

    Raises:
        ChoiceUnknown: there is no such kind, direction or set of rules.

    Source: NHS England, Making Data Count; limits and rules as their modules say.
    """
    for what, found, known in (("better", better, BETTER), ("rules", rules, RULES)):
        if found not in known:
            raise errors.ChoiceUnknown(what=what, found=found, hint=errors.suggestion(found, known))
    rebased = [(pl.col("day") >= day).cast(pl.Int32) for day in rebase]
    frame = series.sort("day").with_columns(
        pl.col("value").cast(pl.Float64).fill_nan(None),
        segment=pl.sum_horizontal(pl.lit(0, pl.Int32), *rebased),
    )
    frame = control_limits.with_limits(frame, kind, screened=screened, baseline=baseline)
    mark = special_causes.with_signals if rules == "nhs" else anhoej.with_signals
    varies = pl.col("value").max() - pl.col("value").min()
    return (
        mark(frame)
        .with_columns(_cause(BETTER[better]), target=pl.lit(target, pl.Float64))
        .with_columns(
            assurance=_assurance(BETTER[better]),
            short=pl.col("value").count().over("segment") < ENOUGH,
            constant=(pl.col("value").count().over("segment") > 1)
            & (varies.over("segment") <= control_limits.ROUNDING * pl.col("centre").abs()),
        )
    )


def summary(chart: pl.DataFrame) -> pl.DataFrame:
    """What a chart says in one row: where it stands, how it varies, what to expect.

    Args:
        chart: As `control_chart` gives.

    Returns:
        One row, or none where no period has a value: of the last period with a value its `day`,
        `value`, `centre`, `low_limit`, `high_limit`, `target`, `variation` (its cause), `way`,
        `assurance`, `short`, `constant`, and `points`, the number of them in its segment.
    """
    known = chart.filter(pl.col("value").is_not_null())
    return (
        known.with_columns(points=pl.len().over("segment"))
        .tail(1)
        .select(
            *("day", "value", "centre", "low_limit", "high_limit", "target"),
            pl.col("cause").alias("variation"),
            *("way", "assurance", "short", "constant", "points"),
        )
    )


def _cause(better: int) -> pl.Expr:
    """The word for each point: what a special cause means depends on which way is better."""
    up, down = {1: (IMPROVEMENT, CONCERN), -1: (CONCERN, IMPROVEMENT), 0: (HIGH, LOW)}[better]
    return (
        pl.when(pl.col("value").is_null() | pl.col("sigma").is_null())
        .then(None)
        .when(pl.col("way") > 0)
        .then(pl.lit(up))
        .when(pl.col("way") < 0)
        .then(pl.lit(down))
        .otherwise(pl.lit(COMMON_CAUSE))
        .alias("cause")
    )


def _assurance(better: int) -> pl.Expr:
    """What the limits promise: a limit on the target still reaches it.

    Where sizes vary so do the limits; the median period of the last segment stands for it, not
    the last one, which may hold few records.
    """
    known = pl.col("value").is_not_null()
    typical = known & (pl.col("segment") == pl.col("segment").filter(known).last())
    low, high, target = (
        pl.col(name).filter(typical).median() for name in ("low_limit", "high_limit", "target")
    )
    slack = control_limits.ROUNDING * target.abs()
    above, below = (low >= target - slack, high < target - slack)
    if better < 0:
        above, below = (low > target + slack, high <= target + slack)
    passes, fails = (above, below) if better > 0 else (below, above)
    if not better:
        return pl.lit(None, pl.String)
    return (
        pl.when(passes)
        .then(pl.lit(WILL_PASS))
        .when(fails)
        .then(pl.lit(WILL_FAIL))
        .when(passes.is_not_null())
        .then(pl.lit(MAY))
    )
