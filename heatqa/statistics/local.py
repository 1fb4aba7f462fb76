"""Getis-Ord Gi*: a place and its neighbours together against the whole, one place at a time.

A local view beside the scan: it has no circles to search, but as many tests as places, so that
the false discoveries among them are held.
"""

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy import stats

from heatqa.statistics import scan_circles


def nearest(places: pl.DataFrame, count: int) -> pl.DataFrame:
    """Each place's nearest others.

    Args:
        places: One row per place: `place` and `x` and `y` or `longitude` and `latitude`.
        count: How many.

    Returns:
        One row per place and neighbour: `place`, `neighbour`.
    """
    away = _distances(places)
    np.fill_diagonal(away, np.inf)
    return _pairs(places, np.argsort(away, axis=1, kind="stable")[:, :count])


def within(places: pl.DataFrame, distance: float) -> pl.DataFrame:
    """Each place's others no further than a distance, in km or the unit of the plane."""
    away = _distances(places)
    np.fill_diagonal(away, np.inf)
    return _pairs(places, [np.flatnonzero(row <= distance) for row in away])


def getis_ord(values: pl.DataFrame, neighbours: pl.DataFrame, share: float = 0.05) -> pl.DataFrame:
    """How far each place and its neighbours stand out, with false discoveries held.

    Args:
        values: One row per place: `place`, `value` (a rate, not a count), none missing.
        neighbours: `place`, `neighbour`, without the place itself, which is added.
        share: The share of false discoveries allowed among those called, 0 to 1.

    Returns:
        The places with `neighbours` (number), `z`, `p_value` (two-sided), `q_value` (Benjamini and
        Hochberg) and `standing`: `hot`, `cold` or `none`. Where all values are the same, `z` is 0.

    Source: Ord and Getis (1995), Geographical Analysis 27(4), 286-306; Benjamini and Hochberg
    (1995), JRSS B 57(1), 289-300.
    """
    value = values["value"].to_numpy().astype(float)
    row = values.select("place").with_row_index("row")
    pairs = neighbours.join(row, on="place").join(
        row.rename({"row": "other"}), left_on="neighbour", right_on="place"
    )
    inside, weight = value.copy(), np.ones(len(value))
    np.add.at(inside, pairs["row"].to_numpy(), value[pairs["other"].to_numpy()])
    np.add.at(weight, pairs["row"].to_numpy(), 1)
    z = _standardised(inside, weight, value)
    p_value = 2 * stats.norm.sf(np.abs(z))
    q_value = stats.false_discovery_control(p_value) if len(value) else p_value
    called = pl.col("q_value") <= share
    standing = pl.when(called & (pl.col("z") > 0)).then(pl.lit("hot"))
    standing = standing.when(called & (pl.col("z") < 0)).then(pl.lit("cold"))
    return values.with_columns(
        neighbours=pl.Series(weight.astype(np.int64) - 1),
        z=pl.Series(z),
        p_value=pl.Series(p_value),
        q_value=pl.Series(q_value),
    ).with_columns(standing=standing.otherwise(pl.lit("none")))


def _standardised(
    inside: npt.NDArray[np.float64], weight: npt.NDArray[np.float64], value: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Sums over binary weights, with their mean and spread under no pattern taken off."""
    count = len(value)
    spread = value.std()
    # With weights of 0 and 1 the sum of their squares is their sum.
    scale = spread * np.sqrt(np.maximum(count * weight - weight**2, 0) / max(count - 1, 1))
    return np.divide(inside - value.mean() * weight, scale, out=np.zeros(count), where=scale > 0)


def _distances(places: pl.DataFrame) -> npt.NDArray[np.float64]:
    standing = scan_circles.sites(places)
    points = scan_circles.positions(standing)
    site = standing["site"].to_numpy()
    return np.stack([scan_circles.distance(points, centre)[site] for centre in site])


def _pairs(places: pl.DataFrame, others: npt.NDArray[np.int64] | list) -> pl.DataFrame:
    names = places["place"]
    one = np.repeat(np.arange(len(names)), [len(row) for row in others])
    return pl.DataFrame(
        {"place": names[one], "neighbour": names[np.concatenate([*others]).astype(np.int64)]}
    )
