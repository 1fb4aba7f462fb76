"""Run rules that fit the length of a series: is a run too long, does it cross too rarely?"""

import polars as pl
from scipy import stats

from heatqa.statistics.control_limits import ROUNDING

_FAR_SIGMAS = 3
# Fewer crossings than this share of random series have are too few.
_RARE = 0.05


def limits(useful: int) -> tuple[int, int]:
    """The longest run to expect, and the fewest crossings, among so many points off the centre.

    Source: Anhøj and Olesen (2014), PLoS ONE 9(11) e113825; Schilling (2012) for the run.

    Example:
        >>> limits(24)
        (8, 8)
    """
    longest = round(pl.Series([useful]).cast(pl.Float64).log(2).item()) + 3
    return longest, int(stats.binom.ppf(_RARE, useful - 1, 0.5))


def runs(chart: pl.DataFrame) -> pl.DataFrame:
    """The runs and crossings of each segment of a chart against what chance would give.

    Points on the centre line and sparse ones are not counted; a period without a value breaks
    nothing.

    Args:
        chart: One row per period in order: `value`, `segment`, `centre`, `sparse`.

    Returns:
        One row per segment with a point off its centre: `segment`, `useful` points, `longest_run`
        with `longest_run_limit`, `crossings` of the centre with `crossings_limit`, and whether
        they are `not_random`.
    """
    rows = []
    for segment, points in _sided(chart).group_by("segment", maintain_order=True):
        lengths = points["_length"]
        longest, crossings = int(lengths.max()), points["_run"].n_unique() - 1  # type: ignore[arg-type]
        most, fewest = limits(points.height)
        broken = longest > most or crossings < fewest
        rows.append((segment[0], points.height, longest, most, crossings, fewest, broken))
    schema = {
        "segment": pl.Int32,
        "useful": pl.Int64,
        "longest_run": pl.Int64,
        "longest_run_limit": pl.Int64,
        "crossings": pl.Int64,
        "crossings_limit": pl.Int64,
        "not_random": pl.Boolean,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def with_signals(chart: pl.DataFrame) -> pl.DataFrame:
    """Add to each point the rule that it breaks and the way in which it points.

    Too few crossings are a matter of the whole segment: `runs` tells them.

    Args:
        chart: One row per period in order: `value`, `segment`, `centre`, `sigma`, `sparse`.

    Returns:
        The rows with `signal`: `beyond limits`, `run` (part of a run longer than chance gives)
        or null, and with `way`: 1 for higher values, -1 for lower, 0 without a signal.
    """
    frame = chart.with_row_index("_row")
    long = (
        _sided(frame)
        .join(runs(chart), on="segment", how="left", maintain_order="left")
        .select("_row", _long=pl.col("_length") > pl.col("longest_run_limit"))
    )
    frame = frame.join(long, on="_row", how="left", maintain_order="left")
    off = pl.col("value") - pl.col("centre")
    slack = ROUNDING * pl.col("centre").abs()
    signal = (
        pl.when(off.abs() > _FAR_SIGMAS * pl.col("sigma") + slack)
        .then(pl.lit("beyond limits"))
        .when("_long")
        .then(pl.lit("run"))
    )
    way = pl.when(pl.col("signal").is_null()).then(0).otherwise(off.sign()).cast(pl.Int8)
    return frame.with_columns(signal=signal).select(*chart.columns, "signal", way=way)


def _sided(chart: pl.DataFrame) -> pl.DataFrame:
    """The points off the centre with their run and its length."""
    off = pl.col("value") - pl.col("centre")
    frame = chart.filter((off.abs() > ROUNDING * pl.col("centre").abs()) & ~pl.col("sparse"))
    frame = frame.with_columns(_run=off.sign().rle_id().over("segment"))
    return frame.with_columns(_length=pl.len().over("segment", "_run"))
