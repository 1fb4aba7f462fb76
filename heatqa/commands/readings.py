"""`heatqa readings`: how each rate moves under every reading."""

import argparse

from heatqa import arguments
from heatqa.arguments import Parser
from heatqa.commands import answer
from heatqa.language import say


def describe(command: Parser) -> None:
    """Its arguments."""
    command.add_argument("--period", metavar="P", help=say("cli.help.period"))
    arguments.warehouse(command)
    arguments.as_of(command)
    arguments.form(command, arguments.FORMATS)


def run(options: argparse.Namespace) -> None:
    """Answer it."""
    from heatqa.tables import sensitivity

    bench = answer.workbench(options)
    frame = bench.sensitivity(options.period)
    if not answer.written(frame, options.format):
        period = bench.period(options.period)
        answer.show(sensitivity.table(frame, period, bench.as_of, source=bench.source))
