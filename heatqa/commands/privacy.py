"""`heatqa privacy scan`: look for numbers of people in the warehouse and in produced files."""

import argparse
from pathlib import Path

from heatqa import arguments, errors
from heatqa.arguments import Parser
from heatqa.commands import answer
from heatqa.language import say


def describe(command: Parser) -> None:
    """Its arguments."""
    command.add_argument("action", choices=("scan",), metavar="scan", help=say("cli.help.scan"))
    command.add_argument(
        "paths", metavar="PATH", nargs="*", type=Path, help=say("cli.help.scanned")
    )
    arguments.warehouse(command)
    arguments.form(command, arguments.FORMATS)


def run(options: argparse.Namespace) -> None:
    """Answer it."""
    from heatqa.tables import ledger

    frame, unread = answer.workbench(options).leaks(options.paths)
    if not answer.written(frame, options.format):
        if frame.height:
            answer.show(ledger.leaks(frame))
        for path in unread:
            print(say("leaks.unread", path=path))
        if not frame.height:
            print(say("leaks.none"))
    if frame.height:
        raise errors.NumbersFound(places=frame["place"].n_unique())
