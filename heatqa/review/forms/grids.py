"""A table laid out for a page: which rows fit, how wide columns are, how large letters are."""

from collections.abc import Sequence
from dataclasses import dataclass

from heatqa.language import number, say
from heatqa.review.forms import extents, look, values
from heatqa.review.forms.look import Box
from heatqa.review.pages import Kind, Table

_LEAST_ROWS = 3
# A column exactly as wide as its text breaks it where a program rounds down.
_SLACK = 1.05


@dataclass(frozen=True)
class Grid:
    """A table as it stands on a page: `rows` of words, as many as fit, and a note if some do not.

    `widths` and `heights` are points; the first of `heights` is that of the headings. `right`
    tells the columns that are read from their right end.
    """

    box: Box
    title: str
    size: float
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: tuple[bool, ...]
    widths: tuple[float, ...]
    heights: tuple[float, ...]
    wanted: int
    note: str

    @property
    def note_size(self) -> float:
        """The size of the letters of the note."""
        return look.sizes("table")[-1]

    @property
    def taken(self) -> Box:
        """What the rows take of the box."""
        return Box(self.box.left, self.box.top, sum(self.widths), sum(self.heights))

    @property
    def below(self) -> Box:
        """The place of the note, below the last row."""
        top = self.taken.top + self.taken.height + look.spacing("cell_ends")
        return Box(self.box.left, top, self.box.width, self.note_size * look.spacing("line"))

    @property
    def complete(self) -> bool:
        """Whether every row that was to be shown is."""
        return len(self.rows) == self.wanted


def fit(table: Table, box: Box) -> Grid | None:
    """The table in the largest letters in which all rows to be shown fit, else as many as can.

    None where not even its headings and a few rows fit.
    """
    best = None
    for size in look.sizes("table"):
        grid = _laid_out(table, box, size)
        if grid and grid.complete:
            return grid
        if grid and (best is None or len(grid.rows) > len(best.rows)):
            best = grid
    return best


def _laid_out(table: Table, box: Box, size: float) -> Grid | None:
    headings = tuple(table.headings[name] for name in table.seen)
    kinds: list[Kind] = [table.kinds[name] for name in table.seen]
    shown = table.frame.select(table.seen).head(table.shown)
    rows = [
        tuple(
            extents.together(values.words(value, kind))
            for value, kind in zip(row, kinds, strict=True)
        )
        for row in shown.iter_rows()
    ]
    widths = _widths(headings, rows, size, box.width)
    if widths is None:
        return None
    heights = [_height(headings, widths, size, bold=True)]
    heights += [_height(row, widths, size) for row in rows]
    note = look.sizes("table")[-1] * look.spacing("line") + look.spacing("cell_ends")
    fits = sum(heights) <= box.height and len(rows) == table.frame.height
    room = box.height - (0 if fits else note)
    kept = 0
    while kept < len(rows) and sum(heights[: kept + 2]) <= room:
        kept += 1
    if kept < min(_LEAST_ROWS, len(rows)):
        return None
    rest = kept < table.frame.height
    return Grid(
        box=box,
        title=table.title,
        size=size,
        headings=headings,
        rows=tuple(rows[:kept]),
        right=tuple(values.to_the_right(kind) for kind in kinds),
        widths=tuple(widths),
        heights=tuple(heights[: kept + 1]),
        wanted=len(rows),
        note=_note(kept, table.frame.height) if rest else "",
    )


def _note(shown: int, rows: int) -> str:
    return say("forms.table.rest", shown=number(shown), rows=number(rows))


def _widths(
    headings: Sequence[str], rows: Sequence[Sequence[str]], size: float, room: float
) -> list[float] | None:
    """Widths that fill the room: what need not be broken is not, long texts take several lines."""
    sides = 2 * look.spacing("cell_sides")
    wanted, least = [], []
    for column, heading in enumerate(headings):
        whole = [extents.width(heading, size, bold=True)]
        pieces = [_least(heading, size, bold=True), 2 * size]
        whole += [extents.width(row[column], size) for row in rows]
        pieces += [_least(row[column], size) for row in rows]
        wanted.append(_SLACK * max(whole + pieces) + sides)
        least.append(_SLACK * max(pieces) + sides)
    if sum(least) > room:
        return None
    if sum(wanted) <= room:
        spare = (room - sum(wanted)) / len(wanted)
        return [width + spare for width in wanted]
    share = (room - sum(least)) / (sum(wanted) - sum(least))
    return [low + share * (high - low) for low, high in zip(least, wanted, strict=True)]


def _least(cell: str, size: float, *, bold: bool = False) -> float:
    """What a cell needs so that neither a word nor a short Chinese name is broken."""
    short = min(extents.width(cell, size, bold=bold), look.spacing("unbroken") * size)
    return max(extents.longest_piece(cell, size, bold=bold), short)


def _height(
    cells: Sequence[str], widths: Sequence[float], size: float, *, bold: bool = False
) -> float:
    sides = 2 * look.spacing("cell_sides")
    lines = max(
        extents.lines(cell, size, width - sides, bold=bold)
        for cell, width in zip(cells, widths, strict=True)
    )
    return lines * size * look.spacing("line") + 2 * look.spacing("cell_ends")
