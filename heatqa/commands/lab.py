"""`heatqa lab`: JupyterLab on a workspace with notebooks of its own."""

import argparse
from pathlib import Path

from heatqa import arguments
from heatqa.arguments import Parser
from heatqa.commands import answer
from heatqa.language import say


def describe(command: Parser) -> None:
    """Its arguments."""
    command.add_argument(
        "folder", metavar="FOLDER", nargs="?", type=Path, default=Path(), help=say("cli.help.lab")
    )
    command.add_argument(
        "--warehouse", metavar="DIR", type=Path, help=say("cli.help.lab_warehouse")
    )
    command.add_argument("--port", type=arguments.count, metavar="N", help=say("cli.help.lab_port"))
    command.add_argument("--no-browser", action="store_true", help=say("cli.help.no_browser"))
    command.add_argument("--allow-root", action="store_true", help=say("cli.help.allow_root"))


def run(options: argparse.Namespace) -> None:
    """Answer it."""
    import os

    from heatqa import language, settings
    from heatqa.workplace import lab, notebooks

    folder: Path = options.folder
    file = folder / settings.FILE_NAME
    if file.is_file():
        answer.speak(settings.load(file), options)
    spoken = language.current()
    made = notebooks.copied(folder, spoken)
    lab.prepare(folder, spoken, asked=options.lang is not None)
    print(say("lab.starting", folder=folder.absolute(), copied=len(made)), flush=True)
    os.environ |= lab.surroundings(folder, spoken, options.warehouse)
    lab.serve(folder, options.port, browser=not options.no_browser, root=options.allow_root)
