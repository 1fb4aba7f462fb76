"""How a command opens the workbench and writes its answer."""

import argparse
import sys
from typing import TYPE_CHECKING

from heatqa import language

if TYPE_CHECKING:
    import polars as pl
    from rich.console import Console, RenderableType

    from heatqa.settings import Settings
    from heatqa.workbench import Workbench

_UNBROKEN = 160


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
    """The texts of the file that was named; rows without one are told beside the answer."""
    from heatqa.complaints import texts

    read = texts.read(options.file, options.column)
    count, row = texts.without_text(read)
    if count:
        told = language.say("complaints.without_text", path=options.file, count=count, row=row)
        print(told, file=sys.stderr)
    return read


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
