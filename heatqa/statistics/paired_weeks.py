"""Two spans of the same length, week by week: is one busier than the other?"""

import polars as pl
from scipy import stats

from heatqa.statistics.rates import CONFIDENCE

_DAYS = 7
# Fewer pairs of weeks than this have no spread to judge by.
LEAST_WEEKS = 4


def ratio(now: pl.DataFrame, before: pl.DataFrame, length: int) -> dict[str, float | None]:
    """The count of a span over that of an earlier one, with an interval from its weeks.

    Days of one week are alike, and so are counts that share a cause; their spread is taken from
    what each whole week strays from the ratio times the same week of the earlier span.

    Args:
        now: One row per day with a count: `day` (number of the day within the span, from 0) and
            `count`; days without a row had none.
        before: The same of the earlier span.
        length: Days of the span; days of a week that is not whole stay out of the interval, as do
            weeks in which neither span has any: they know of no spread.

    Returns:
        `now` and `before`, the counts; `ratio` with its 95 % ends `low` and `high`, null where
        there was nothing before or fewer than four weeks.

    Source: ratio estimator of pairs, Cochran (1977), Sampling Techniques, ch. 6, with Student's t.

    Example:
        >>> weeks = pl.DataFrame({"day": [0, 7, 14, 21], "count": [12, 11, 13, 12]})
        >>> earlier = weeks.with_columns(count=pl.lit(6))
        >>> found = ratio(weeks, earlier, 28)
        >>> found["ratio"], round(found["low"], 2)
        (2.0, 1.78)
    """
    counts = [int(frame["count"].sum()) for frame in (now, before)]
    known: dict[str, float | None] = {"now": counts[0], "before": counts[1]}
    sums = [_weekly(frame, length // _DAYS) for frame in (now, before)]
    busy = (sums[0] + sums[1]) > 0
    sums = [every.filter(busy) for every in sums]
    weeks = len(sums[0])
    if not counts[1]:
        return known | {"ratio": None, "low": None, "high": None}
    if weeks < LEAST_WEEKS or not sums[1].sum():
        return known | {"ratio": counts[0] / counts[1], "low": None, "high": None}
    mine, theirs = (every.to_numpy() for every in sums)
    # The interval lies around the ratio of whole weeks, which the rest of the span hardly moves.
    middle = float(mine.sum() / theirs.sum())
    spread = float((mine - middle * theirs).std(ddof=1))
    half = float(stats.t.ppf((1 + CONFIDENCE) / 2, weeks - 1)) * spread / weeks**0.5
    half /= float(theirs.mean())
    return known | {
        "ratio": counts[0] / counts[1],
        "low": max(0.0, middle - half),
        "high": middle + half,
    }


def _weekly(frame: pl.DataFrame, weeks: int) -> pl.Series:
    """The counts of each whole week, weeks without any too."""
    summed = frame.group_by(week=pl.col("day") // _DAYS).agg(pl.col("count").sum())
    every = pl.DataFrame({"week": range(weeks)}, schema={"week": pl.Int64})
    joined = every.join(summed.with_columns(pl.col("week").cast(pl.Int64)), on="week", how="left")
    return joined.sort("week")["count"].fill_null(0).cast(pl.Float64)
