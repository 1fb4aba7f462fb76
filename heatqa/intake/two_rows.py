"""Headers over two rows: 受理 over 时间 and 渠道 is 受理时间 and 受理渠道."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from heatqa.intake.cells import AROUND

Cells = Sequence[str | None]
Texts = Mapping[int, str]


def texts(cells: Cells) -> dict[int, str]:
    """The cells that hold something, by their number from 1.

    Example:
        >>> texts(["小区", " ", None, " 楼栋"])
        {1: '小区', 4: '楼栋'}
    """
    return {
        index: bare
        for index, text in enumerate(cells, start=1)
        if text and (bare := text.strip(AROUND))
    }


def candidates(
    rows: Sequence[tuple[int, Cells]], known: Callable[[str], bool]
) -> Iterator[tuple[int, Cells, tuple[Texts, ...]]]:
    """Every row as header row, alone and together with the row above it.

    Args:
        rows: Row numbers and cells.
        known: Whether some table has a column of that header.

    Yields:
        The number of the (lower) row, the header texts, and the texts of each row.
    """
    above: tuple[int, Cells] | None = None
    for number, cells in rows:
        yield number, cells, (texts(cells),)
        if above and above[0] == number - 1 and texts(above[1]):
            yield number, joined(above[1], cells, known), (texts(above[1]), texts(cells))
        above = number, cells


def names(rows: Sequence[tuple[int, Cells]], row: int) -> dict[str, int]:
    """The headers that a profile can name, with the number of their cell; of equal ones the first.

    Besides the texts of the row itself those of two rows: 受理 over 时间 is 受理/时间.

    Example:
        >>> names([(1, ["编号", "受理", None]), (2, [None, "时间", "渠道"])], 2)
        {'时间': 2, '渠道': 3, '编号': 1, '受理/时间': 2, '受理/渠道': 3}
    """
    of_row = dict(rows)
    named: dict[str, int] = {}
    for index, text in texts(of_row.get(row, ())).items():
        named.setdefault(text, index)
    for index, over, below in _pairs(of_row.get(row - 1, ()), of_row.get(row, ())):
        named.setdefault(f"{over}/{below}" if over and below else over or below, index)
    return named


def joined(upper: Cells, lower: Cells, known: Callable[[str], bool]) -> list[str]:
    """The headers of two rows: together where some table knows that header, else the lower one."""
    cells = [""] * max(len(upper), len(lower))
    for index, over, below in _pairs(upper, lower):
        both = f"{over}{below}"
        cells[index - 1] = both if known(both) else below or over
    return cells


def _pairs(upper: Cells, lower: Cells) -> Iterator[tuple[int, str, str]]:
    """Cell by cell the texts of two rows: a merged cell above counts for the cells below it."""
    over, under = texts(upper), texts(lower)
    spanning = ""
    for index in range(1, max(len(upper), len(lower)) + 1):
        spanning = over.get(index) or (spanning if index in under else "")
        if spanning or index in under:
            yield index, spanning, under.get(index, "")
