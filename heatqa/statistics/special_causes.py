"""Which points of a control chart are more than noise: the rules of NHS Making Data Count."""

import polars as pl

from heatqa.statistics.control_limits import ROUNDING

# Seven points in a row, on one side of the centre or each beyond the last, are no accident.
_IN_A_ROW = 7
# Two of three points between the second and the third sigma, all three on one side.
_OF, _NEAR_SIGMAS, _FAR_SIGMAS, _NEEDED = 3, 2, 3, 2


def with_signals(chart: pl.DataFrame) -> pl.DataFrame:
    """Add to each point the rule that it breaks and the way in which it points.

    Points on the centre line and sparse ones lie on neither side, and a period without a value
    breaks every pattern.

    Args:
        chart: One row per period in order: `value`, `segment`, `centre`, `sigma`, `sparse`.

    Returns:
        The rows with `signal`: `beyond limits`, `trend` (seven rising or falling), `two of three`
        (near one limit) or `run` (seven on one side of the centre), the first that applies, or
        null; and with `way`: 1 where the signal means higher values, -1 lower, 0 without one.

    Source: NHS England, Making Data Count; the order in which rules apply is that of
    NHSRplotthedots 0.2.2.
    """
    slack = ROUNDING * pl.col("centre").abs()
    off = pl.col("value") - pl.col("centre")
    # Exactly 0 where only rounding parts a value from the centre.
    frame = chart.with_columns(_off=pl.when(off.abs() <= slack).then(0.0).otherwise(off))
    far = pl.col("_off").abs() - slack
    beyond = far > _FAR_SIGMAS * pl.col("sigma")
    frame = frame.with_columns(
        _side=pl.col("_off").sign(),
        _run_side=pl.when("sparse").then(0.0).otherwise(pl.col("_off").sign()),
        _step=pl.col("value").diff().sign().over("segment"),
        _beyond=beyond,
        _near=~beyond & (far > _NEAR_SIGMAS * pl.col("sigma")),
    )
    frame = _runs(frame).with_columns(_two=_two_of_three().over("segment"))
    signal = (
        pl.when("_beyond")
        .then(pl.lit("beyond limits"))
        .when(pl.col("_trend") != 0)
        .then(pl.lit("trend"))
        .when(pl.col("_near") & pl.col("_two"))
        .then(pl.lit("two of three"))
        .when((pl.col("_side_length") >= _IN_A_ROW) & (pl.col("_run_side") != 0))
        .then(pl.lit("run"))
    )
    way = pl.when(pl.col("signal") == "trend").then("_trend").otherwise("_side")
    way = pl.when(pl.col("signal").is_null()).then(0).otherwise(way).cast(pl.Int8)
    return frame.with_columns(signal=signal).select(*chart.columns, "signal", way=way)


def _runs(frame: pl.DataFrame) -> pl.DataFrame:
    """Add how long each point's side has lasted in all, and the trend that it is part of."""
    for of, length in (("_run_side", "_side_length"), ("_step", "_step_length")):
        frame = frame.with_columns(_run=pl.col(of).rle_id().over("segment"))
        frame = frame.with_columns(pl.len().over("segment", "_run").alias(length))
    # Seven points are six steps.
    long = pl.col("_step_length") >= _IN_A_ROW - 1
    frame = frame.with_columns(_steps=pl.when(long).then("_step").fill_null(0))
    # The point before the first step belongs to the trend too.
    before = pl.col("_steps").shift(-1, fill_value=0).over("segment")
    trend = pl.when(pl.col("_steps") != 0).then("_steps").otherwise(before)
    return frame.with_columns(_trend=trend)


def _two_of_three() -> pl.Expr:
    """Whether three points in a row, this among them, lie on one side, two near the limit."""
    sides = pl.col("_side").rolling_sum(_OF).abs() == _OF
    nears = pl.col("_near").cast(pl.Int8).rolling_sum(_OF) >= _NEEDED
    ends = (sides & nears).fill_null(value=False)
    return pl.any_horizontal(ends.shift(-later, fill_value=False) for later in range(_OF))
