"""Headers over two rows: 受理 over 时间 and 渠道 is 受理时间 and 受理渠道."""

from collections.abc import Callable, Iterator, Mapping, Sequence

Cells = Sequence[str | None]
Texts = Mapping[int, str]


def texts(cells: Cells) -> dict[int, str]:
    """The cells that hold something, by their number from 1.

    Example:
        >>> texts(["小区", " ", None, " 楼栋"])
        {1: '小区', 4: '楼栋'}
    """
    return {
        index: text.strip() for index, text in enumerate(cells, start=1) if text and text.strip()
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
            yield number, _joined(above[1], cells, known), (texts(above[1]), texts(cells))
        above = number, cells


def _joined(upper: Cells, lower: Cells, known: Callable[[str], bool]) -> list[str]:
    """The headers of two rows: a merged cell above counts for the cells below it."""
    over, under = texts(upper), texts(lower)
    joined = []
    spanning = ""
    for index in range(1, max(len(upper), len(lower)) + 1):
        spanning = over.get(index) or (spanning if index in under else "")
        below = under.get(index, "")
        both = f"{spanning}{below}"
        joined.append(both if known(both) else below or over.get(index, ""))
    return joined
