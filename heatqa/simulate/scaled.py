"""The readings of a whole city's season, as many as are wanted, straight into one large file.

The city is simulated as any other, its size after the readings; of its season only the probes
are played. They report every hour, with the same rare faults as in the exports.
"""

import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow.parquet as pq

from heatqa.simulate.indoor import STEP, IndoorModel
from heatqa.simulate.outages import outages
from heatqa.simulate.parameters import parameters
from heatqa.simulate.planted import planted
from heatqa.simulate.seasons import HOUR, last_seasons
from heatqa.simulate.sensors import odd_ones
from heatqa.simulate.streams import stream
from heatqa.simulate.weather import STEPS_PER_DAY, weather
from heatqa.simulate.world import FIRST_ACCOUNT, world

_FEWEST_HOMES = 400
_HOMES_PER_PROBE = 10
_HOURS = STEP // HOUR


def write_readings(file: Path, readings: int, seed: int = 1) -> Path:
    """Write readings of the last season in order of time.

    Args:
        file: Where to; `.csv` gives text as exports are, `.parquet` numbers and times with types.
        readings: How many rows.
        seed: The same seed gives the same rows.

    Returns:
        The file.
    """
    days = _days(readings, seed)
    if file.suffix == ".parquet":
        first = next(days).to_arrow()
        with pq.ParquetWriter(file, first.schema) as writer:
            writer.write_table(first)
            for day in days:
                writer.write_table(day.to_arrow())
        return file
    with file.open("wb") as target:
        for number, day in enumerate(days):
            written = day.with_columns(pl.col("采集时间").dt.strftime("%Y-%m-%d %H:%M"))
            written.write_csv(target, include_header=number == 0)
    return file


def _days(readings: int, seed: int) -> Iterator[pl.DataFrame]:
    """The readings of one day after the other."""
    (season,) = last_seasons(1)
    rule, sigma = parameters()["readings"], parameters()["indoor"]["reading_sigma"]
    # One in a thousand more than are expected, and cut to measure on the last day.
    each = season.days * STEPS_PER_DAY * _HOURS * (1 - rule["sensor_gap"]) / 1.001
    probes = math.ceil(readings / each)
    city = world(max(_FEWEST_HOMES, probes * _HOMES_PER_PROBE), seed)
    sky = weather(season, seed)
    rooms = IndoorModel(city, season, sky, planted(city, [season]), seed)
    homes = np.arange(probes) * (len(city.homes.area) // probes)
    inside = rooms.temperatures(homes, [o.cooling(city) for o in outages(city, season, sky, seed)])
    rng = stream(seed, "scaled readings")
    inside += rng.normal(0, rule["sensor_offset"], probes)[:, None]
    households = pl.Series([str(FIRST_ACCOUNT + home) for home in homes.tolist()])
    names = pl.Series(np.array(city.communities.names)[city.homes.community[homes]].tolist())
    probe = np.tile(np.arange(probes), STEPS_PER_DAY * _HOURS)
    left = readings
    for day in range(season.days):
        steps = np.arange(day * STEPS_PER_DAY * _HOURS, (day + 1) * STEPS_PER_DAY * _HOURS)
        mean = _between(inside, steps / _HOURS).T.ravel()
        odd = odd_ones(len(mean), rng)
        celsius = np.round(mean + rng.normal(0, sigma, len(mean)), 1)
        celsius = np.where(odd == "lost_point", np.round(celsius * 10), celsius)
        celsius = np.where(odd == "sentinel_temperature", -9999.0, celsius)
        copies = np.where(odd == "duplicate", 2, 1) * (rng.random(len(mean)) >= rule["sensor_gap"])
        kept = np.repeat(np.arange(len(mean)), copies)[:left]
        left -= len(kept)
        moments = np.repeat(season.start + steps * HOUR, probes)[kept]
        yield pl.DataFrame(
            {
                "户号": households.gather(probe[kept]),
                "小区": names.gather(probe[kept]),
                "采集时间": pl.Series(moments * 1_000_000).cast(pl.Datetime("us")),
                "室温": celsius[kept],
            }
        )


def _between(inside: np.ndarray, steps: np.ndarray) -> np.ndarray:
    """Temperatures of each home between the steps of its model; after the last they stay."""
    before = np.floor(steps).astype(int)
    after = np.minimum(before + 1, inside.shape[1] - 1)
    part = steps - before
    return inside[:, before] * (1 - part) + inside[:, after] * part
