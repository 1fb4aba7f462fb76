"""Where two readers of one text part: the line from which on they tell records apart otherwise."""

import itertools
from collections.abc import Callable
from pathlib import Path

from heatqa.intake.lines import RecordCount

_SHOWN = 60


def line(
    path: Path, lines: int, count: RecordCount, records: Callable[[Path], int]
) -> tuple[int, str]:
    """The number of that line and how it begins, found by halving.

    Args:
        path: The text in lines, of which the two count differently.
        lines: How many lines it has.
        count: Of the text whose lines they are.
        records: How many records the other reader finds in a file.
    """
    agreed, parted = 0, lines
    start = path.with_suffix(".start")
    while parted - agreed > 1:
        middle = (agreed + parted) // 2
        own, opened_at = _counted(path, start, middle, count)
        if own.lines >= parted:
            # The middle lies in a cell over several lines, which reaches as far as is known.
            return _beginning(path, opened_at)
        if own.records == records(start):
            agreed = own.lines
        else:
            parted = own.lines
    # What swallows the next line is a quotation mark in the line before it.
    number, text = _beginning(path, agreed) if agreed else (0, "")
    return (number, text) if '"' in text else _beginning(path, parted)


def _counted(path: Path, start: Path, most: int, count: RecordCount) -> tuple[RecordCount, int]:
    """Copy the first lines to `start`, up to the end of a cell begun there, and count them.

    Returns:
        The count, and the line in which that cell was opened, else the last line.
    """
    own = RecordCount(count.name, count.delimiter)
    opened_at = None
    with path.open("rb") as lines, start.open("wb") as copy:
        for text in lines:
            copy.write(own.take(text))
            if own.lines >= most:
                opened_at = opened_at or own.opened_at or own.lines
                if own.opened_at is None:
                    break
    return own, opened_at or own.lines


def _beginning(path: Path, number: int) -> tuple[int, str]:
    with path.open("rb") as lines:
        text = next(itertools.islice(lines, number - 1, None), b"")
    return number, text[:_SHOWN].decode("utf-8", errors="replace").rstrip("\n")
