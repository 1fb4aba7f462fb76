"""Sensors that cannot be believed: stuck, jumping, out of range, silent or off from their like."""

import polars as pl

from heatqa.measuring import SensorLimits

FAULTS = ("stuck", "jumping", "out_of_range", "silent", "offset")


def sensor_faults(sensors: pl.DataFrame, limits: SensorLimits | None = None) -> pl.DataFrame:
    """What is doubtful about each sensor.

    A mean far from that of the other sensors is a hint, not a proof: it may be the home that is
    far from the others. The offset is robust: it is measured from the median by the median
    absolute deviation.

    Args:
        sensors: One row per sensor: `household_key`, `readings`, `mean_celsius`, `least_celsius`,
            `most_celsius`, `longest_same_hours`, `fastest_kelvin_per_hour`, `jumps` (changes
            faster than the limit), `hours` watched and `typical_step_hours` between readings.
        limits: From where a sensor is doubted.

    Returns:
        The rows with `arrived_share`, `deviations` (from the median sensor) and a column per
        fault, true where it is found; `faults` counts them. The most doubtful first.

    Source: the median absolute deviation made comparable with a standard deviation by 1.4826,
    Rousseeuw and Croux (1993), JASA 88.
    """
    limits = limits or SensorLimits()
    lowest, highest = limits.range_celsius
    median = pl.col("mean_celsius").median()
    spread = 1.4826 * (pl.col("mean_celsius") - median).abs().median()
    due = pl.col("hours") / pl.col("typical_step_hours") + 1
    frame = sensors.with_columns(
        arrived_share=pl.when(pl.col("typical_step_hours") > 0).then(pl.col("readings") / due),
        deviations=pl.when(spread > 0).then((pl.col("mean_celsius") - median) / spread),
    )
    found = frame.with_columns(
        stuck=pl.col("longest_same_hours") >= limits.stuck_hours,
        jumping=pl.col("jumps") >= limits.jumps,
        out_of_range=(pl.col("least_celsius") < lowest) | (pl.col("most_celsius") > highest),
        silent=(pl.col("arrived_share") < limits.arrived_share).fill_null(False),
        offset=(pl.col("deviations").abs() > limits.offset_deviations).fill_null(False),
    )
    return found.with_columns(
        faults=pl.sum_horizontal(pl.col(fault).cast(pl.Int64) for fault in FAULTS)
    ).sort("faults", "household_key", descending=[True, False], maintain_order=True)
