"""`heatqa due`: open cases, the most urgent first."""

import argparse

from heatqa import arguments
from heatqa.arguments import Parser
from heatqa.commands import answer
from heatqa.language import say

# Rows of each table of the watch-list; JSON and CSV hold all of them.
MOST = 20


def describe(command: Parser) -> None:
    """Its arguments."""
    command.add_argument(
        "--within", metavar="SPAN", type=arguments.span, help=say("cli.help.within")
    )
    command.add_argument("--document", metavar="D", help=say("cli.help.document"))
    command.add_argument(
        "--most", type=arguments.count, metavar="N", help=say("cli.help.most_rows", most=MOST)
    )
    arguments.warehouse(command)
    arguments.as_of(command)
    arguments.form(command, arguments.FORMATS)


def run(options: argparse.Namespace) -> None:
    """Answer it."""
    from heatqa.tables import due

    bench = answer.workbench(options)
    frame = bench.due(options.within, options.document)
    chosen = frame if options.most is None else frame.head(options.most)
    if not answer.written(chosen, options.format):
        most = options.most or MOST
        for part in due.parts(frame, bench.as_of, source=bench.source, most=most):
            answer.show(part)
