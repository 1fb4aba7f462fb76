"""How a command opens the workbench and writes its answer."""

import argparse
import itertools
import sys
from typing import TYPE_CHECKING

from heatqa import language

if TYPE_CHECKING:
    from collections.abc import Iterable

    import polars as pl
    from rich.console import Console, RenderableType

    from heatqa.settings import Settings
    from heatqa.workbench import Workbench

_UNBROKEN = 160
# So many rows or identifiers are named in a message.
_NAMED = 5


def workbench(options: argparse.Namespace) -> "Workbench":
    """The workbench that the options name, its language taken."""
    from heatqa.workbench import open_workbench

    bench = open_workbench(
        getattr(options, "warehouse", None),
        settings=options.settings,
        as_of=getattr(options, "as_of", None),
    )
    speak(bench.settings, options)
    return bench


def speak(settings: "Settings", options: argparse.Namespace) -> None:
    """Take the company's language where the command names none."""
    if settings.language and not options.lang:
        language.use(settings.language)


def texts(options: argparse.Namespace) -> "pl.DataFrame":
    """The texts of the file that was named; what is odd about its rows is told besides."""
    from heatqa.complaints import texts

    read = texts.read(options.file, options.column)
    empty, repeated = texts.without_text(read), texts.repeated(read)
    told = (
        language.say("complaints.in_rows", id=number, rows=_some(map(str, rows)))
        for number, rows in repeated.items()
    )
    for name, found, where in (
        ("without_text", empty, _some(map(str, empty))),
        ("repeated", repeated, _some(told)),
    ):
        if found:
            key, count = f"complaints.{name}", language.number(len(found))
            print(language.say(key, path=options.file, count=count, where=where), file=sys.stderr)
    return read


def _some(names: "Iterable[str]") -> str:
    """The first few of many."""
    first = list(itertools.islice(names, _NAMED + 1))
    shown = [*first[:_NAMED], "…"] if len(first) > _NAMED else first
    return language.say("reading.joined").join(shown)


def written(frame: "pl.DataFrame", form: str) -> bool:
    """Write the frame as JSON, JSON lines or CSV if asked for; whether that was done."""
    from heatqa.tables import plain

    if form == "jsonl":
        sys.stdout.writelines(f"{line}\n" for line in plain.as_json_lines(frame))

    if form == "json":
        print(plain.as_json(frame))
    if form == "csv":
        print(plain.as_csv(frame), end="")
    return form != "table"


def show(part: "RenderableType") -> None:
    """Show a table in the terminal."""
    console().print(part)


def console() -> "Console":
    """The terminal, or whatever the answer is written into."""
    from rich.console import Console

    # A file or pipe has no width of its own; lines are not broken for it. Brackets and colons in
    # what exports say are no markup.
    width = None if sys.stdout.isatty() else _UNBROKEN
    return Console(width=width, markup=False, emoji=False)
