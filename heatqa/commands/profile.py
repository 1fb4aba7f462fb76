"""`heatqa profile guess`: a profile proposed from an example, for a person to edit."""

import argparse
from pathlib import Path

from heatqa.arguments import Parser
from heatqa.language import say


def describe(command: Parser) -> None:
    """Its arguments."""
    command.add_argument("action", choices=("guess",), metavar="guess", help=say("cli.help.guess"))
    command.add_argument("file", metavar="FILE", type=Path, help=say("cli.help.example"))
    command.add_argument("--table", metavar="T", help=say("cli.help.table"))


def run(options: argparse.Namespace) -> None:
    """Answer it."""
    from heatqa.intake import guess, proposal

    print(proposal.toml(guess.guess(options.file, options.table)), end="")
