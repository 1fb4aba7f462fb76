"""`heatqa export`: the facts as Parquet, for other engines."""

import argparse
from pathlib import Path

from heatqa import arguments
from heatqa.arguments import Parser
from heatqa.commands import answer
from heatqa.language import number, say


def describe(command: Parser) -> None:
    """Its arguments."""
    command.add_argument(
        "--parquet", metavar="DIR", type=Path, required=True, help=say("cli.help.parquet")
    )
    arguments.warehouse(command)


def run(options: argparse.Namespace) -> None:
    """Write them."""
    bench = answer.workbench(options)
    written = bench.export(options.parquet)
    rows = number(sum(written.rows.values()))
    print(
        say("export.done", path=options.parquet, rows=rows, as_of=f"{written.as_of:%Y-%m-%d %H:%M}")
    )
    print(say("export.next", path=options.parquet))
