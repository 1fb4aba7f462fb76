"""First-contact resolution: how often a household came back, by the days one waits to see."""

import datetime as dt

import polars as pl

from heatqa.statistics import rates

WINDOWS = (1, 3, 7, 14, 30)


def repeats(
    contacts: pl.DataFrame,
    as_of: dt.datetime,
    *,
    windows: tuple[int, ...] = WINDOWS,
    same: tuple[str, ...] = (),
) -> pl.DataFrame:
    """The share of contacts that were the last of their household for so many days.

    A contact whose window is not over at `as_of` is left out of that window: nobody can say yet
    whether the household comes back. The rate falls as the window grows, so a first-contact
    resolution without its window says nothing.

    Args:
        contacts: One row per contact: `household_key`, `at`, and the columns of `same`.
        as_of: The moment up to which contacts are known.
        windows: Look-ahead windows in days.
        same: Only contacts equal in these columns, such as the category, count as repeats.

    Returns:
        One row per window: `window_days`, `judged`, `met` (not followed by another), `repeated`,
        `rate` (first-contact resolution) with its 95 % Wilson interval `low` to `high`.
    """
    keys = ["household_key", *same]
    known = contacts.filter(pl.all_horizontal(pl.col(keys).is_not_null()), pl.col("at") <= as_of)
    following = known.sort("at").with_columns(wait=pl.col("at").shift(-1).over(keys) - pl.col("at"))
    rows = []
    for days in windows:
        window = dt.timedelta(days=days)
        seen = following.filter(pl.col("at") + window <= as_of)
        repeated = seen.filter(pl.col("wait") <= window).height
        rows.append(
            {
                "window_days": days,
                "judged": seen.height,
                "met": seen.height - repeated,
                "repeated": repeated,
            }
        )
    low, high = rates.wilson(pl.col("met"), pl.col("judged"))
    rate = pl.when(pl.col("judged") > 0).then(pl.col("met") / pl.col("judged"))
    return pl.DataFrame(rows, schema=_COUNTS).with_columns(rate=rate).with_columns(low, high)


_COUNTS = {
    "window_days": pl.Int64,
    "judged": pl.Int64,
    "met": pl.Int64,
    "repeated": pl.Int64,
}
