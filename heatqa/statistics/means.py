"""Why a mean misleads: one mistyped year moves it, and leaves the median where it was."""

import polars as pl

from heatqa.statistics import survival

SECONDS_A_YEAR = 365.2425 * 24 * 3600
ABSURD_YEARS = 1000
AS_RECORDED, WITH_ABSURD = "as recorded", "with one absurd row"


def with_one_absurd(waits: pl.DataFrame, years: float = ABSURD_YEARS) -> pl.DataFrame:
    """Mean, median and P90 of the waits that ended, and again with one absurd row among them.

    Args:
        waits: One row per wait: `wait_seconds` and `ended`, as `survival.curve` takes.
        years: How long the absurd wait lasted; the default is one wrong digit in a year.

    Returns:
        Two rows, `rows` being `as recorded` and `with one absurd row`: `n` waits, and
        `mean_seconds`, `median_seconds`, `p90_seconds`.

    Example:
        >>> hour = pl.DataFrame({"wait_seconds": [3600.0] * 99, "ended": [True] * 99})
        >>> found = with_one_absurd(hour)
        >>> (found["mean_seconds"] / 3600).round().to_list(), found["median_seconds"].to_list()
        ([1.0, 87659.0], [3600.0, 3600.0])
    """
    ended = waits.filter(pl.col("ended") & pl.col("wait_seconds").is_not_null()).select(
        pl.col("wait_seconds").cast(pl.Float64), "ended"
    )
    absurd = pl.DataFrame({"wait_seconds": [years * SECONDS_A_YEAR], "ended": [True]})
    frames = {AS_RECORDED: ended, WITH_ABSURD: pl.concat([ended, absurd])}
    return pl.concat(
        survival.quantiles(frame).select(
            pl.lit(name).alias("rows"),
            "n",
            pl.lit(frame["wait_seconds"].mean(), dtype=pl.Float64).alias("mean_seconds"),
            "median_seconds",
            "p90_seconds",
        )
        for name, frame in frames.items()
    )
