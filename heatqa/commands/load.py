"""`heatqa load`: exports into the warehouse, judged."""

import argparse
from pathlib import Path

from heatqa import arguments
from heatqa.arguments import Parser
from heatqa.commands import answer
from heatqa.language import say


def describe(command: Parser) -> None:
    """Its arguments."""
    command.add_argument("paths", metavar="PATH", nargs="+", type=Path, help=say("cli.help.paths"))
    command.add_argument("--profile", metavar="P", help=say("cli.help.profile"))
    arguments.warehouse(command)
    arguments.memory_limit(command)
    arguments.form(command, ("table", "json"))


def run(options: argparse.Namespace) -> None:
    """Answer it."""
    from heatqa.tables import loading, reach, registers

    bench = answer.workbench(options)
    limit = options.memory_limit
    if limit and options.format == "table":
        print(say("load.spills", limit=limit, path=bench.settings.warehouse))
    with loading.progress_bar() as progress:
        report = bench.load(options.paths, options.profile, progress, memory_limit=limit)
    if options.format == "json":
        print(loading.as_json(report))
        return
    for part in loading.tables(report):
        answer.show(part)
    for line in registers.astray(bench.astray()):
        print(line)
    if report.load_id is not None:
        for line in reach.uneven(bench.uneven(report.load_id)):
            print(line)
    for line in reach.early(bench.ended_early()):
        print(line)
    print(say("load.next", path=bench.settings.warehouse))
