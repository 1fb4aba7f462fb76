"""`heatqa undo`: take a load back, as if its files had never been loaded."""

import argparse

from heatqa import arguments
from heatqa.arguments import Parser
from heatqa.commands import answer
from heatqa.language import say


def describe(command: Parser) -> None:
    """Its arguments."""
    command.add_argument("load", metavar="LOAD", type=int, help=say("cli.help.load"))
    arguments.warehouse(command)


def run(options: argparse.Namespace) -> None:
    """Answer it."""
    answer.workbench(options).undo(options.load)
    print(say("cli.undone", load=options.load))
