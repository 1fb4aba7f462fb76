"""Waiting times in which open cases count: Kaplan-Meier, the median and the P90.

A case that still waits is neither left out nor taken as done: it is known to have waited at
least so long (censored). Leaving it out makes a team that never finishes look fast.
"""

import statistics

import numpy as np
import polars as pl

from heatqa.statistics import groups
from heatqa.statistics.rates import CONFIDENCE

# The shares done that are shown: the median, and what nine in ten did not exceed.
MEDIAN, P90 = 0.5, 0.9
# R's survfit takes shares closer than this as equal, so that rounding moves no quantile.
_TOLERANCE = float(np.sqrt(np.finfo(float).eps))
_CURVE = pl.Schema(
    {
        "wait_seconds": pl.Float64,
        "at_risk": pl.Int64,
        "ended": pl.Int64,
        "waiting": pl.Float64,
        "low": pl.Float64,
        "high": pl.Float64,
    }
)
_QUANTILES = ("median_seconds", "median_low", "median_high", "p90_seconds", "p90_low", "p90_high")


def curve(waits: pl.DataFrame, by: str | None = None) -> pl.DataFrame:
    """The share still waiting after each time at which a wait ended, by Kaplan and Meier.

    The limits are those of the log-log transformation with Greenwood's error, which stay
    between 0 and 1.

    Args:
        waits: One row per wait: `wait_seconds` (null where it cannot be told; such rows are left
            out) and `ended`, false where the wait was still going on after that time.
        by: A column that tells groups apart.

    Returns:
        One row per group and time, from 0 to the longest wait seen: the group, `wait_seconds`,
        `at_risk` (waits that had lasted so long), `ended`, `waiting` (share from 0 to 1) with
        its 95 % limits `low` and `high`, null where every wait has ended.

    Source: Kaplan and Meier (1958), JASA 53, 457-481; Kalbfleisch and Prentice (1980).
    """
    known = waits.drop_nulls(["wait_seconds", "ended"])
    if by is None:
        return _curve(known)
    head = pl.Schema({by: waits.schema[by], **_CURVE})
    parts = known.sort(by, nulls_last=True, maintain_order=True).partition_by(by, as_dict=True)
    frames = [
        _curve(mine).select(pl.lit(name, dtype=waits.schema[by]).alias(by), pl.all())
        for (name,), mine in parts.items()
    ]
    return pl.concat(frames) if frames else pl.DataFrame(schema=head)


def quantiles(waits: pl.DataFrame, by: str | None = None, *, smallest: int = 1) -> pl.DataFrame:
    """Median and P90 of waiting times with 95 % intervals, open cases as censored.

    The rule is that of R's `survfit`: a quantile is the first time at which the share still
    waiting is no more than wanted; where the curve lies exactly on it for a while, the middle
    of that stretch. The interval is read off the limits of the curve in the same way.

    Args:
        waits: As `curve` takes.
        by: A column that tells groups apart.
        smallest: Groups with fewer waits are put together under a null.

    Returns:
        One row per group, sorted by it: the group, `n` waits that count, of which `open` still
        went on, and `cannot_tell` besides; `median_seconds` with `median_low` and `median_high`,
        `p90_seconds` with `p90_low` and `p90_high`. Null where the curve does not come down so
        far because too many are open.

    Source: Brookmeyer and Crowley (1982), Biometrics 38, 29-41.

    Example:
        >>> waits = pl.DataFrame({"wait_seconds": [60, 120, 300], "ended": [True, True, False]})
        >>> quantiles(waits).select("n", "open", "median_seconds", "p90_seconds").row(0)
        (3, 1, 120.0, None)
    """
    known = pl.col("wait_seconds").is_not_null() & pl.col("ended").is_not_null()
    if by is None:
        return _counted(waits, known).hstack(_read(curve(waits)))
    waits = groups.named(waits, by, known, smallest)
    counted = _counted(waits, known, by).sort(by, nulls_last=True)
    curves = curve(waits, by).partition_by(by, as_dict=True)
    read = [_read(curves.get((name,), pl.DataFrame(schema=_CURVE))) for name in counted[by]]
    return counted.hstack(pl.concat(read)) if read else counted.hstack(_read(curve(waits)).clear())


def at(curve_rows: pl.DataFrame, share: float, column: str = "waiting") -> float | None:
    """The seconds by which a share is done, by the rule of `quantiles`; null where it is not yet.

    Args:
        curve_rows: One group of `curve`.
        share: The share done, 0.5 for the median.
        column: `waiting`, or the limit `low` or `high`.
    """
    seconds = curve_rows["wait_seconds"].to_numpy()
    waiting = curve_rows[column].cast(pl.Float64).fill_null(np.nan).to_numpy()
    reached = np.flatnonzero(waiting <= 1 - share + _TOLERANCE)
    if not len(reached):
        return None
    passed = np.flatnonzero(waiting < 1 - share - _TOLERANCE)
    # A curve that ends on the very share is flat to the longest wait seen.
    end = passed[0] if len(passed) else -1
    return float((seconds[reached[0]] + seconds[end]) / 2)


def _counted(waits: pl.DataFrame, known: pl.Expr, *by: str) -> pl.DataFrame:
    counts = (
        known.sum().cast(pl.Int64).alias("n"),
        (known & ~pl.col("ended")).sum().cast(pl.Int64).alias("open"),
        (~known).sum().cast(pl.Int64).alias("cannot_tell"),
    )
    return waits.group_by(*by).agg(counts) if by else waits.select(counts)


def _read(curve_rows: pl.DataFrame) -> pl.DataFrame:
    """The two quantiles of one curve; the lower limit of the share gives the earlier time."""
    found = [
        at(curve_rows, share, column)
        for share in (MEDIAN, P90)
        for column in ("waiting", "low", "high")
    ]
    return pl.DataFrame([found], schema=dict.fromkeys(_QUANTILES, pl.Float64), orient="row")


def _curve(known: pl.DataFrame) -> pl.DataFrame:
    """The curve of one group, from the start to the longest wait seen."""
    from statsmodels.duration.survfunc import SurvfuncRight

    if known.is_empty():
        return pl.DataFrame(schema=_CURVE)
    seconds = known["wait_seconds"].cast(pl.Float64).to_numpy()
    fitted = SurvfuncRight(seconds, known["ended"].cast(pl.Int64).to_numpy())
    waiting, error = fitted.surv_prob, fitted.surv_prob_se
    z = statistics.NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        reach = np.exp(z * error / (waiting * np.abs(np.log(waiting))))
        low, high = waiting**reach, waiting ** (1 / reach)
    low[waiting <= 0] = high[waiting <= 0] = np.nan
    start = pl.DataFrame([[0.0, len(known), 0, 1.0, 1.0, 1.0]], schema=_CURVE, orient="row")
    steps = pl.DataFrame(
        {
            "wait_seconds": fitted.surv_times,
            "at_risk": fitted.n_risk.astype(np.int64),
            "ended": fitted.n_events.astype(np.int64),
            "waiting": waiting,
            "low": low,
            "high": high,
        },
        schema=_CURVE,
    ).with_columns(pl.col("low", "high").fill_nan(None))
    rows = pl.concat([start, steps])
    longest = float(seconds.max())
    if longest > rows["wait_seconds"][-1]:
        at_risk = int((seconds == longest).sum())
        ended = rows.tail(1).with_columns(
            wait_seconds=pl.lit(longest), at_risk=pl.lit(at_risk), ended=pl.lit(0)
        )
        rows = pl.concat([rows, ended.cast(_CURVE)])
    return rows
