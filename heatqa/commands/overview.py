"""`heatqa overview`: one screen about a warehouse, and what to type next."""

import argparse
import shlex
import shutil
import sys
from pathlib import Path

from heatqa import arguments
from heatqa.arguments import Parser
from heatqa.commands import answer
from heatqa.language import say


def describe(command: Parser) -> None:
    """Its arguments."""
    arguments.of_records(command)


def run(options: argparse.Namespace) -> None:
    """Answer it."""
    import polars as pl

    from heatqa.tables import explanation, overview, scorecard

    bench = answer.workbench(options)
    frame = bench.documents(options.period)
    if answer.written(frame, options.format):
        return
    worst = bench.furthest(options.period)
    print(bench.source)
    print(overview.loaded(bench.books()))
    answer.show(overview.documents(frame, scorecard.span(bench.period(options.period))))
    answer.show(overview.furthest(worst))
    # A clock is the plainest thing to explain.
    worst = worst.sort(pl.col("form") != "deadline", maintain_order=True)
    clause = next(iter(worst["clause"]), next(iter(bench.catalogue.clauses)))
    missed = bench.records(clause, options.period, "missed", most=1)
    for record in missed["record"]:
        print(say("overview.why", clause=clause))
        answer.show(explanation.table(bench.why(clause, record), bench.catalogue))
    print(_next(options, clause))


def _next(options: argparse.Namespace, clause: str) -> str:
    store = f" --warehouse {shlex.quote(str(options.warehouse))}" if options.warehouse else ""
    period = f" --period {shlex.quote(options.period)}" if options.period else ""
    return say("overview.next", command=_typed(), clause=clause, store=store, given=period + store)


def _typed() -> str:
    """How the reader called heatqa, so that what is offered can be typed."""
    program = Path(sys.argv[0])
    if program.name == "__main__.py":
        return "python -m heatqa"
    found = shutil.which(program.name)
    return program.name if found and Path(found) == program else str(program)
