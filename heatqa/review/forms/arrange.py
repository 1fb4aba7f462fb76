"""What stands where on a page, so that slides and deck show the same and nothing overlaps."""

from collections.abc import Sequence
from dataclasses import dataclass

from heatqa.language import say
from heatqa.review.forms import evidence, extents, grids, look
from heatqa.review.forms.grids import Grid
from heatqa.review.forms.look import Box
from heatqa.review.pages import Page, Picture, Table, Tile

# What of the body a picture keeps where a table stands beside or below it.
_BESIDE, _BELOW = (0.62, 0.52), (0.62, 0.5)
_TILES_ABOVE = 0.56
_MOST_IN_A_ROW = 4
_LABEL, _VALUE, _VERDICT, _LINE = range(4)


@dataclass(frozen=True)
class Text:
    """Paragraphs in a box, at a size at which they fit."""

    box: Box
    paragraphs: tuple[str, ...]
    size: float
    bold: bool = False


@dataclass(frozen=True)
class Shown:
    """A tile in its place: its label and clause, value, verdict, and what it was before."""

    tile: Tile
    box: Box
    texts: tuple[Text, ...]


@dataclass(frozen=True)
class Sheet:
    """A page laid out. `words` stand where it has neither picture nor tiles nor table."""

    page: Page
    number: int
    title: Text
    foot: Text
    picture: Box | None = None
    grid: Grid | None = None
    tiles: tuple[Shown, ...] = ()
    words: Text | None = None


def sheet(page: Page, number: int, *, pictured: bool = True) -> Sheet:
    """The page laid out.

    Args:
        page: What it says.
        number: Its number, the cover being the first.
        pictured: Whether its picture can be shown; where not, its table or words have the room.
    """
    body = look.box("body")
    picture, tiles, grid, words = None, (), None, None
    table = next((table for table in page.tables if table.shown and table.frame.height), None)
    if page.tiles:
        above, below = body.above(_TILES_ABOVE * body.height, look.spacing("gap"))
        rest = below if table or (page.picture and pictured) else None
        tiles = _tiles(page.tiles, above if rest else body)
        body = rest
    if body and page.picture and pictured:
        picture, grid = _picture(body, page.picture, table)
    elif body and table:
        grid = grids.fit(table, body)
    if not (picture or tiles or grid):
        words = text("words", look.box("body"), _instead(page, pictured))
    return Sheet(
        page=page,
        number=number,
        title=text("title", look.box("title"), [page.title], bold=True),
        foot=text("foot", look.box("foot"), evidence.foot(page)),
        picture=picture,
        grid=grid,
        tiles=tiles,
        words=words,
    )


def text(name: str, box: Box, paragraphs: Sequence[str], *, bold: bool = False) -> Text:
    """Paragraphs at the largest size at which they fit; where none does, the longest are cut."""
    sizes = look.sizes(name)
    paragraphs = [extents.together(paragraph) for paragraph in paragraphs]
    size = extents.fitting(paragraphs, sizes, box, bold=bold)
    if size is None:
        size = sizes[-1]
        paragraphs = _cut(paragraphs, size, box, bold=bold)
    return Text(box, tuple(paragraphs), size, bold)


def _cut(paragraphs: Sequence[str], size: float, box: Box, *, bold: bool) -> list[str]:
    """Each paragraph in its share of the lines there are, the later with what is left over."""
    kept: list[str] = []
    line = size * look.spacing("line")
    free = int(box.height // line)
    for place, paragraph in enumerate(paragraphs):
        share = max(free // (len(paragraphs) - place), 1)
        room = Box(box.left, box.top, box.width, share * line + 1)
        kept.append(extents.cut(paragraph, size, room, bold=bold))
        free -= extents.lines(kept[-1], size, box.width, bold=bold)
    return kept


def _picture(body: Box, picture: Picture, table: Table | None) -> tuple[Box, Grid | None]:
    """The picture's place, and the table's beside it or, where it is wide, below it.

    A picture that would become too small keeps the page for itself: the workbook has the table.
    """
    if table is None:
        return body, None
    least = min(_least_height(picture), body.height)
    gap = look.spacing("gap")
    splits = [body.beside(share * body.width, gap) for share in _BESIDE]
    splits += [body.above(share * body.height, gap) for share in _BELOW]
    found = [(place, grids.fit(table, rest)) for place, rest in splits if place.height >= least]
    fitting = [(place, grid) for place, grid in found if grid]
    if not fitting:
        return body, None
    for place, grid in fitting:
        if grid.complete and grid.size >= look.spacing("readable"):
            return place, grid
    return max(fitting, key=lambda pair: (len(pair[1].rows), pair[1].size))


def _least_height(picture: Picture) -> float:
    """Points below which a picture could not be read: by its bars, or by its own height."""
    chart = picture.chart
    if chart and chart.shape in ("bars", "stacked"):
        bars = len(chart.categories) * (len(chart.series) if chart.shape == "bars" else 1)
        return bars * look.spacing("least_bar") + look.spacing("around_bars")
    natural = picture.figure.to_dict()["layout"]["height"]
    return look.spacing("least_picture") * natural * look.spacing("picture")


def _instead(page: Page, pictured: bool) -> list[str]:
    """What a page says that has nothing to show."""
    if page.picture and not pictured:
        return [say("forms.picture.lacking"), page.picture.alt]
    return [told for told in (page.speech.finding, page.speech.caveat) if told != page.title]


def _tiles(tiles: Sequence[Tile], body: Box) -> tuple[Shown, ...]:
    """Tiles in as few rows as do, all of one size, their texts of one size each."""
    rows = -(-len(tiles) // _MOST_IN_A_ROW)
    columns = -(-len(tiles) // rows)
    gap = look.spacing("gap")
    width = (body.width - (columns - 1) * gap) / columns
    height = (body.height - (rows - 1) * gap) / rows
    boxes = [
        Box(
            body.left + place % columns * (width + gap),
            body.top + place // columns * (height + gap),
            width,
            height,
        )
        for place in range(len(tiles))
    ]
    written = [_tile(tile, box) for tile, box in zip(tiles, boxes, strict=True)]
    least = [min(texts[part].size for texts in written) for part in range(4)]
    return tuple(
        Shown(
            tile,
            box,
            tuple(
                Text(part.box, part.paragraphs, size, part.bold)
                for part, size in zip(texts, least, strict=True)
            ),
        )
        for tile, box, texts in zip(tiles, boxes, written, strict=True)
    )


def _tile(tile: Tile, box: Box) -> list[Text]:
    """Label, value, verdict, and before and last season, one below the other."""
    inner = Box(box.left + 12, box.top + 6, box.width - 20, box.height - 12)
    promised = say("forms.tile.promised", clause=tile.clause, target=tile.target)
    lines = [promised if tile.target else tile.clause] if tile.clause else []
    lines += [
        evidence.line(f"tile.{name}", value)
        for name, value in (("before", tile.before), ("last_season", tile.last_season))
        if value
    ]
    mark = look.verdict(tile.verdict)["mark"]
    word = say(f"verdict.{tile.verdict.replace(' ', '_')}")
    free = inner.height - 3 * look.sizes("tile_line")[0] * look.spacing("line")
    label, rest = inner.above(0.38 * free, 0)
    value, rest = rest.above(0.37 * free, 0)
    verdict, below = rest.above(0.25 * free, 0)
    return [
        text("tile_label", label, [tile.label]),
        text("tile_value", value, [tile.value], bold=True),
        text("tile_verdict", verdict, [f"{mark} {word}"], bold=True),
        text("tile_line", below, lines),
    ]
