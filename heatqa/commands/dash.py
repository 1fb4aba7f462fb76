"""`heatqa dash`: the dashboards in a browser."""

import argparse
import getpass
from pathlib import Path

from heatqa import arguments, errors
from heatqa.arguments import Parser
from heatqa.commands import answer
from heatqa.language import say


def describe(command: Parser) -> None:
    """Its arguments."""
    command.add_argument("--port", type=int, default=5006, help=say("cli.help.dash_port"))
    command.add_argument(
        "--address", default="localhost", metavar="HOST", help=say("cli.help.address")
    )
    command.add_argument("--users", type=Path, metavar="FILE", help=say("cli.help.users"))
    command.add_argument("--oauth", metavar="PROVIDER", help=say("cli.help.oauth"))
    command.add_argument(
        "--origin", action="append", default=[], metavar="HOST", help=say("cli.help.origin")
    )
    command.add_argument("--password", action="store_true", help=say("cli.help.password"))
    arguments.warehouse(command)


def run(options: argparse.Namespace) -> None:
    """Serve until interrupted, or lock up a password."""
    from heatqa.dashboards import people

    if options.password:
        print(people.locked(getpass.getpass(say("dash.ask_password"))))
        return
    try:
        from heatqa.dashboards import server
    except ModuleNotFoundError as missing:
        raise errors.LibraryMissing(name=missing.name, extra="dash") from None

    bench = answer.workbench(options)
    where = server.Options(
        port=options.port,
        address=options.address,
        users=options.users,
        oauth=options.oauth,
        origins=tuple(options.origin),
    )
    address = f"http://{options.address}:{options.port}/"
    server.serve(bench.settings, where, lambda: print(say("dash.serving", address=address)))
