"""`heatqa why`: the arithmetic of one record, or the records behind a clause."""

import argparse

from heatqa import arguments, language
from heatqa.arguments import Parser
from heatqa.commands import answer
from heatqa.language import say


def describe(command: Parser) -> None:
    """Its arguments."""
    command.add_argument("clause", metavar="CLAUSE", help=say("cli.help.clause"))
    command.add_argument("record", metavar="RECORD", nargs="?", help=say("cli.help.record"))
    command.add_argument("--period", metavar="P", help=say("cli.help.period"))
    command.add_argument(
        "--verdict",
        choices=("met", "missed", "pending", "cannot tell"),
        help=say("cli.help.verdict"),
    )
    command.add_argument(
        "--most", type=arguments.count, default=20, metavar="N", help=say("cli.help.most")
    )
    arguments.warehouse(command)
    arguments.as_of(command)
    arguments.form(command, arguments.FORMATS)


def run(options: argparse.Namespace) -> None:
    """Answer it."""
    from heatqa.tables import explanation

    bench = answer.workbench(options)
    if options.record:
        told = bench.why(options.clause, options.record)
        pairs = explanation.as_frame(told, bench.catalogue)
        if not answer.written(pairs, options.format):
            answer.show(explanation.table(told, bench.catalogue))
        return
    frame = bench.records(options.clause, options.period, options.verdict)
    shown = frame.head(options.most)
    if answer.written(shown, options.format):
        return
    if frame.is_empty():
        print(say("records.none"))
        return
    answer.show(explanation.records_table(shown, bench.catalogue.clause(options.clause)))
    if len(shown) < len(frame):
        print(say("records.more", shown=len(shown), all=language.number(len(frame))))
