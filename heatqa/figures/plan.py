"""A city's plan on plain coordinates: it needs no tiles, so that a double-clicked file shows it."""

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import polars as pl

from heatqa import errors
from heatqa.figures import style
from heatqa.language import say

_KM_PER_DEGREE = 111.195
# Pixels across for the largest community and the smallest that can still be seen.
_LARGEST, _SMALLEST = 34, 7


class Plan:
    """Kilometres east and north of the middle of some places.

    Over a city the earth is flat: at 50 km from the middle the error is about half a kilometre.
    """

    def __init__(self, places: pl.DataFrame) -> None:
        """The plan around places with `longitude` and `latitude`, in degrees."""
        self._east, self._north = (
            (min(degrees, default=0) + max(degrees, default=0)) / 2
            for degrees in (places["longitude"].to_list(), places["latitude"].to_list())
        )
        self._scale = math.cos(math.radians(self._north))

    def at(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Where a point lies, km east and km north."""
        east = (longitude - self._east) * _KM_PER_DEGREE * self._scale
        return round(east, 3), round((latitude - self._north) * _KM_PER_DEGREE, 3)

    def of(self, frame: pl.DataFrame) -> tuple[list[float], list[float]]:
        """Where the rows of a frame lie."""
        pairs = [self.at(*row) for row in frame.select("longitude", "latitude").iter_rows()]
        return [east for east, _ in pairs], [north for _, north in pairs]


def sizes(households: pl.Series) -> list[float]:
    """Areas of marks in proportion to households, in pixels across."""
    most = max((value or 0 for value in households), default=0) or 1
    return [
        round(max(_SMALLEST, _LARGEST * math.sqrt((value or 0) / most)), 1) for value in households
    ]


def rate_marks(frame: pl.DataFrame, value: str, highest: float, *, scale: bool) -> dict[str, Any]:
    """Marks sized by households and coloured by a rate, from quiet grey to the colour of bad."""
    return {
        "size": sizes(frame["households"]),
        "color": [None if rate is None else round(rate, 3) for rate in frame[value]],
        "colorscale": [
            [0, style.colour("grid")],
            [0.5, style.colour("rate_middle")],
            [1, style.colour("rate_high")],
        ],
        "cmin": 0,
        "cmax": round(highest, 3),
        "line": {"width": 1, "color": style.colour("cannot_tell")},
        "opacity": 0.9,
        "showscale": scale,
        "colorbar": {
            "title": {"text": say("figure.hotspots.rate"), "side": "right"},
            "thickness": 12,
            "len": 0.8,
        },
    }


def add_outlines(made: go.Figure, plan: Plan, outlines: Path | str | None) -> None:
    """The borders of districts from a GeoJSON file, in degrees, behind everything else.

    Raises:
        FileMissing: there is no such file.
        FileBroken: it is not GeoJSON of polygons.
    """
    if outlines is None:
        return
    east: list[float | None] = []
    north: list[float | None] = []
    for ring in _rings(Path(outlines)):
        points = [plan.at(point[0], point[1]) for point in ring]
        # A null lifts the pen between one border and the next.
        east += [x for x, _ in points] + [None]
        north += [y for _, y in points] + [None]
    made.add_scatter(
        x=east,
        y=north,
        mode="lines",
        line={"width": 1, "color": style.colour("pending")},
        name=say("figure.hotspots.districts"),
        hoverinfo="skip",
    )


def even(made: go.Figure, **where: Any) -> None:
    """Axes on which a kilometre is as long eastwards as northwards."""
    made.update_xaxes(title=say("figure.hotspots.east"), constrain="domain", **where)
    made.update_yaxes(
        title=say("figure.hotspots.north"), scaleanchor="x", constrain="domain", **where
    )


def _rings(path: Path) -> Iterator[list[list[float]]]:
    """Every ring of every polygon."""
    if not path.exists():
        raise errors.FileMissing(path=path)
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
        features = read["features"] if read.get("type") == "FeatureCollection" else [read]
        for feature in features:
            shape = feature.get("geometry", feature)
            if shape["type"] == "Polygon":
                yield from shape["coordinates"]
            elif shape["type"] == "MultiPolygon":
                for polygon in shape["coordinates"]:
                    yield from polygon
            else:
                raise ValueError(shape["type"])
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise errors.FileBroken(path=path, kind="GeoJSON", found=str(problem)) from None
