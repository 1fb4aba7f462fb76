"""A bar on the terminal for work that takes a while."""

import contextlib
import sys
from collections.abc import Callable, Iterator

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn


@contextlib.contextmanager
def bar(begins: str) -> Iterator[Callable[[str, int, int], None]]:
    """A bar that is told what is being done, how much is, and how much there will be.

    It is on the terminal only, and gone when the work is done; nothing where there is no terminal.
    """
    with Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    ) as shown:
        task = shown.add_task(begins, total=None)

        def move(what: str, done: int, total: int) -> None:
            shown.update(task, description=what, completed=done, total=total)

        yield move
