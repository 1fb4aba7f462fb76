"""`heatqa hotspots`: where and when there are more complaints than chance explains."""

import argparse
import json

from heatqa import arguments
from heatqa.arguments import Parser
from heatqa.commands import answer
from heatqa.language import say

# The names are those of `workbench.hotspots.METHODS`, which is too slow to import for help.
METHODS = ("permutation", "poisson", "spatial", "temporal", "prospective")


def describe(command: Parser) -> None:
    """Its arguments."""
    command.add_argument("--period", metavar="P", help=say("cli.help.hotspot_period"))
    command.add_argument("--category", metavar="WORD", help=say("cli.help.category"))
    command.add_argument(
        "--method", choices=METHODS, default=METHODS[0], help=say("cli.help.method")
    )
    arguments.warehouse(command)
    arguments.as_of(command)
    arguments.form(command, ("table", "json"))


def run(options: argparse.Namespace) -> None:
    """Answer it."""
    from heatqa.tables import hotspots

    bench = answer.workbench(options)
    found = bench.hotspots(options.period, options.category, options.method)
    if options.format == "json":
        print(json.dumps(hotspots.as_rows(found), ensure_ascii=False, indent=2, default=str))
        return
    linked = bench.linked(options.period or "season", options.category)
    nowhere, shared = bench.unplaced()
    around = bench.beside(found)
    for part in hotspots.parts(found, linked, nowhere, shared, around=around, source=bench.source):
        answer.show(part)
