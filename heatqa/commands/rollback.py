"""`heatqa rollback`: publish the generation before again."""

import argparse

from heatqa import arguments
from heatqa.arguments import Parser
from heatqa.commands import answer
from heatqa.language import say


def describe(command: Parser) -> None:
    """Its arguments."""
    arguments.warehouse(command)


def run(options: argparse.Namespace) -> None:
    """Answer it."""
    file = answer.workbench(options).warehouse.roll_back()
    print(say("cli.rolled_back", file=file.name))
