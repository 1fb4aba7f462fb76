"""Icons that say how a measure varies and whether it will reach its target, drawn by us."""

import functools
import tomllib
from importlib import resources
from typing import Any

import plotly.graph_objects as go

from heatqa.figures import style

# Round is good or calm and a diamond is bad, so that the meaning does not hang on colour.
_FRAMES = {
    "round": "M14,0 C14,8 8,14 0,14 C-8,14 -14,8 -14,0 C-14,-8 -8,-14 0,-14 C8,-14 14,-8 14,0 Z",
    "diamond": "M0,17 L17,0 L0,-17 L-17,0 Z",
}
_WIDTH = 2.5


def variation(cause: str | None, way: int) -> str | None:
    """The icon for the cause of a point, by the way in which it points.

    Example:
        >>> variation("concern", -1), variation("common cause", 0)
        ('concern_down', 'common_cause')
    """
    if cause in ("improvement", "concern"):
        return f"{cause}_{'up' if way > 0 else 'down'}"
    return assurance(cause)


def assurance(word: str | None) -> str | None:
    """The icon for what is to be expected against the target."""
    return word and word.replace(" ", "_")


def add(made: go.Figure, icon: str | None, x: Any, y: Any, **anchors: str) -> None:
    """Draw an icon around a point of a figure, the same size whatever the scale.

    Args:
        made: The figure.
        icon: A name of `drawings.toml`; none draws nothing.
        x: Where its middle is.
        y: Where its middle is.
        anchors: What `x` and `y` are measured in, as plotly's `xref` and `yref`.
    """
    if icon is None:
        return
    drawing = _drawings()[icon]
    paths = [(_FRAMES[drawing["frame"]], style.colour("paper"))]
    paths += [(stroke, style.colour("clear")) for stroke in drawing["strokes"]]
    for path, fill in paths:
        made.add_shape(
            type="path",
            path=path,
            xsizemode="pixel",
            ysizemode="pixel",
            xanchor=x,
            yanchor=y,
            line={"color": style.colour(drawing["colour"]), "width": _WIDTH},
            fillcolor=fill,
            **anchors,
        )


def svg(icon: str) -> str:
    """An icon as a drawing of its own, for a page; what it says stands beside it in words."""
    drawing = _drawings()[icon]
    paths = [(_FRAMES[drawing["frame"]], style.colour("paper"))]
    paths += [(stroke, "none") for stroke in drawing["strokes"]]
    drawn = "".join(f'<path d="{path}" fill="{fill}"/>' for path, fill in paths)
    # Upwards is positive in `drawings.toml` and negative on a page.
    return (
        '<svg viewBox="-19 -19 38 38" aria-hidden="true"><g transform="scale(1,-1)" '
        f'stroke="{style.colour(drawing["colour"])}" stroke-width="{_WIDTH}">{drawn}</g></svg>'
    )


@functools.cache
def _drawings() -> dict[str, dict[str, Any]]:
    """The icons, from `drawings.toml`."""
    file = resources.files("heatqa.figures") / "drawings.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
