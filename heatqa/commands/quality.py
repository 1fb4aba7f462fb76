"""`heatqa quality`: what became of the rows, which rules they broke, and rows to be corrected."""

import argparse
from pathlib import Path

from heatqa import arguments
from heatqa.arguments import Parser
from heatqa.commands import answer
from heatqa.language import number, say


def describe(command: Parser) -> None:
    """Its arguments."""
    command.add_argument("--load", metavar="N", type=int, help=say("cli.help.of_load"))
    command.add_argument("--rejects", metavar="FILE", type=Path, help=say("cli.help.rejects"))
    command.add_argument("--profile", metavar="P", help=say("cli.help.profile"))
    command.add_argument("--out", metavar="XLSX", type=Path, help=say("cli.help.rejects_out"))
    arguments.warehouse(command)
    arguments.form(command, arguments.FORMATS)


def run(options: argparse.Namespace) -> None:
    """Answer it."""
    from heatqa.tables import ledger

    bench = answer.workbench(options)
    if options.rejects:
        target = options.out or options.rejects.with_name(f"{options.rejects.stem}_rejects.xlsx")
        rows = bench.corrections(options.rejects, target, options.profile)
        key = "written" if rows else "none"
        print(say(f"corrections.{key}", rows=number(rows), file=options.rejects.name, path=target))
        return
    reasons = bench.quality(options.load)
    if not answer.written(reasons, options.format):
        answer.show(ledger.books(bench.books()))
        answer.show(ledger.reasons(reasons, source=bench.source))
