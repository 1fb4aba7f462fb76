"""`heatqa compare`: the same records under all documents."""

import argparse

from heatqa import arguments
from heatqa.arguments import Parser
from heatqa.commands import answer
from heatqa.language import say


def describe(command: Parser) -> None:
    """Its arguments."""
    command.add_argument("--period", metavar="P", help=say("cli.help.period"))
    command.add_argument(
        "--by", choices=("document", "theme"), default="document", help=say("cli.help.by")
    )
    arguments.warehouse(command)
    arguments.as_of(command)
    arguments.form(command, arguments.FORMATS)


def run(options: argparse.Namespace) -> None:
    """Answer it."""
    from heatqa.tables import comparison

    bench = answer.workbench(options)
    documents, themes = bench.compare(options.period)
    if not answer.written(themes if options.by == "theme" else documents, options.format):
        period = bench.period(options.period)
        for part in comparison.parts(documents, themes, period, bench.as_of, source=bench.source):
            answer.show(part)
