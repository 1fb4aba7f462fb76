"""`heatqa loads`: what was loaded when, or the states that one record went through."""

import argparse

from heatqa import arguments
from heatqa.arguments import Parser
from heatqa.commands import answer
from heatqa.language import say


def describe(command: Parser) -> None:
    """Its arguments."""
    command.add_argument("record", metavar="TABLE RECORD", nargs="*", help=say("cli.help.history"))
    arguments.warehouse(command)
    arguments.form(command, arguments.FORMATS)


def run(options: argparse.Namespace) -> None:
    """Answer it."""
    from heatqa.tables import ledger

    bench = answer.workbench(options)
    if options.record:
        frame = bench.history(*ledger.record(options.record))
        if not answer.written(frame, options.format):
            answer.show(ledger.history(frame, options.record[1]))
        return
    frame = bench.loads()
    if not answer.written(frame, options.format):
        answer.show(ledger.loads(frame))
