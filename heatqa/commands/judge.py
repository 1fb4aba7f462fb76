"""`heatqa judge`: exported facts judged by Spark or DuckDB, their cube into the warehouse."""

import argparse

from heatqa import arguments, errors
from heatqa.arguments import Parser
from heatqa.commands import answer
from heatqa.language import number, say


def describe(command: Parser) -> None:
    """Its arguments."""
    command.add_argument(
        "--facts", metavar="PLACE", nargs="+", required=True, help=say("cli.help.facts")
    )
    command.add_argument(
        "--engine", choices=("duckdb", "spark"), default="duckdb", help=say("cli.help.engine")
    )
    command.add_argument("--master", metavar="URL", help=say("cli.help.master"))
    command.add_argument(
        "--conf", metavar="NAME=VALUE", action="append", default=[], help=say("cli.help.conf")
    )
    arguments.warehouse(command)
    arguments.memory_limit(command)
    arguments.as_of(command)


def run(options: argparse.Namespace) -> None:
    """Judge them."""
    from heatqa.tables import progress

    bench = answer.workbench(options)
    limit = options.memory_limit
    if limit:
        print(say("judge.spills", limit=limit, path=bench.settings.warehouse))
    doing = say("judge.doing")
    with progress.bar(doing) as tell:
        bench.judge(
            options.facts,
            options.engine,
            master=options.master,
            options=dict(map(_setting, options.conf)),
            memory_limit=limit,
            progress=lambda done, total: tell(doing, done, total),
        )
    print(say("judge.done", as_of=f"{bench.as_of:%Y-%m-%d %H:%M}", path=bench.settings.warehouse))
    for origin in bench.origins():
        if not origin.kept:
            rows = number(origin.rows)
            print(say("judge.left", table=origin.table, rows=rows, place=origin.place))
    print(say("judge.next", path=bench.settings.warehouse))


def _setting(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not name.strip() or not equals:
        raise errors.ArgumentUnusable(
            argument="--conf", found=text, remedy=say("judge.remedy.conf")
        )
    return name.strip(), value.strip()
