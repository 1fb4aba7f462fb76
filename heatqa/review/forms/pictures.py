"""Figures as pictures, all drawn by one browser: lines for the deck, pixels for PowerPoint."""

import asyncio
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from heatqa.review.forms import look
from heatqa.review.forms.look import Box

_SECONDS = 60
# Figures are made for a screen; on a page they may be drawn this much smaller, not more.
_SMALLEST = 0.66
# A page has a title of its own: without the figure's, its legend moves up by so many pixels.
_TITLE, _ABOVE, _LEGEND = 34, 46, 4
_FINE = re.compile(r"(\d\.\d\d)\d+")
_EMPTY = re.compile(r"<g(?: class=\"[^\"]*\")?/>")


@dataclass(frozen=True)
class Wanted:
    """A figure with the place that it is to fill; `pixels` asks for a PNG beside the SVG."""

    figure: go.Figure
    box: Box
    pixels: bool


@dataclass(frozen=True)
class Drawn:
    """A figure as SVG text and, where asked for, as PNG."""

    svg: str
    png: bytes | None


class NoBrowserError(Exception):
    """There is no browser that could draw; its text says what was looked for."""


def draw(
    wanted: Mapping[str, Wanted], progress: Callable[[int, int], None] | None = None
) -> dict[str, Drawn]:
    """Every figure drawn, by its name; one that the browser cannot draw is not among them.

    Args:
        wanted: The figures.
        progress: Told how many pictures are done and how many there will be.

    Raises:
        NoBrowserError: no Chrome or Chromium was found, or it does not start.
    """
    if not wanted:
        return {}
    answer: dict[str, Drawn] = {}
    problems: list[Exception] = []

    def work() -> None:
        try:
            answer.update(asyncio.run(_drawn(wanted, progress or _silent)))
        except Exception as problem:  # raised again in the caller's thread below
            problems.append(problem)

    # A notebook runs a loop of its own, and in one thread there can be only one.
    worker = threading.Thread(target=work)
    worker.start()
    worker.join()
    if problems:
        raise problems[0]
    return answer


def sized(figure: go.Figure, box: Box) -> go.Figure:
    """The figure with the pixels that fill a place on the page, its letters as large as ever.

    Every figure of the package has a height of its own, in pixels.
    """
    height = box.height / look.spacing("picture")
    layout = figure.to_dict()["layout"]
    scale = max(min(1.0, height / (layout["height"] - _TITLE)), _SMALLEST)
    pixels = round(height / scale)
    made = go.Figure(figure)
    made.update_layout(
        width=round(box.width / look.spacing("picture") / scale),
        height=pixels,
        title_text="",
        margin_t=_ABOVE,
        font_size=layout["font"]["size"] / scale,
    )
    if layout.get("legend", {}).get("yref") == "container":
        made.update_layout(legend_y=1 - _LEGEND / pixels)

    def enlarge(note: Any) -> None:
        if note.font.size:
            note.font.size = note.font.size / scale

    made.for_each_annotation(enlarge)
    return made


def _silent(_done: int, _total: int) -> None:
    """Tell nobody."""


async def _drawn(
    wanted: Mapping[str, Wanted], progress: Callable[[int, int], None]
) -> dict[str, Drawn]:
    from choreographer import errors  # noqa: PLC0415 - only who wants pictures waits for it
    from kaleido import Kaleido  # noqa: PLC0415

    total = len(wanted) + sum(figure.pixels for figure in wanted.values())
    lost = (errors.BrowserFailedError, errors.ChromeNotFoundError, errors.BrowserDepsError)
    found: dict[str, Drawn] = {}
    done = 0
    progress(done, total)
    try:
        async with Kaleido(n=1, timeout=_SECONDS) as browser:
            for name, one in wanted.items():
                made = sized(one.figure, one.box)
                svg = await _picture(browser, made, "svg", 1)
                done += 1
                progress(done, total)
                png = None
                if one.pixels:
                    png = await _picture(browser, made, "png", look.spacing("crisp"))
                    done += 1
                    progress(done, total)
                if svg:
                    found[name] = Drawn(_plain(svg.decode("utf-8"), name), png)
    except lost as problem:
        raise NoBrowserError(" ".join(map(str, problem.args))) from None
    return found


async def _picture(browser: Any, figure: go.Figure, form: str, scale: float) -> bytes | None:
    from kaleido.errors import JavascriptError, KaleidoError  # noqa: PLC0415

    try:
        return await browser.calc_fig(figure, opts={"format": form, "scale": scale})
    except (JavascriptError, KaleidoError, TimeoutError):
        return None


def _plain(svg: str, name: str) -> str:
    """The drawing without digits that nobody sees, its names its own and the same every time."""
    drawn = re.search(r'id="defs-(\w+)"', svg)
    if drawn:
        svg = svg.replace(drawn[1], f"-{name}-")
    return _EMPTY.sub("", _FINE.sub(r"\1", svg))
