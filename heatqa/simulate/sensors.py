"""The sensor export: written column by column, since it is by far the longest file."""

from pathlib import Path

import numpy as np
import polars as pl

from heatqa.simulate.mess import Ledger, Plant
from heatqa.simulate.parameters import parameters
from heatqa.simulate.world import FIRST_ACCOUNT, World


def write_sensors(
    path: Path, readings: pl.DataFrame, city: World, rng: np.random.Generator, ledger: Ledger
) -> None:
    """Write readings with their few impossible values and repeated lines.

    Args:
        path: file to write.
        readings: home, moment and temperature in order of time.
        city: the city.
        rng: the file's own stream.
        ledger: where every fault is noted.
    """
    frame = _spelled(readings, city)
    odd = odd_ones(len(readings), rng)
    copies = np.where(odd == "duplicate", 2, 1)
    frame = frame.with_columns(odd=pl.Series(odd), true=pl.col("室温"))
    frame = frame.with_columns(
        pl.when(pl.col("odd") == "sentinel_temperature")
        .then(pl.lit("-9999"))
        .when(pl.col("odd") == "lost_point")
        .then(pl.col("true").str.replace(".", "", literal=True))
        .otherwise("室温")
        .alias("室温")
    )[np.repeat(np.arange(len(frame)), copies)].with_row_index("line", offset=2)

    # Both copies of a line are marked; the second of each pair is the repeated one.
    again = frame.filter(pl.col("odd") == "duplicate")["line"].to_list()[1::2]
    ledger.plants += [Plant(path.name, n, "duplicate", "", "", "", "duplicate") for n in again]
    impossible = frame.filter(pl.col("odd").is_in(["sentinel_temperature", "lost_point"]))
    for line, kind, true, written in impossible.select("line", "odd", "true", "室温").iter_rows():
        ledger.plants.append(Plant(path.name, line, kind, "室温", true, written, "reject"))
    ledger.rows[path.name] = {
        "data_rows": len(frame),
        "real_rows": len(readings),
        "duplicates": len(again),
        "rejects": len(impossible),
        "repeated_headers": 0,
        "title_rows": 0,
        "footer_rows": 0,
        "readings": len(readings) - len(impossible),
        "readings_rejected": len(impossible),
    }
    frame.select("户号", "小区", "采集时间", "室温").write_csv(
        path, include_bom=True, line_terminator="\r\n"
    )


def _spelled(readings: pl.DataFrame, city: World) -> pl.DataFrame:
    names = np.array(city.communities.names)[city.homes.community[readings["home"].to_numpy()]]
    moments = (readings["at"] * 1_000_000).cast(pl.Datetime("us"))
    return pl.DataFrame(
        {
            "户号": (readings["home"] + FIRST_ACCOUNT).cast(pl.String),
            "小区": names,
            "采集时间": moments.dt.strftime("%Y-%m-%d %H:%M"),
            "室温": readings["celsius"].cast(pl.String),
        }
    )


def odd_ones(count: int, rng: np.random.Generator) -> np.ndarray:
    """For each reading what is wrong with it, mostly nothing."""
    rule = parameters()["mess"]
    luck = rng.random(count)
    odd = np.full(count, "", dtype="U24")
    upper = 0.0
    for kind in ("sentinel_temperature", "lost_point", "duplicate"):
        lower, upper = upper, upper + rule["sensor"][kind]
        odd[(luck >= lower) & (luck < upper)] = kind
    return odd
