"""`heatqa dash`: the dashboards in a browser."""

import argparse

from heatqa import arguments
from heatqa.arguments import Parser
from heatqa.commands import answer
from heatqa.language import say


def describe(command: Parser) -> None:
    """Its arguments."""
    command.add_argument("--port", type=int, default=5006, help=say("cli.help.port"))
    command.add_argument(
        "--address", default="localhost", metavar="HOST", help=say("cli.help.address")
    )
    arguments.warehouse(command)


def run(options: argparse.Namespace) -> None:
    """Serve until interrupted."""
    from heatqa.dashboards import server

    bench = answer.workbench(options)
    where = server.Options(port=options.port, address=options.address)
    print(say("dash.serving", address=f"http://{options.address}:{options.port}/"))
    server.serve(bench.settings, where)
