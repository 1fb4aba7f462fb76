"""Circles of a scan: the places around each place, nearest first, up to a share of the whole."""

import numpy as np
import numpy.typing as npt
import polars as pl

from heatqa import errors
from heatqa.statistics.scan_kernel import Circles

EARTH_RADIUS_KM = 6371.0
PLANE, SPHERE = ("x", "y"), ("longitude", "latitude")
# A share that a sum of decimals meets exactly is met, whatever their rounding.
_ROUNDING = 1e-9
_LIMITS = {"longitude": 180.0, "latitude": 90.0}
# The one circle of a scan that knows no places.
ONE = Circles(np.zeros(1, np.int64), np.array([0, 1]))


def axes(places: pl.DataFrame) -> tuple[str, str]:
    """The columns that say where a place is: `x` and `y` on a plane, else degrees on a sphere.

    Raises:
        ColumnNotFound: neither pair of columns is there.
    """
    for pair in (PLANE, SPHERE):
        if set(pair) <= set(places.columns):
            return pair
    hint = errors.suggestion(SPHERE[0], places.columns)
    raise errors.ColumnNotFound(column=", ".join(SPHERE), hint=hint)


def sites(places: pl.DataFrame) -> pl.DataFrame:
    """Places with the site each stands on: places at the same point are in a circle together.

    Args:
        places: One row per place: `place` and either `x` and `y` or `longitude` and `latitude`.

    Returns:
        The places in their order with `site`, counted from 0 as they come.

    Raises:
        CoordinatesImpossible: a place has none, or degrees beyond those of the earth.
        OnePlace: all stand on one point, so that no circle can be compared with another.
        PlaceTwice: a place has two rows.
    """
    pair = axes(places)
    if twice := places.filter(pl.col("place").is_duplicated())["place"].unique().to_list():
        raise errors.PlaceTwice(places=_named(twice))
    possible = pl.all_horizontal(
        pl.col(name).is_finite() & (pl.col(name).abs() <= _LIMITS.get(name, np.inf))
        for name in pair
    ).fill_null(value=False)
    if wrong := places.filter(~possible)["place"].to_list():
        raise errors.CoordinatesImpossible(places=_named(wrong), count=len(wrong), of=len(places))
    points = places.select(pair).unique(maintain_order=True).with_row_index("site")
    if len(points) < 2:
        raise errors.OnePlace(count=len(places))
    return places.join(points.cast({"site": pl.Int64}), on=pair, maintain_order="left")


def default_points(places: pl.DataFrame, least: int = 3) -> pl.DataFrame:
    """Points that several places share: often a default that stands for "not known".

    Args:
        places: One row per place with its coordinates.
        least: How many places at one point are worth telling.

    Returns:
        One row per point, most places first: the coordinates, `places` (number) and `share` (0 to
        1) of all places.
    """
    pair = axes(places)
    return (
        places.drop_nulls(pair)
        .group_by(pair)
        .agg(places=pl.len())
        .filter(pl.col("places") >= least)
        .with_columns(share=pl.col("places") / len(places))
        .sort("places", *pair, descending=[True, False, False])
    )


def positions(standing: pl.DataFrame) -> npt.NDArray[np.float64]:
    """One row per site, in which straight distances order sites as they lie: plane or space.

    On a sphere the straight line through the earth grows with the way along its surface.
    """
    pair = axes(standing)
    at = standing.unique("site").sort("site").select(pair).to_numpy().astype(float)
    if pair == PLANE:
        return at
    longitude, latitude = np.radians(at.T)
    level = np.cos(latitude)
    east, north = level * np.cos(longitude), level * np.sin(longitude)
    return EARTH_RADIUS_KM * np.column_stack([east, north, np.sin(latitude)])


def around(
    points: npt.NDArray[np.float64], weight: npt.NDArray[np.float64], share: float
) -> Circles:
    """Circles about every site, as far as they hold no more than a share of the weight.

    Args:
        points: One row per site, as `positions` gives.
        weight: Expected cases of each site.
        share: The most of all weight in one circle, 0 to 1.
    """
    most = share * weight.sum() * (1 + _ROUNDING)
    # Of sites at the same distance the one of lesser coordinates comes first, as in SaTScan.
    lesser = np.lexsort(points.T[::-1])
    ordered = points[lesser]
    order, first = [], [0]
    for point in points:
        nearest = lesser[np.argsort(((ordered - point) ** 2).sum(axis=1), kind="stable")]
        taken = int(np.searchsorted(weight[nearest].cumsum(), most, side="right"))
        order.append(nearest[:taken])
        first.append(first[-1] + taken)
    return Circles(np.concatenate(order), np.array(first))


def distance(points: npt.NDArray[np.float64], centre: int) -> npt.NDArray[np.float64]:
    """How far every site is from one: the unit of the plane, or km along the earth's surface."""
    straight = np.sqrt(((points - points[centre]) ** 2).sum(axis=1))
    if points.shape[1] == 2:
        return straight
    half = np.clip(straight / (2 * EARTH_RADIUS_KM), 0, 1)
    return 2 * EARTH_RADIUS_KM * np.arcsin(half)


def _named(places: list[object]) -> str:
    """The first few of many."""
    shown = ", ".join(map(str, places[:5]))
    return shown if len(places) <= 5 else f"{shown} …"
